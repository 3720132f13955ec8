"""What a text of a page means in a flow's words: by its letters, its words, and the words that other systems use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from robots.systems.learning.wording import OTHER, SYNONYMS, words_of

SURE = 0.9
HELD = 0.7  # where all words of a name stand in a label


@dataclass(frozen=True)
class Wanted:
    """A field of a flow's record: what may name it, and what it may be."""

    name: str
    kinds: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # our word: what may name it
    columns: tuple[Wanted, ...] = ()  # of a table
    said: tuple[str, ...] = ()  # of a text: what the rules ask whether it says

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may name it, the ways of other systems included."""
        return with_synonyms((" ".join(words_of(self.name)), *(alias.casefold() for alias in self.aliases)))


def likeness(name: str, label: str) -> float:
    """How alike two names are, from 0 to 1: by their letters, and by their words."""
    ours, theirs = words_of(name), words_of(label)
    if not ours or not theirs:
        return 0.0
    letters = SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio()
    shared = sum(any(_same(one, other) for other in theirs) for one in ours)
    return max(letters, 2 * shared / (len(ours) + len(theirs)), HELD if shared == len(ours) else 0.0)


def matched(options: Mapping[str, tuple[str, ...]], texts: Sequence[str]) -> dict[str, str]:
    """For each of our words the shown text that means it, as far as one does."""
    scored = sorted(
        (
            (max(_meaning(name, text) for name in with_synonyms((ours.replace("_", " "), *names))), ours, text)
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


def named_texts(want: Wanted, texts: Collection[str]) -> dict[str, str]:
    """Of a text, the words of the page for what the rules ask about, where those are other words."""
    meant = {text: (text.casefold(),) for text in want.said}
    pairs = {
        ours: text
        for ours, names in meant.items()
        for text in sorted(texts)
        if max(likeness(name, text) for name in with_synonyms(names)) >= SURE
    }
    return {ours: text for ours, text in pairs.items() if ours != text}


def with_rest(want: Wanted, pairs: Mapping[str, str], seen: Mapping[str, int]) -> tuple[dict[str, Any], list[str]]:
    """The options of a choice, where what is left of the page's texts can only be what is left of ours: "other".

    Args:
        want: The choice.
        pairs: Our words and the texts that mean them.
        seen: How many cases showed each text: one that a single case shows may be anybody's words.
    """
    open_ = [ours for ours in want.options if ours not in pairs]
    rest = sorted(text for text, cases in seen.items() if cases > 1 and text not in pairs.values())
    if not pairs or not rest or len(open_) != 1 or not OTHER & set(words_of(open_[0])):
        return dict(pairs), []
    return {**pairs, open_[0]: rest[0] if len(rest) == 1 else rest}, rest


def own_words(want: Wanted) -> dict[str, str]:
    return {ours: (names or (ours.replace("_", " "),))[0].capitalize() for ours, names in want.options.items()}


def widened(want: Wanted, options: Mapping[str, str], texts: Sequence[str]) -> dict[str, str]:
    """The options of a choice with those of texts that were seen since, in place of words that nobody saw."""
    if options == own_words(want):
        return {**options, **matched(want.options, texts)}
    open_ = {ours: names for ours, names in want.options.items() if ours not in options}
    return {**options, **matched(open_, [text for text in texts if text not in options.values()])}


def with_synonyms(own: Sequence[str]) -> tuple[str, ...]:
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
    return max(alike if alike >= HELD else 0.0, 0.6 * begins)


def _same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= 5 and one[:5] == other[:5] and abs(len(one) - len(other)) <= 4)
