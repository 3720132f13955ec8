"""Marks of protected identity: the column that shows them, also where a list shows it only when its address asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from robots.systems.learning.inbox import Inbox
from robots.systems.learning.lists import candidate
from robots.systems.learning.pages import Grid, Page, Pane
from robots.systems.learning.walk import Walk
from robots.systems.learning.wording import MARKS, PROTECTED, acts, holds, words_of

_TRIED = 3  # addresses with one column more
_SHOWN = 3  # columns that an address must name before it counts as naming them
_WORDS = 2  # of a text, on average, that somebody wrote


def is_marked_list(inbox: Inbox) -> bool:
    """Whether the list has a column for marks."""
    return any(holds(title, MARKS) for title in inbox.grid.titles)


def telling_column(inbox: Inbox) -> int | None:
    """Of a list without marks, the column whose texts would speak of protection: one that does, else the wordiest."""
    grid = inbox.grid
    told = [at for at, title in enumerate(grid.titles) if title and grid.titles.count(title) == 1]
    texts = {at: [cell.text for cell in grid.column(at)] for at in told}
    spoken = [at for at in told if any(holds(text, PROTECTED) for text in texts[at])]
    wordy = {at: sum(len(words_of(text)) for text in texts[at]) / max(len(texts[at]), 1) for at in told}
    likely = spoken or [at for at in told if wordy[at] >= _WORDS]
    return max(likely, key=lambda at: wordy[at], default=None)


async def with_marks(walk: Walk, inbox: Inbox, pages: Sequence[Page]) -> Inbox:
    """The same list with a column for marks, where its address names its columns and a page names one for marks.

    Args:
        walk: Goes to at most a few more addresses of the list.
        inbox: The list.
        pages: Where a control or a label may name the column: the list's own, or a case's.
    """
    if is_marked_list(inbox):
        return inbox
    for address in list(dict.fromkeys(_asking(inbox, pages)))[:_TRIED]:
        page = await walk.open(address)
        for pane, grid in page.grids() if page else ():
            found = candidate(page, pane, grid) if page and _is_same(grid, inbox.grid) else None
            if found and is_marked_list(found):
                return found
    return inbox


def _asking(inbox: Inbox, pages: Sequence[Page]) -> Iterator[str]:
    """The list's address with one more column in it, for each name that a column of marks may have."""
    own = [link.address for link in inbox.pane.links if link.header and link.plain]
    bases = [address for address in (inbox.pane.url, *own, *_chosen(inbox)) if not acts("", address)]
    based = next(((address, name) for address in bases if (name := _naming(address, inbox.grid))), None)
    if based is None:
        return
    address, parameter = based
    said = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    places = [at for at, (name, _) in enumerate(said) if name == parameter]
    for column in dict.fromkeys(name for page in pages for pane in page.panes for name in _names(pane, parameter)):
        more = list(said)
        if len(places) > 1:
            more.insert(places[-1] + 1, (parameter, column))
        else:
            more[places[0]] = (parameter, f"{said[places[0]][1]},{column}")
        yield urlsplit(address)._replace(query=urlencode(more, safe="!@"), fragment="").geturl()


def _chosen(inbox: Inbox) -> Iterator[str]:
    """The list's address with the columns that are ticked in a form beside it, where one may choose them so."""
    for form in inbox.pane.forms:
        ticked: dict[str, list[str]] = {}
        for control in form.controls:
            if control.kind == "checkbox" and control.checked:
                ticked.setdefault(control.name, []).append(control.value)
        for name, columns in ticked.items():
            parts = urlsplit(inbox.pane.url)
            said = [*parse_qsl(parts.query, keep_blank_values=True), *((name, column) for column in columns)]
            yield parts._replace(query=urlencode(said, safe="!@"), fragment="").geturl()


def _naming(address: str, grid: Grid) -> str | None:
    """The parameter of an address that names the columns which the list shows."""
    titles = {"".join(words_of(title)) for title in grid.titles if title}
    named: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(address).query):
        named.setdefault(name, []).extend(value.split(","))
    shown = {name: sum("".join(words_of(value)) in titles for value in values) for name, values in named.items()}
    return next((name for name, columns in shown.items() if columns >= _SHOWN), None)


def _names(pane: Pane, parameter: str) -> Iterator[str]:
    """What a column of marks may be called in an address, by the controls and the labels of a page."""
    for control in (control for form in pane.forms for control in form.controls):
        if (
            control.name == parameter
            and control.kind == "checkbox"
            and holds(f"{control.value} {control.beside}", MARKS)
        ):
            yield control.value
    for place in pane.places:
        if not holds(place.label, MARKS):
            continue
        if place.spot.control and place.spot.control.name:
            yield place.spot.control.name
            yield words_of(place.spot.control.name)[-1]
        yield "".join(words_of(place.label))


def _is_same(grid: Grid, other: Grid) -> bool:
    """Whether a list shows the same columns as another, and perhaps more."""
    return {title for title in other.titles if title} <= {title for title in grid.titles if title}
