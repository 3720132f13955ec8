"""Which of the labels found are the ones that a flow needs: by their names, their kinds and their options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from robots.systems.learning.fields import Found
from robots.systems.learning.guessing import UNSEEN, Guess
from robots.systems.learning.meaning import SURE, Wanted, likeness, matched, named_texts, own_words, with_rest

NEAR = "another label comes near: {other}"
UNMATCHED = "no text was seen for: {options}"
UNNAMED = "seen, and no option of the flow: {texts}"
GUESSED = "none of its texts was seen; these are the flow's own words: {options}"
LIKE = "only its name is like the flow's"
REST = "all else that was seen counts as {option}: {texts}"
SAID = "the rules ask whether it says {texts}; no case that was seen says so, perhaps in other words"
_ENOUGH = 0.65
_CLOSE = 0.12  # between the best label and the next


@dataclass(frozen=True)
class Purpose:
    """What a description is for: one flow."""

    flow: str
    title: str
    fields: tuple[Wanted, ...]
    draft: tuple[Wanted, ...]


@dataclass(frozen=True)
class Chosen:
    """A label that was found for a field of the flow."""

    wanted: Wanted
    found: Found


def choose(wanted: Sequence[Wanted], found: Sequence[Found]) -> tuple[list[Chosen], list[Wanted]]:
    """The label for each field, the surest first, each label once; and the fields for which there is none."""
    scored = sorted(
        ((score, want, one) for want in wanted for one in found if (score := _score(want, one)) >= _ENOUGH),
        key=lambda triple: -triple[0],
    )
    chosen: dict[str, Chosen] = {}
    taken: set[int] = set()
    for score, want, one in scored:
        if want.name in chosen or id(one) in taken:
            continue
        others = [
            other
            for rival, same, other in scored
            if same is want and other is not one and id(other) not in taken and score - rival < _CLOSE
        ]
        chosen[want.name] = Chosen(want, _fitted(want, one, others, sure=score >= SURE))
        taken.add(id(one))
    return [chosen[want.name] for want in wanted if want.name in chosen], [
        want for want in wanted if want.name not in chosen
    ]


def _score(want: Wanted, one: Found) -> float:
    if want.columns:
        return _table_score(want, one)
    if one.columns is not None:
        return 0.0
    named = max(likeness(name, one.label) for name in want.names)
    fits = one.guess.kind in want.kinds
    unseen = UNSEEN in one.guess.doubts
    if want.options:
        texts = _texts(one)
        pairs = matched(want.options, texts)
        share, covered = len(pairs) / len(want.options), len(pairs) / max(len(texts), 1)
        if texts and not pairs and not unseen and named < SURE:
            return 0.0
        return named + 0.5 * share if named > 0.5 else 0.4 + 0.4 * share + 0.2 * covered if covered > 0.7 else 0.0
    if "personal number" in want.kinds:
        return 0.5 + named if fits or (unseen and named > 0.8) else 0.0
    if not fits and not unseen and "text" not in want.kinds:
        return 0.0
    return named + (0.1 if fits else 0.0) if named >= 0.6 else 0.0


def _table_score(want: Wanted, one: Found) -> float:
    if one.columns is None:
        return 0.0
    found = _columns(want, one)
    share = len(found) / len(want.columns)
    named = max(likeness(name, one.within or one.label) for name in want.names)
    return share + 0.3 * named if share > 0.5 else 0.0


def _columns(want: Wanted, one: Found) -> dict[str, tuple[str, Guess]]:
    there = [
        Found(0, title, None, None, guessed, _spots(one, title)) for title, guessed in (one.columns or {}).values()
    ]
    chosen, _ = choose(want.columns, there)
    return {
        each.wanted.name: (each.found.label, replace(each.found.guess, doubts=each.found.doubts)) for each in chosen
    }


def _spots(one: Found, title: str) -> dict[str, Any]:
    cells = [cell for grid in (one.tables or {}).values() for cell in grid.column(grid.titles.index(title))]
    return {str(place): cell for place, cell in enumerate(cells)}


def _texts(one: Found) -> list[str]:
    """What a field's options may be: those of its control, else what it showed."""
    options = one.guess.said.get("options")
    shown = {" ".join(spot.text.split()) for spot in one.spots.values() if spot.text and len(spot.text) <= 60}
    return list(options.values()) if options else sorted(shown)


def _times(one: Found) -> Counter[str]:
    """How often each text was seen."""
    return Counter(" ".join(spot.text.split()) for spot in one.spots.values() if spot.text and len(spot.text) <= 60)


def _fitted(want: Wanted, one: Found, others: Sequence[Found], *, sure: bool) -> Found:
    """The label as the flow needs it: its kind, its own words for options, its columns."""
    doubts = [NEAR.format(other=", ".join(f'"{other.label}"' for other in others[:2]))] if others else []
    doubts += [] if sure or others else [LIKE]
    if want.columns:
        return replace(one, columns=_columns(want, one), doubts=(*one.doubts, *doubts))
    said = {word: value for word, value in one.guess.said.items() if word in ("empty", "unit", "formats")}
    if want.options:
        pairs = matched(want.options, _texts(one))
        if not pairs:
            pairs = own_words(want)
            doubts.append(GUESSED.format(options=", ".join(pairs.values())))
        told, rest = with_rest(want, pairs, {} if one.guess.said.get("options") else _times(one))
        if rest:
            doubts.append(REST.format(option=next(ours for ours in told if ours not in pairs), texts=", ".join(rest)))
        elif missing := [ours for ours in want.options if ours not in pairs]:
            doubts.append(UNMATCHED.format(options=", ".join(missing)))
        fitted = {"kind": "choice", **said, "options": told}
    elif one.guess.kind in want.kinds:
        fitted = dict(one.guess.said)
    else:
        fitted = (
            {"kind": want.kinds[0], **said}
            if want.kinds[0] != "text"
            else {"empty": said["empty"]}
            if "empty" in said
            else {}
        )
    if want.said:
        pairs = named_texts(want, _texts(one))
        fitted |= {"options": pairs} if pairs else {}
        if not pairs and not set(want.said) & set(_texts(one)):
            doubts.append(SAID.format(texts=" / ".join(f'"{text}"' for text in want.said)))
    return replace(one, guess=Guess(fitted, one.guess.doubts), doubts=(*one.doubts, *doubts))
