"""Agreement between proposal and decision for the weekly workbook: figures as one table, and the sheet that shows it.

No group of fewer than five stands alone, nor can be had by taking others from their sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from robots.cases import Met, Store
from robots.reports.item import masked
from robots.reports.names import Names
from robots.reports.page import Column, Content, Page
from robots.reports.readiness import (
    ADVISED,
    OUTCOME,
    WINDOW,
    Advice,
    Agreed,
    Goal,
    Tallies,
    Tally,
    agreed,
    suggestion,
    wilson,
)
from robots.reports.sections import dash_means
from robots.reports.sheets import WHYS
from robots.reports.shielding import FEWEST
from robots.reports.spoken import NOT_KNOWN, Spoken

if TYPE_CHECKING:
    import pandas as pd

ALL, ROW, FIELD, WORDING = "all", "row", "field", "wording"
OTHERS = "…"
"""Stands for the rows of the rules that are too rare to be shown each."""

_SPLIT = (Met.BLIND, Met.DRAFTED, Met.SHOWN)
COLUMNS = (
    *("flow", "what", "name", "agreed", "of", "unknown", "share", "low", "high"),
    *(f"{met}_{part}" for met in _SPLIT for part in ("share", "of")),
    "reasons",
)


Reasons = tuple[tuple[str, int], ...]
"""Why people decided otherwise, and how often: a code of `WHYS`, words of a case system, or `OTHERS`."""

Value = str | int | float | Reasons | None


@dataclass(frozen=True)
class Advised:
    """What is suggested for a case type, and the decisions that it rests on."""

    flow: str
    advice: Advice
    review: float
    agreed: int
    of: int


@dataclass(frozen=True)
class AgreementFigures:
    """All that the sheet shows of a week, as it is kept with the week's figures."""

    advised: tuple[Advised, ...]
    rows: tuple[Mapping[str, Value], ...]  # by COLUMNS


def agreement(store: Store, names: Names, until: date) -> pd.DataFrame:
    """The figures: a row for each case type, each row of its rules, each field, and the wording of each text.

    Args:
        store: The store.
        names: The authority whose cases are counted.
        until: The last day of decision; those of half a year until then are counted.

    Returns:
        The columns `COLUMNS`: how many agreed of how many, how many could not be read, the share with its interval
        of 95 %, share and number for blind, drafted and shown proposals, and the reasons for deciding otherwise.
        A case type of which fewer than five were followed up has its number alone.
    """
    import pandas as pd

    return pd.DataFrame.from_records([*agreement_of(store, names, until).rows], columns=list(COLUMNS))


def agreement_of(store: Store, names: Names, until: date, goal: Goal | None = None) -> AgreementFigures:
    """The figures and the suggestions, from the decisions as they have been followed up by now."""
    counted = agreed(store.follow_ups(names.authority, until - WINDOW, until))
    goal = goal or Goal()
    advised = (suggestion(of, goal, drafting=any(of.days.values()), today=until) for of in counted.values())
    return AgreementFigures(
        tuple(Advised(one.flow, one.advice, one.review, one.tally.agreed, one.tally.of) for one in advised),
        tuple(dict(zip(COLUMNS, row, strict=True)) for flow in sorted(counted) for row in _flow(counted[flow])),
    )


def agreement_sheet(page: Page, found: AgreementFigures, names: Names, say: Spoken) -> None:
    """How proposals and decisions agree, per case type, row of the rules and field, with reasons; and suggestions."""
    page.title(say("Agreement"), say("Decisions people made in half a year, held against what robots had proposed."))
    page.row += 1
    if not found.rows:
        page.line(say("No decision has been followed up yet."))
        return
    for one in found.advised:
        page.line(told(one, names, say))
    page.row += 1
    columns = [
        Column(say("Case type"), widest=26, strong=True),
        Column(say("What"), widest=16),
        Column(say("Which"), widest=30),
        Column(say("Decisions"), "number"),
        Column(say("As proposed"), "share"),
        Column(say("At least"), "share"),
        Column(say("At most"), "share"),
        Column(say("Not read"), "number"),
        Column(say("Blind"), "share"),
        Column(say("Blind, number"), "number"),
        Column(say("With a draft"), "share"),
        Column(say("With a draft, number"), "number"),
        Column(say("Why otherwise"), widest=60),
    ]
    page.freeze(page.table("Agreement", columns, [_line(row, names, say) for row in found.rows]))
    page.row += 1
    page.line(dash_means(say))
    page.line(say("Groups of fewer than {fewest} are not shown by themselves.", fewest=FEWEST))


def told(one: Advised, names: Names, say: Spoken) -> str:
    """A suggestion in words, and what it rests on; of few decisions only that they are few."""
    low, high = wilson(one.agreed, one.of)
    if one.of < FEWEST:
        return f"{names.flow(one.flow)}: {say('too few decisions')} ({say('fewer than {n}', n=FEWEST)})"
    figures = say(
        "{part} of {of} as proposed, between {low} and {high}",
        part=say.number(one.agreed),
        of=say.number(one.of),
        low=say.percent(low),
        high=say.percent(high),
    )
    advised = say(ADVISED[one.advice], share=say.percent(one.review))
    return f"{names.flow(one.flow)}: {advised} ({figures})"


