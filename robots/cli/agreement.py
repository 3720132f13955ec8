"""Agreement between proposals and decisions at a glance: a suggestion for each robot, and nothing more than that."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from robots.cli.screen import as_table, tell
from robots.words import Words

if TYPE_CHECKING:
    from robots.reports.readiness import Tally
    from robots.work.suggestions import Standing


def show_agreement(say: Words, standings: "Mapping[str, Standing]") -> None:
    """How often people decide as each robot proposed, and what that suggests; nothing where nothing was followed up."""
    followed = {name: one for name, one in standings.items() if one.suggestion.tally.of + one.suggestion.tally.unknown}
    if not followed:
        return
    columns = [
        say(name) for name in ("robot", "as proposed", "at least, at most", "blind", "not surely read", "suggestion")
    ]
    as_table(say("Agreement with decisions"), columns, [_row(say, *one) for one in followed.items()])
    tell(say("A suggestion decides nothing; people do. By row and field: run.py report weekly"))


def agreement_in_json(standings: "Mapping[str, Standing]") -> dict[str, Any]:
    """The same for programs."""
    return {name: _in_json(one) for name, one in standings.items()}


def _row(say: Words, name: str, one: "Standing") -> tuple[object, ...]:
    from robots.reports.readiness import ADVISED

    said = one.suggestion
    low, high = said.tally.interval
    blind = _share(say, said.blind) if said.blind.of else None
    between = f"{low:.0%}–{high:.0%}"
    advice = say(ADVISED[said.advice], share=f"{said.review:.0%}")
    return name, _share(say, said.tally), between, blind, said.tally.unknown, advice


def _share(say: Words, tally: "Tally") -> str:
    return say("{part} of {of}", part=tally.agreed, of=tally.of)


def _in_json(one: "Standing") -> dict[str, Any]:
    said = one.suggestion
    low, high = said.tally.interval
    return {
        "advice": said.advice,
        "agreed": said.tally.agreed,
        "of": said.tally.of,
        "between": [round(low, 3), round(high, 3)],
        "not_read": said.tally.unknown,
        "blind": {"agreed": said.blind.agreed, "of": said.blind.of},
        "review": round(said.review, 2),
        "rows_in_full": said.rows,
        "to_read": one.left,
    }
