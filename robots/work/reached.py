"""What a description names on the way to a screen and that is not there: the heading of a case, a tab, a frame, a mark.

A button that is proposed is pressed in the next round, never before: whatever `never` and the firewall forbid stays so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from robots.systems.astray import NotThere
from robots.systems.candidates import LEAD, likeness, renamed
from robots.systems.contract import Contract
from robots.systems.description import MarkPart, ScreenPart, SystemFile
from robots.systems.layout import Layout
from robots.systems.vocabulary import Vocabulary
from robots.work.remedies import Edit, Remedy, likely
from robots.work.renamed import headed_now
from robots.work.surveyed import Pages, screens
from robots.yamltext import Keys


def reached(system: SystemFile, contract: Contract, pages: Pages) -> Iterator[Remedy]:
    """What to change for the screens of a flow to be reached.

    Args:
        system: The case system.
        contract: What was accepted of its screens.
        pages: The screens as they are now.
    """
    case = system.description.cases[pages.flow]
    at = ("cases", pages.flow)
    parts = {name: (part, keys) for name, part, keys in screens(system, pages)}
    framed = [((*at, "open"), case.open.frame), *((keys, part.frame) for part, keys in parts.values())]
    for name, gone in pages.astray.items():
        if gone.sort == "frame":  # whatever stands in it has lost it too
            places = tuple((*keys, "frame") for keys, frame in framed if frame == gone.wanted)
            yield from [_called(system, places, gone)] if places else []
        elif name:
            yield from _on_the_way(system, contract, gone, *parts[name])
        elif gone.sort == "heading":
            yield headed_now(case.open.heading, (*at, "open", "heading"), gone.there, None)
    for name, gone in pages.unsaved.items():
        yield _called(system, [(*parts[name][1], "save", "press")], gone)
    for number, mark in enumerate(case.stops.marks):
        if mark.screen in pages.unmarked:
            accepted = contract.screens.get("/".join(parts[mark.screen][1]))
            yield from _mark(mark, (*at, "stops", "marks", str(number)), pages.unmarked[mark.screen], accepted)


def of_list(system: SystemFile, name: str, gone: NotThere) -> Iterator[Remedy]:
    """What to change for a list of cases to be reached."""
    if gone.sort == "frame" and gone.wanted == getattr(system.description, name).frame:
        yield _called(system, [(name, "frame")], gone)


def _on_the_way(
    system: SystemFile, contract: Contract, gone: NotThere, part: ScreenPart, keys: Keys
) -> Iterator[Remedy]:
    if gone.sort == "heading" and part.heading:
        yield headed_now(part.heading, (*keys, "heading"), gone.there, contract.screens.get("/".join(keys)))
    for at, tab in enumerate(part.tab):
        if gone.sort == "button" and tab.press == gone.wanted:
            yield _called(system, [(*keys, "tab", str(at), "press")], gone)
    if gone.sort == "button" and part.popup and part.popup.press == gone.wanted:
        yield _called(system, [(*keys, "popup", "press")], gone)


def _called(system: SystemFile, places: Sequence[Keys], gone: NotThere) -> Remedy:
    """What a button or frame is called now: the most like it of those that the description does not name yet."""
    described = Vocabulary(system.description)
    known = described.frames if gone.sort == "frame" else described.words | {*system.description.never.press}
    ranked = sorted(((likeness(gone.wanted, text), text) for text in gone.there if text not in known), reverse=True)
    (best, text), (next_best, _) = (*ranked, (0.0, ""), (0.0, ""))[:2]
    found = likely(places[0], gone.wanted, (text, best if best - next_best >= LEAD else 0.0) if text else None)
    return replace(found, edits=tuple(Edit(keys, text) for keys in places) if found.sure else ())


def _mark(mark: MarkPart, keys: Keys, page: Layout, accepted: Layout | None) -> Iterator[Remedy]:
    """What a mark may be called now. It is never changed by itself: behind a wrong one a robot would read on."""
    if mark.within and mark.within not in page.headings:
        before = accepted.headings if accepted and mark.within in accepted.headings else (mark.within,)
        yield _to_decide((*keys, "within"), mark.within, renamed(before, page.headings, mark.within))
        return
    word = "label" if mark.label else "column"
    there = _labels(page, mark.within) if mark.label else [title for grid in page.heads for title in grid.titles]
    texts: Sequence[str] = mark.label or mark.column
    if not set(texts) & set(there):
        known = _labels(accepted, mark.within) if accepted and mark.label else []
        yield _to_decide((*keys, word), texts[0], renamed(known if texts[0] in known else texts, there, texts[0]))


def _to_decide(keys: Keys, was: str, found: tuple[str, float] | None) -> Remedy:
    """A proposal that a person writes into the description, or does not."""
    remedy = likely(keys, was, found)
    return replace(remedy, why=f"{remedy.why} A mark is never changed by itself.", sure=False, edits=())


def _labels(page: Layout, within: str | None) -> list[str]:
    return [label.text for label in page.labels if within in (None, label.section)]
