"""Looking for the list of cases: among all tables that the first pages show, the one whose rows lead to cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from robots.errors import ConfigError
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.lists import candidate
from robots.systems.learning.marking import with_marks
from robots.systems.learning.pages import Page
from robots.systems.learning.walk import Walk, path_of
from robots.systems.learning.wording import DONE, INBOX, NUMBER, RECEIVED, acts, holds

NO_INBOX = (
    "No list of cases was found: no table on the first pages whose rows have a number and lead to a page each. Give "
    "its address, as the browser shows it: --inbox ADDRESS"
)
_LINKS = 10  # pages that are tried for a list
_HOPS = 2  # from the first page: a list may stand behind a page of lists
_OWN = ("me", "mine", "my", "self", "$user", "mig", "mina")
_PROBED = 3  # lists of which a case is opened


async def find_inbox(walk: Walk, start: Page, given: str | None = None) -> list[Inbox]:
    """The lists that look like an inbox, the likeliest first.

    Args:
        walk: Logged in.
        start: The page that the login led to.
        given: The list's address, where a person gave it; no other page is looked at.

    Raises:
        ConfigError: There is none.
    """
    visited = {start.url}
    pages = [] if given else [start]
    ranked: list[Inbox] = []
    for hop in range(_HOPS):
        addresses = (
            [given] if given else [one for page in pages[-_LINKS:] for one in _leading(page) if one not in visited]
        )
        for address in list(dict.fromkeys(addresses))[:_LINKS]:
            visited.add(address)
            if page := await walk.open(address):
                pages.append(page)
        for address in [] if given else everybodys(pages, walk.window.system.description.account.user):
            if address not in visited and (page := await walk.open(address)):
                pages.append(page)
            visited.add(address)
        found = sorted(_candidates(pages), key=lambda one: -one.score)
        found = [one for one in found if one.score > 0] or found
        probed = [await _probed(walk, one) for one in found[:_PROBED]]
        ranked = sorted((one for one in probed if one.score > 0), key=lambda one: -one.score)
        if ranked or given or hop + 1 == _HOPS:
            break
    if not ranked:
        raise ConfigError(NO_INBOX)
    return ranked


def _leading(start: Page) -> Iterator[str]:
    """The links of the first page that may lead to a list, the likeliest first; none out of a table's rows."""
    inside = {
        pane.whole(link.address or "")
        for pane, grid in start.grids()
        for row in grid.rows
        for cell in row
        if cell
        for link in cell.links
    }
    scored: dict[str, float] = {}
    for pane in start.panes:
        for link in pane.links:
            address = link.address.partition("#")[0]
            if not link.safe or link.header or address in inside or address == start.url or path_of(address) == "/":
                continue
            scored[address] = max(scored.get(address, -9), _promise(f"{link.text} {link.title}", address))
    ranked = sorted(scored, key=lambda address: -scored[address])
    return iter([address for address in ranked if scored[address] >= 0][:_LINKS])


def everybodys(pages: Sequence[Page], user: str) -> Iterator[str]:
    """The addresses of empty lists that show only what is the robot's own, without the word that says so."""
    own = {user.casefold(), *_OWN}
    for page in pages:
        for pane in {id(pane): pane for pane, grid in page.grids() if not grid.rows}.values():
            sorts = [link.address for link in pane.links if link.header and link.plain]
            for address in (pane.url, *sorts):
                parts = urlsplit(address)
                said = parse_qsl(parts.query, keep_blank_values=True)
                kept = [(name, value) for name, value in said if value.casefold() not in own]
                if len(kept) < len(said) and not acts("", address):
                    yield parts._replace(query=urlencode(kept, safe="!"), fragment="").geturl()
                    break


def _promise(text: str, address: str) -> float:
    """How likely a text and an address lead to the cases that wait."""
    return 2.0 * holds(text, INBOX) + holds(urlsplit(address).path, INBOX) - 3.0 * holds(text, DONE)


def _candidates(pages: Sequence[Page]) -> Iterator[Inbox]:
    """Each list once, by the page that shows it best, rather one that a link leads to than what a login ends at.

    One that follows a person everywhere is a menu.
    """
    found = _marked_everywhere(
        [one for page in pages for pane, grid in page.grids() if (one := candidate(page, pane, grid))]
    )
    same: dict[tuple[object, ...], list[Inbox]] = {}
    for one in found:
        same.setdefault((one.grid.titles, one.rows), []).append(one)
    for several in same.values():
        best = min(
            several,
            key=lambda one: (
                one.page is pages[0] and len(pages) > 1,
                len(one.page.panes),
                sum(len(pane.grids) for pane in one.page.panes),
            ),
        )
        follows = len(pages) > 3 and len({one.page.url for one in several}) > len(pages) / 2
        yield replace(best, score=_score(best) - 12 * follows)


def _marked_everywhere(found: Sequence[Inbox]) -> list[Inbox]:
    """A case that one list marks is marked in each: a menu of recent cases shows no marks."""
    marked = {row.address for one in found for row in one.rows if row.marked}
    return [
        replace(one, rows=tuple(replace(row, marked=row.marked or row.address in marked) for row in one.rows))
        for one in found
    ]


def _score(one: Inbox) -> float:
    titles, headed = " ".join(one.grid.titles), " ".join((one.grid.section, one.pane.title, *one.pane.headings[:2]))
    score = min(len(one.rows), 10) * 0.3 + min(len(one.grid.titles), 8) * 0.3
    score += 2 * (one.case_at is not None) + holds(titles, RECEIVED) + holds(one.grid.titles[one.key], NUMBER)
    score += _promise(headed, one.pane.url)
    score += 1.0 * (one.next is not None) + 1.0 * (one.total is not None)
    return score - 1.0 * (one.grid.odd > 0)


async def _probed(walk: Walk, one: Inbox) -> Inbox:
    """Open its first case: one that shows labels, files or a place to write makes the list an inbox."""
    one = replace(await with_marks(walk, one, (one.page,)), score=one.score)
    address = next((row.address for row in one.rows if row.address and not row.marked), None)
    page = await walk.open(address) if address else None
    if page is None:
        return replace(one, score=-1.0)
    labels = {place.label for pane in page.panes for place in pane.places}
    writes = any(
        control.kind == "textarea" and control.seen
        for pane in page.panes
        for form in pane.forms
        for control in form.controls
    )
    files = any(link.is_file for pane in page.panes for link in pane.links)
    is_list = any(grid.titles == one.grid.titles for _, grid in page.grids())
    gained = min(len(labels), 12) * 0.4 + 1.5 * writes + 1.0 * files - 4.0 * is_list
    return replace(one, score=one.score + gained if len(labels) > 1 else -1.0, shown=page)
