"""What other rules would have made of the applications that are kept: how many change, which, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from robots.model import Value
from robots.reports import look
from robots.reports.names import FlowNames
from robots.reports.page import Column, Content, Page
from robots.reports.spoken import Spoken
from robots.reports.workbook import ReportBook
from robots.rules.comparing import Comparison, ValueChange
from robots.words import Language


@dataclass(frozen=True)
class Replay:
    """Every application that is kept of a flow, under the rules in force and under others."""

    names: FlowNames
    workbook: str  # the others' file name
    before: str  # SHA-256 of the rules in force
    after: str
    compared: tuple[Comparison, ...]
    at: date | None  # the day of all; None: each as of the day of its own proposal
    unread: int  # cases of which no application is kept: not read yet, or only their number may be held
    hidden: int = 0  # cases that stay blind until a person decides: not held against either rules

    @cached_property
    def changed(self) -> tuple[Comparison, ...]:
        """The applications whose proposal differs in more than its wording; first those that end otherwise."""
        found = (one for one in self.compared if one.changed)
        return tuple(sorted(found, key=lambda one: (one.before.end == one.after.end, one.system, one.number)))

    @cached_property
    def reworded(self) -> int:
        """How many read otherwise without any other difference."""
        return sum(one.reworded for one in self.compared)

    @property
    def ways(self) -> Mapping[tuple[tuple[str, ...], tuple[str, ...]], int]:
        """How many changed from which end to which, the most common first; an end may stay while its values change."""
        return dict(Counter((one.before.end, one.after.end) for one in self.changed).most_common())


def write_replay(
    out: Path, replay: Replay, *, authority: str, language: Language = "sv", made: datetime | None = None
) -> None:
    """Write the workbook. It holds case numbers and what would be proposed, no name and no personal number.

    Args:
        out: The workbook to write; a former one is replaced as a whole.
        replay: What was found.
        authority: Whose cases they are.
        language: Of everything but the flow's own words.
        made: When it is made, with a zone; now where not given.

    Raises:
        ConfigError: The file is open elsewhere or cannot be written; the former one is as it was.
    """
    say = Spoken(language)
    book = ReportBook(say("Other rules tried"), authority=authority, made=made or datetime.now(UTC), spoken=say)
    _summary(book.page(say("Summary"), one_paper=True), replay, say)
    _cases(book.page(say("Cases")), replay, say)
    _values(book.page(say("Values")), replay, say)
    book.save(out)


def ended(end: tuple[str, ...], say: Spoken) -> str:
    """An outcome in words and, of a hand-over, why."""
    outcome, *why = end
    return ": ".join([say.code(outcome), *(say.code(reason).lower() for reason in why)])


def told(change: ValueChange, names: FlowNames, say: Spoken) -> str:
    """A value that changes: `Giltigt till: 2031-11-19 → 2029-11-19 (-731 dagar)`."""
    named = names.fields.get(change.field, change.field)
    if _is_text(change):
        return say("{field}: other words", field=named)
    by = "" if change.by is None else f" ({_difference(change, say)})"
    return f"{named}: {_shown(change.before)} → {_shown(change.after)}{by}"


def asked_as_of(replay: Replay, say: Spoken) -> str:
    """The day that decided which limits were in force."""
    if replay.at is None:
        return say("Each as of the day of its proposal.")
    return say("All as if they were proposed on {day}.", day=say.day(replay.at))


def judged(one: Comparison, names: FlowNames, say: Spoken) -> str:
    """The criteria that come out otherwise, each with both results, and what is asked for instead."""
    lines = [
        f"{names.criteria.get(code, code)}: {_result(was, say)} → {_result(now, say)}"
        for code, was, now in one.criteria
    ]
    if one.before.missing != one.after.missing:
        was, now = (", ".join(names.requests.get(code, code) for code in end.missing) or "–" for end in one.ends)
        lines.append(say("Asked for: {was} → {now}", was=was, now=now))
    return "\n".join(lines)


def _summary(page: Page, replay: Replay, say: Spoken) -> None:
    changed = len(replay.changed)
    page.title(say("Other rules tried"), f"{replay.names.title} · {replay.workbook}")
    page.line(
        say(
            "{n} applications were held against the rules in force and against {file}.",
            n=say.number(len(replay.compared)),
            file=replay.workbook,
        )
    )
    page.line(asked_as_of(replay, say))
    page.line(say.count(changed, "One proposal would change.", "{n} proposals would change."))
    page.line(f"{say('Rules in force')}: {replay.before}")
    page.line(f"{say('Rules tried')}: {replay.after}")
    page.row += 1
    rows: list[list[Content]] = [
        [say("Applications"), len(replay.compared), ""],
        [say("Proposals that would change"), changed, ""],
        [say("Only worded otherwise"), replay.reworded, say("The proposal is the same; its text is not.")],
        [
            say("Without a stored application"),
            replay.unread,
            say("Not read by a robot, or only the number may be kept."),
        ],
        [say("Left out as blind"), replay.hidden, say("Nobody sees their proposal before a person has decided.")],
    ]
    columns = [Column(say("What"), strong=True), Column(say("Number"), "number"), Column(say("Remark"), widest=44)]
    page.table("Summary", columns, rows)
    page.heading(say("From what to what"))
    if not replay.ways:
        page.line(say("No proposal would change."))
        return
    ways: list[list[Content]] = [
        [ended(was, say), ended(now, say), count, count / len(replay.compared)]
        for (was, now), count in replay.ways.items()
    ]
    heads = [Column(say("From")), Column(say("To")), Column(say("Cases"), "number"), Column(say("Share"), "share")]
    page.table("Ways", heads, ways)


def _cases(page: Page, replay: Replay, say: Spoken) -> None:
    changed, names = replay.changed, replay.names
    page.title(say("Cases"), say("Each case whose proposal would change."))
    page.row += 1
    if not changed:
        page.line(say("No proposal would change."))
        return
    columns = [
        Column(say("Case"), widest=22, strong=True),
        Column(say("Case system"), widest=22),
        Column(say("Asked as of"), "day"),
        Column(say("From"), widest=28),
        Column(say("To"), widest=28),
        Column(say("Checks that come out otherwise"), widest=60),
        Column(say("Values that change"), widest=60),
    ]
    rows: list[list[Content]] = [
        [
            one.number,
            one.system,
            one.day,
            ended(one.before.end, say),
            ended(one.after.end, say),
            judged(one, names, say),
            "\n".join(told(change, names, say) for change in one.moved),
        ]
        for one in changed
    ]
    header = page.table("Cases", columns, rows)
    page.freeze(header)
    for row, one in enumerate(changed, start=header + 1):
        page.paint(row, 5, look.WARNING if one.before.end != one.after.end else None)


def _values(page: Page, replay: Replay, say: Spoken) -> None:
    changed, names = replay.changed, replay.names
    page.title(say("Values"), say("Each value that changes, and by how much: days, or the value's own unit."))
    page.row += 1
    rows: list[list[Content]] = [
        [
            one.number,
            names.fields.get(change.field, change.field),
            _shown(change.before),
            _shown(change.after),
            change.by,
        ]
        for one in changed
        for change in one.moved
        if not _is_text(change)
    ]
    if not rows:
        page.line(say("No value changes."))
        return
    columns = [
        Column(say("Case"), widest=22, strong=True),
        Column(say("Value"), widest=30),
        Column(say("Before"), widest=30),
        Column(say("After"), widest=30),
        Column(say("Difference"), "decimal"),
    ]
    page.freeze(page.table("Values", columns, rows))


def _is_text(change: ValueChange) -> bool:
    """Whether a letter or other long text is compared, which is no figure and may hold anything."""
    return any(isinstance(side, str) and ("\n" in side or len(side) > 40) for side in (change.before, change.after))


def _difference(change: ValueChange, say: Spoken) -> str:
    """With its sign; days are counted."""
    assert change.by is not None
    number = f"{change.by:+}".replace(".", ",")
    return say("{n} days", n=number) if isinstance(change.before, date) else number


def _shown(value: Value) -> str:
    match value:
        case None:
            return "–"
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
    return str(value)


def _result(result: str | None, say: Spoken) -> str:
    return "–" if result is None else ", ".join(say.code(one).lower() for one in result.split(", "))
