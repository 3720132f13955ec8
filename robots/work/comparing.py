"""One decision against one proposal: the outcome, then each amount, day and choice, and the wording by itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from robots.cases import Compared, ToCompare, Verdict
from robots.model import Proposal, Unknown, Value
from robots.systems.description import DECIDED, WHY, DecidedPart, FieldPart

OUTCOME = "outcome"
_OTHERWISE = "the list of decided cases says another outcome"


def compare(held: ToCompare, shown: Mapping[str, object], part: DecidedPart) -> tuple[Compared, date]:
    """How a decision stands to the proposal, and its day.

    Amounts, days and choices are held against the proposal only where the outcome is the proposed one: under another
    they mean something else. What could not be read surely is unknown, and an unknown never counts as agreed.

    Args:
        held: The proposal, and what the list of decided cases says.
        shown: What the decided case shows, by field: a value, None or Unknown.
        part: How it shows it.
    """
    proposal, outcome = held.proposal, shown[OUTCOME]
    troubles = [f"{name}: {value.why}" for name, value in shown.items() if isinstance(value, Unknown)]
    if held.listed is not None and isinstance(outcome, str) and outcome != held.listed:
        outcome = None
        troubles.append(f"{OUTCOME}: {_OTHERWISE}")
    verdicts = dict(_verdicts(proposal, shown, part)) if outcome == proposal.outcome else {}
    texts = {name for name in verdicts if _is_text(part.fields[name])}
    fields = {name: verdict for name, verdict in verdicts.items() if name not in texts}
    day, why = shown.get(DECIDED), shown.get(WHY)
    compared = Compared(
        verdict=_verdict(outcome, proposal.outcome, fields),
        proposed=proposal.outcome,
        outcome=outcome if isinstance(outcome, str) else None,
        row=proposal.row,
        sheet=proposal.sheet,
        fields=fields,
        wording={name: verdicts[name] for name in verdicts if name in texts},
        rules=proposal.rules,
        why=why if isinstance(why, str) else None,
        unread="; ".join(troubles) or None,
        decided={name: value for name, value in shown.items() if not isinstance(value, Unknown)},  # type: ignore[misc]
    )
    return compared, day if isinstance(day, date) else held.day


def unread(held: ToCompare, why: str) -> Compared:
    """A decision that could not be read at all; `why` names no value."""
    proposal = held.proposal
    told = {"row": proposal.row, "sheet": proposal.sheet, "rules": proposal.rules, "unread": why}
    return Compared(Verdict.UNKNOWN, proposal.outcome, None, **told)  # type: ignore[arg-type]


def same_text(one: object, other: object) -> bool:
    """Whether two texts say the same: how letters are composed and how they are spaced does not count."""
    return _bare(one) == _bare(other)


def _verdict(outcome: object, proposed: str, fields: Mapping[str, Verdict]) -> Verdict:
    if not isinstance(outcome, str):
        return Verdict.UNKNOWN
    if outcome != proposed:
        return Verdict.OVERRULED
    for found in (Verdict.CHANGED, Verdict.UNKNOWN):
        if found in fields.values():
            return found
    return Verdict.AGREED


def _verdicts(proposal: Proposal, shown: Mapping[str, object], part: DecidedPart) -> Iterator[tuple[str, Verdict]]:
    said: dict[str, Value] = {"reasons": proposal.reasons, "note": proposal.note, **proposal.values}
    for name, field in part.fields.items():
        if name in said and name not in (OUTCOME, DECIDED, WHY):
            standing = shown[name]
            if isinstance(standing, Unknown):
                yield name, Verdict.UNKNOWN
            else:
                yield name, Verdict.AGREED if _same(field, said[name], standing) else Verdict.CHANGED


def _same(field: FieldPart, wanted: Value, standing: object) -> bool:
    """Whether a field holds what was proposed, as the case system would write it."""
    if _is_text(field):
        return same_text(wanted, standing)
    return wanted == standing or field.reads.write(wanted) == field.reads.write(standing)  # type: ignore[arg-type]


def _is_text(field: FieldPart) -> bool:
    return field.kind == "text" and not field.options


def _bare(text: object) -> str:
    return " ".join(unicodedata.normalize("NFC", str(text or "")).split())
