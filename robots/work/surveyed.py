"""The pages of some cases as they are now, for a description to be held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from robots.systems.astray import NotThere
from robots.systems.contract import Contract
from robots.systems.description import ScreenPart, SystemFile
from robots.systems.layout import Grid, Layout, common
from robots.systems.screen import Survey, Surveyed
from robots.systems.vocabulary import is_label
from robots.yamltext import Keys

DRAFT = "draft"
CASE = "{case}"  # as descriptions write a case's number


@dataclass(frozen=True)
class Pages:
    """The screens of some cases of one flow as they are now."""

    flow: str
    numbers: tuple[str, ...]
    surveys: tuple[Survey, ...]  # of each case

    @property
    def cases(self) -> tuple[Mapping[str, Surveyed], ...]:
        """The screens of each that were reached."""
        return tuple(survey.screens for survey in self.surveys)

    @cached_property
    def astray(self) -> dict[str, NotThere]:
        """The screens that were reached in no case, with what all cases have in the place of what was not there.

        A heading holds {case} in the place of the case's number. "": the first page of the case.
        """
        lost = self._in_all([survey.astray for survey in self.surveys])
        return {name: gone for name, gone in lost.items() if name not in self.layouts}

    @cached_property
    def unsaved(self) -> dict[str, NotThere]:
        """The pages of the decision form that lack the button that saves, the same way."""
        return self._in_all([survey.unsaved for survey in self.surveys])

    def _in_all(self, cases: Sequence[Mapping[str, NotThere]]) -> dict[str, NotThere]:
        found: dict[str, NotThere] = {}
        for name in dict.fromkeys(name for case in cases for name in case):
            pairs = zip(self.numbers, cases, strict=True)
            gone = [(case[name], number) for number, case in pairs if name in case]
            (first, _), *_ = gone
            wanted = _in_common([_of_any_case((one.wanted,), number) for one, number in gone])
            if wanted and all(one.sort == first.sort for one, _ in gone):
                there = _in_common([_of_any_case(one.there, number) for one, number in gone])
                found[name] = NotThere(str(first), first.sort, wanted[0], there)
        return found

    @cached_property
    def unmarked(self) -> dict[str, Layout]:
        """What each screen shows that lacks a mark."""
        names = dict.fromkeys(name for survey in self.surveys for name in survey.unmarked)
        those = {name: [one.unmarked[name] for one in self.surveys if name in one.unmarked] for name in names}
        return {name: _shown(layouts) for name, layouts in those.items()}

    def headings(self, screen: str) -> tuple[str, ...]:
        """The headings that a screen has in all cases, with {case} in the place of the case's number."""
        pairs = zip(self.numbers, self.cases, strict=True)
        return _in_common(
            [_of_any_case(case[screen].layout.headings, number) for number, case in pairs if screen in case]
        )

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        """What each screen shows on all of them."""
        names = dict.fromkeys(name for case in self.cases for name in case)
        return {name: _shown([case[name].layout for case in self.cases if name in case]) for name in names}

    def options(self, screen: str, field: str) -> tuple[str, ...]:
        """The options that a control offers."""
        return next((texts for case in self.cases if screen in case and (texts := case[screen].options.get(field))), ())


def _shown(layouts: Sequence[Layout]) -> Layout:
    """What all show; of a single page all of it: it is looked at here, and kept nowhere."""
    if len(layouts) == 1:
        return layouts[0]
    return common(layouts).model_copy(update={"heads": tuple(_heads(layouts))})


def _heads(layouts: Sequence[Layout]) -> Iterator[Grid]:
    """Each table of the pages, under the heading that it has on all of them. Another one may tell of a single case, as
    a title with its number does, and so may that of a single page if it is not like a label."""
    sections: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for layout in layouts:
        for at, grid in enumerate(layout.heads):
            alike = sum(grid.titles == other.titles for other in layout.heads[:at])
            sections.setdefault((grid.titles, alike), []).append(grid.section)
    for (titles, _), (first, *others) in sections.items():
        vouched = all(section == first for section in others) and (others or is_label(first))
        yield Grid(section=first if vouched else "", titles=titles)


def _of_any_case(texts: Sequence[str], number: str) -> tuple[str, ...]:
    """Texts of a case with {case} in the place of its number. A short number may stand in one by chance as well: with
    {case} everywhere, in each place alone, and nowhere."""
    found: list[str] = []
    for text in texts:
        parts = re.split(rf"(?<!\d){re.escape(number)}(?!\d)", text)
        alone = (number.join(parts[:at]) + CASE + number.join(parts[at:]) for at in range(1, len(parts)))
        found += (CASE.join(parts), *alone, text)
    return tuple(dict.fromkeys(found))


def _in_common(cases: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What all cases have, in the order of the first."""
    return tuple(text for text in cases[0] if all(text in others for others in cases[1:]))


def screens(system: SystemFile, pages: Pages) -> Iterator[tuple[str, ScreenPart, Keys]]:
    """The screens of a flow and the pages of its decision form, each with its place in the description."""
    case = system.description.cases[pages.flow]
    for name, part in case.screens.items():
        yield name, part, ("cases", pages.flow, "screens", name)
    for keys, sheet in case.draft.sheets.items():
        yield "/".join(keys), sheet, ("cases", pages.flow, *keys)


def is_draft(screen: str) -> bool:
    """Whether it is a page of the decision form."""
    return screen.partition("/")[0] == DRAFT


def touched(contract: Contract, key: str, pages: Pages, name: str) -> dict[str, str]:
    """The fields that stand otherwise than accepted though their labels are there, and how."""
    seen = (case[name].layout for case in pages.cases if name in case)
    return {one.field: one.says for page in seen for one in contract.changes(key, page) if one.field}
