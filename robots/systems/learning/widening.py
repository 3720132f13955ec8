"""Taking up into a proposal what further cases showed: options, formats of days, fields that are not always there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from robots.systems.kinds import Spot
from robots.systems.learning.choosing import GUESSED, REST, SAID, UNMATCHED, UNNAMED, Purpose
from robots.systems.learning.described import Described, Keys
from robots.systems.learning.fields import SELDOM
from robots.systems.learning.guessing import guess
from robots.systems.learning.meaning import Wanted, named_texts, widened, with_rest
from robots.systems.learning.verifying import Verified
from robots.systems.vocabulary import is_label


def take_up(described: Described, purpose: Purpose | None, verified: Verified) -> bool:
    """Take up what further cases showed; whether there was anything."""
    others = {keys: held.others for keys, held in verified.fields.items() if held.others}
    return excuse(described, verified.seldom) | widen(described, purpose, others)


def widen(described: Described, purpose: Purpose | None, seen: Mapping[Keys, Mapping[str, Mapping[str, int]]]) -> bool:
    """Take up options and formats of days that further cases showed; whether there were any.

    Args:
        described: The proposal; it is changed.
        purpose: The flow.
        seen: By a field's place: for each column, or "" for the field itself, texts and how often they were seen.
    """
    before = str(described.tree)
    for keys, columns in seen.items():
        for column, texts in columns.items():
            part = _at(described.tree, (*keys, "columns", column) if column else keys)
            if part.get("kind") == "date":
                _widen_days(part, sorted(texts))
            elif want := _wanted(purpose, keys[-1], column):
                _widen_texts(described, keys, part, want, texts)
    return str(described.tree) != before


def excuse(described: Described, seldom: Iterable[Keys]) -> bool:
    """Let fields be absent that further cases did not all show; whether there were any."""
    excused = [keys for keys in seldom if not _at(described.tree, keys).get("optional")]
    for keys in excused:
        _at(described.tree, keys)["optional"] = True
        described.doubt(keys, SELDOM)
    return bool(excused)


def _widen_texts(
    described: Described, keys: Keys, part: dict[str, Any], want: Wanted, texts: Mapping[str, int]
) -> None:
    """Take up what the page says for our words: all options of a choice, of a text those that the rules ask about."""
    doubts = described.doubts.get(keys, [])
    if part.get("kind") != "choice":
        pairs = named_texts(want, texts)
        if pairs:
            part["options"] = pairs
        if pairs or set(want.said) & set(texts):
            described.doubts[keys] = [text for text in doubts if not text.startswith(_SAID)]
        return
    known = widened(want, part["options"], sorted(texts))
    part["options"], rest = with_rest(want, known, texts)
    left = [ours for ours in want.options if ours not in part["options"]]
    shown = _flat(part["options"].values())
    other = [f'"{text}"' for text in sorted(texts) if text not in shown and is_label(text)]
    described.doubts[keys] = [
        *(text for text in doubts if not text.startswith((_UNMATCHED, _GUESSED))),
        *([UNMATCHED.format(options=", ".join(left))] if left else []),
        *([REST.format(option=next(reversed(part["options"])), texts=", ".join(rest))] if rest else []),
        *([UNNAMED.format(texts=", ".join(other))] if other else []),
    ]


def _flat(texts: Iterable[str | list[str]]) -> list[str]:
    return [one for text in texts for one in ([text] if isinstance(text, str) else text)]


def _widen_days(part: dict[str, Any], texts: Sequence[str]) -> None:
    guessed = guess("", [Spot("", text) for text in texts])
    if guessed.kind == "date":
        known = part.get("formats", "%Y-%m-%d")
        new = guessed.said.get("formats", "%Y-%m-%d")
        part["formats"] = [*([known] if isinstance(known, str) else known), new]


def _wanted(purpose: Purpose | None, name: str, column: str) -> Wanted | None:
    if purpose is None:
        return None
    want = next((one for one in (*purpose.fields, *purpose.draft) if one.name == name), None)
    return next((one for one in want.columns if one.name == column), None) if column and want else want


_UNMATCHED, _GUESSED, _SAID = (text.partition("{")[0] for text in (UNMATCHED, GUESSED, SAID))


def _at(tree: Any, keys: Keys) -> Any:
    for key in keys:
        tree = tree[key]
    return tree
