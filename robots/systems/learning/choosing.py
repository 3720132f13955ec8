"""Which of the labels found are the ones that a flow needs: by their names, their kinds and their options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from robots.systems.learning.fields import Found
from robots.systems.learning.guessing import UNSEEN, Guess
from robots.systems.learning.wording import SYNONYMS, words_of

NEAR = "another label comes near: {other}"
UNMATCHED = "no text was seen for: {options}"
UNNAMED = "seen, and no option of the flow: {texts}"
GUESSED = "none of its texts was seen; these are the flow's own words: {options}"
LIKE = "only its name is like the flow's"
_ENOUGH = 0.65
_SURE = 0.9
_HELD = 0.7  # where all words of a name stand in a label
_CLOSE = 0.12  # between the best label and the next


@dataclass(frozen=True)
class Wanted:
    """A field of a flow's record: what may name it, and what it may be."""

    name: str
    kinds: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # our word: what may name it
    columns: tuple[Wanted, ...] = ()  # of a table

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may name it, the ways of other systems included."""
        return _with_synonyms((" ".join(words_of(self.name)), *(alias.casefold() for alias in self.aliases)))


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
        chosen[want.name] = Chosen(want, _fitted(want, one, others, sure=score >= _SURE))
        taken.add(id(one))
    return [chosen[want.name] for want in wanted if want.name in chosen], [
        want for want in wanted if want.name not in chosen
    ]


def likeness(name: str, label: str) -> float:
    """How alike two names are, from 0 to 1: by their letters, and by their words."""
    ours, theirs = words_of(name), words_of(label)
    if not ours or not theirs:
        return 0.0
    letters = SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio()
    shared = sum(any(_same(one, other) for other in theirs) for one in ours)
    return max(letters, 2 * shared / (len(ours) + len(theirs)), _HELD if shared == len(ours) else 0.0)


def matched(options: Mapping[str, tuple[str, ...]], texts: Sequence[str]) -> dict[str, str]:
    """For each of our words the shown text that means it, as far as one does."""
    scored = sorted(
        (
            (max(_meaning(name, text) for name in _with_synonyms((ours.replace("_", " "), *names))), ours, text)
            for ours, names in options.items()
            for text in texts
        ),
        key=lambda triple: -triple[0],
    )
    pairs: dict[str, str] = {}
    for score, ours, text in scored:
        if score >= 0.5 and ours not in pairs and text not in pairs.values():
            pairs[ours] = text
    return {ours: pairs[ours] for ours in options if ours in pairs}


def _with_synonyms(own: Sequence[str]) -> tuple[str, ...]:
    return (*own, *sorted({word for known in SYNONYMS if known & set(own) for word in known}))


def _meaning(name: str, text: str) -> float:
    ours, theirs = words_of(name), words_of(text)
    begins = any(
        one.startswith(other[:6]) or (len(one) > 1 and other.startswith(one))
        for one in ours
        for other in theirs[:2]
        if len(other) > 1
    )
    alike = likeness(name, text)
    return max(alike if alike >= _HELD else 0.0, 0.6 * begins)


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 5 and one[:5] == other[:5] and abs(len(one) - len(other)) <= 4)


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
        if texts and not pairs and not unseen and named < _SURE:
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


def _own_words(want: Wanted) -> dict[str, str]:
    return {ours: (names or (ours.replace("_", " "),))[0].capitalize() for ours, names in want.options.items()}


def widened(want: Wanted, options: Mapping[str, str], texts: Sequence[str]) -> dict[str, str]:
    """The options of a choice with those of texts that were seen since, in place of words that nobody saw."""
    if options == _own_words(want):
        return {**options, **matched(want.options, texts)}
    open_ = {ours: names for ours, names in want.options.items() if ours not in options}
    return {**options, **matched(open_, [text for text in texts if text not in options.values()])}


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
            pairs = _own_words(want)
            doubts.append(GUESSED.format(options=", ".join(pairs.values())))
        elif missing := [ours for ours in want.options if ours not in pairs]:
            doubts.append(UNMATCHED.format(options=", ".join(missing)))
        fitted = {"kind": "choice", **said, "options": pairs}
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
    return replace(one, guess=Guess(fitted, one.guess.doubts), doubts=(*one.doubts, *doubts))
