"""Where a field that is not where it was may stand now: labels ranked by their text, their place, and what they say.

Pure: what is on the pages and what was accepted of them comes in, and a ranking goes out. No value is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from robots.systems.description import FieldPart
from robots.systems.layout import Grid, Label, Layout

SURE = 0.6  # a score from which on a candidate is proposed as the right one
LEAD = 0.08  # how far it must be ahead of the next
_NEAR = 0.35  # a label less like it, and in another place, is no candidate
_MOST = 8  # candidates that are tried on the pages


@dataclass(frozen=True)
class Candidate:
    """One label that may be the field's now."""

    screen: str
    label: str
    section: str
    nth: int | None  # which of those under its heading, where it stands there several times
    alone: bool  # no other label of the screen has its text
    likeness: float  # of the label's text to the one before, 0 to 1
    place: float  # of its neighbours and section to the accepted ones, 0 to 1
    compared: int = 0  # cases of which the store holds what the field said
    agreeing: int = 0  # of these, how many say the same there
    readable: float = 0.0  # share of the cases in which what stands there is of the field's kind

    @property
    def score(self) -> float:
        """How likely it is the field. What it says weighs most, where there is something to compare it with."""
        if not self.compared:
            return 0.45 * self.likeness + 0.4 * self.place + 0.15 * self.readable
        said = 0.2 * self.likeness + 0.2 * self.place + 0.1 * self.readable + 0.5 * self.agreeing / self.compared
        return said if self.agreeing else min(said, 0.2)

    def part(self, before: FieldPart) -> FieldPart:
        """The field as it would be described there."""
        within = self.section or None if before.within or not self.alone else None
        about = {"label": (self.label,), "within": within, "nth": self.nth, "at": None}
        return before.model_copy(update=about)

    def tried(self, readable: Sequence[bool], agreeing: Sequence[bool]) -> Candidate:
        """The same with what it said on some cases: whether it was of the kind, and as the store has it."""
        share = sum(readable) / len(readable) if readable else 0.0
        return replace(self, readable=share, compared=len(agreeing), agreeing=sum(agreeing))


def candidates(
    part: FieldPart, name: str, screen: str, pages: dict[str, Layout], accepted: Layout | None, taken: frozenset[str]
) -> list[Candidate]:
    """The labels that come near, the most likely first.

    Args:
        part: The field as described so far.
        name: Its name.
        screen: The screen on which it stood.
        pages: What each screen shows now on all cases that were seen.
        accepted: What was accepted of the screen.
        taken: Fields that stand where they should: their labels are none.
    """
    found = [
        _candidate(part, name, other, page, label, accepted if other == screen else None)
        for other, page in pages.items()
        for label in page.labels
        if label.text and (not label.field or label.field not in taken)
    ]
    near = [one for one in found if one.likeness >= _NEAR or one.place >= 0.5]
    return sorted(near, key=lambda one: -(one.likeness + one.place))[:_MOST]


def best(ranked: Sequence[Candidate]) -> tuple[Candidate | None, bool]:
    """The most likely of those that were tried, and whether it surely is the one."""
    ordered = sorted(ranked, key=lambda one: -one.score)
    if not ordered:
        return None, False
    first = ordered[0]
    behind = ordered[1].score if len(ordered) > 1 else 0.0
    return first, first.score >= SURE and first.score - behind >= LEAD


def likeness(before: str, now: str) -> float:
    """How alike two labels are, by their letters and by their words."""
    one, other = before.casefold(), now.casefold()
    letters = SequenceMatcher(None, one, other).ratio()
    words, others = set(one.split()), set(other.split())
    return max(letters, len(words & others) / len(words | others) if words | others else 0.0)


def renamed(before: Sequence[str], now: Sequence[str], gone: str) -> tuple[str, float] | None:
    """What the text of a list that is gone is called now, and how likely: by its place in the list, and its letters.

    Args:
        before: The texts that were known, in order.
        now: Those that are there.
        gone: The one of them that is not.
    """
    new = [text for text in now if text not in before and text]
    if not new:
        return None
    lost = [text for text in before if text not in now]
    same_place = len(new) == len(lost)
    scored = [(text, likeness(gone, text), same_place and new.index(text) == lost.index(gone)) for text in new]
    text, alike, placed = max(scored, key=lambda one: one[1] + 0.4 * one[2])
    return text, min(1.0, 0.6 * alike + 0.4 * placed)


def grid_like(columns: Sequence[str], pages: Sequence[Grid]) -> Grid | None:
    """The table whose headings come nearest to these columns."""
    ranked = sorted(pages, key=lambda grid: -sum(_best_of(column, grid.titles) for column in columns))
    return ranked[0] if ranked else None


def _best_of(text: str, there: Sequence[str]) -> float:
    return max((likeness(text, other) for other in there), default=0.0)


def _candidate(
    part: FieldPart, name: str, screen: str, page: Layout, label: Label, accepted: Layout | None
) -> Candidate:
    same = [one for one in page.labels if one.text == label.text]
    under = [one for one in same if one.section == label.section]
    return Candidate(
        screen=screen,
        label=label.text,
        section=label.section,
        nth=under.index(label) + 1 if len(under) > 1 else None,
        alone=len(same) == 1,
        likeness=max((likeness(before, label.text) for before in part.label), default=0.0),
        place=_place(name, page, label, accepted) if accepted else 0.0,
    )


def _place(name: str, page: Layout, label: Label, accepted: Layout) -> float:
    """How much of what stood around the field stands around this label."""
    mine = next((one for one in accepted.labels if one.field == name), None)
    if mine is None:
        return 0.0
    seen = page.in_words_of(accepted)
    here = seen.labels[page.labels.index(label)]
    before, after = _beside(accepted, mine), _beside(seen, here)
    pairs = [(was, is_) for was, is_ in zip(before, after, strict=True) if was is not None]
    beside = sum(was == is_ for was, is_ in pairs) / len(pairs) if pairs else 0.0
    at = accepted.fields.get(name)
    block = [one for one in seen.labels if (one.section, one.block) == (here.section, here.block)]
    ranked = at is not None and at.size == len(block) and at.rank == block.index(here)
    return (0.2 if mine.section == here.section else 0.0) + 0.8 * max(beside, 0.9 if ranked else 0.0)


def _beside(layout: Layout, label: Label) -> Iterator[tuple[str, str] | None]:
    """The labels before and after one, in its block."""
    block = [one for one in layout.labels if (one.section, one.block) == (label.section, label.block)]
    at = block.index(label)
    yield block[at - 1].key if at else None
    yield block[at + 1].key if at + 1 < len(block) else None