def _flow(of: Agreed) -> Iterator[tuple[Value, ...]]:
    every = of.all[None]
    if every.of < FEWEST:  # what was not read says nothing of the others
        yield of.flow, ALL, "", None, every.of, None, *[None] * 9, ()
        return
    yield _row(of.flow, ALL, "", of.all)
    for name, tallies in _merged(of.rows).items():
        yield _row(of.flow, ROW, name, tallies)
    for what, named in ((FIELD, of.fields), (WORDING, of.wording)):
        for name, tallies in named.items():
            if _size(tallies) >= FEWEST:
                yield _row(of.flow, what, name, tallies)


def _row(flow: str, what: str, name: str, tallies: Tallies) -> tuple[Value, ...]:
    tally, split = tallies[None], _apart(tallies)
    apart = [part for met in _SPLIT for part in split.get(met, (None, None))]
    known = (tally.agreed, tally.of, tally.unknown, tally.share, *tally.interval)
    return flow, what, name, *known, *apart, _reasons(tally.reasons)


def _size(tallies: Tallies) -> int:
    return tallies[None].of if None in tallies else 0


def _merged(rows: Mapping[str, Tallies]) -> dict[str, Tallies]:
    """The rows of the rules, rare ones as one; where those are too few together, the next smallest is among them."""
    by_size = sorted(rows, key=lambda name: (-_size(rows[name]), name))
    shown = [name for name in by_size if _size(rows[name]) >= FEWEST]
    rare = by_size[len(shown) :]
    while shown and rare and sum(_size(rows[name]) for name in rare) < FEWEST:
        rare.append(shown.pop())
    merged = {name: rows[name] for name in shown}
    return merged | ({OTHERS: _sum([rows[name] for name in rare])} if rare else {})


def _sum(parts: list[Tallies]) -> dict[Met | None, Tally]:
    total: dict[Met | None, Tally] = {}
    for tallies in parts:
        for met, tally in tallies.items():
            sum_of = total.setdefault(met, Tally())
            sum_of.agreed, sum_of.of = sum_of.agreed + tally.agreed, sum_of.of + tally.of
            sum_of.unknown += tally.unknown
            sum_of.reasons += tally.reasons
    return total


def _apart(tallies: Tallies) -> dict[Met, tuple[float | None, int]]:
    """Share and number by how the proposal was met; what is left out is never what the others lack to their sum."""
    sizes = {met: tallies[met].of for met in _SPLIT if met in tallies and tallies[met].of}
    shown = sorted((met for met, of in sizes.items() if of >= FEWEST), key=lambda met: -sizes[met])
    while shown and 0 < sum(sizes.values()) - sum(sizes[met] for met in shown) < FEWEST:
        shown.pop()
    return {met: (tallies[met].share, sizes[met]) for met in shown}


def _reasons(reasons: Counter[str]) -> Reasons:
    """The reasons that came up often enough, the most common first, and how many others there were."""
    often = [(masked(why), many) for why, many in reasons.most_common() if many >= FEWEST]
    others = sum(reasons.values()) - sum(many for _, many in often)
    return (*often, *([(OTHERS, others)] if others >= FEWEST else []))


def _line(row: Mapping[str, Value], names: Names, say: Spoken) -> list[Content]:
    flow, what, name = str(row["flow"]), str(row["what"]), str(row["name"])
    figures = ("share", "low", "high", "unknown", "blind_share", "blind_of", "drafted_share", "drafted_of")
    decided: Content = say("fewer than {n}", n=FEWEST) if row["share"] is None and what == ALL else _figure(row["of"])
    return [names.flow(flow), say(_WHAT[what]), _called(flow, what, name, names, say), decided,
            *(_figure(row[figure]) for figure in figures), _why(row["reasons"], say)]  # fmt: skip


_WHAT = {ALL: "all of it", ROW: "row of the rules", FIELD: "field", WORDING: "wording"}


def _called(flow: str, what: str, name: str, names: Names, say: Spoken) -> str:
    if what == ROW:
        return say("rarer rows together") if name == OTHERS else name or say("no row")
    if name == OUTCOME:
        return say("outcome")
    return names.field(flow, name) if name else ""


def _figure(value: Value) -> Content:
    return NOT_KNOWN if value is None or isinstance(value, tuple) else value


def _why(reasons: Value, say: Spoken) -> str:
    """The reasons in the reader's language, as far as people chose them from the list."""
    said = {str(code): say(text) for code, text in WHYS.items()}
    return "; ".join(f"{said.get(why, why)} ({many})" for why, many in reasons) if isinstance(reasons, tuple) else ""
