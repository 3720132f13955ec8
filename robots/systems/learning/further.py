"""Other pages of a case, beside its own: known by its number, or its id, in their address."""

from __future__ import annotations

from urllib.parse import urlsplit

from robots.systems.learning.inbox import Inbox, Row, pattern_of
from robots.systems.learning.pages import Link, Page, is_file
from robots.systems.learning.walk import path_of
from robots.systems.learning.wording import edits, holds

FILES = "documents"  # what a screen of files is called that no link names
_FURTHER = 6  # further pages of a case
_MAKING = frozenset(("add", "new", "create", "ny", "nytt", "skapa", "neu"))


def further_pages(page: Page, row: Row, inbox: Inbox) -> list[tuple[str, str, str]]:
    """Other pages of the same case: their addresses, the same with {case}, and what leads there.

    They are what safe links lead to whose address holds the case's number, those below the case's own first; and where
    the case shows no list of files, the folder that its files stand in.
    """
    if inbox.case_at is None:
        return []
    own = path_of(row.address or "").rstrip("/")
    below = urlsplit(own).path.rstrip("/") + "/"
    kept: dict[str, tuple[str, str, str]] = {}
    links = [link for pane in page.panes for link in pane.links if _is_seeable(link)]
    links.sort(key=lambda link: not urlsplit(link.address).path.startswith(below))
    for link in links:
        address = link.address.partition("#")[0]
        at = pattern_of(path_of(address), row.named)
        listed = urlsplit(address).path == urlsplit(inbox.page.url).path != urlsplit(own).path
        if at and path_of(address).rstrip("/") != own and not _is_itself(own, address, row.named) and not listed:
            kept.setdefault(at, (address, at, link.text))
    for address in _folders(page):
        at = pattern_of(path_of(address), row.named)
        if at and path_of(address).rstrip("/") != own:
            kept.setdefault(at, (address, at, FILES))
    return [one for at, one in kept.items() if not any(map(str.isdigit, at))][:_FURTHER]


def _is_seeable(link: Link) -> bool:
    shows = link.safe or (link.plain and not link.is_file and edits(link.text, link.address))
    return shows and not link.header and not holds(urlsplit(link.address).path, _MAKING)


def _is_itself(own: str, address: str, number: str) -> bool:
    """Whether an address is the case's own page in another guise: the number stands in its path, and only the query
    differs."""
    return urlsplit(address).path.rstrip("/") == urlsplit(own).path and number in urlsplit(own).path


def _folders(page: Page) -> list[str]:
    """Where the files of a case stand that shows no list of them."""
    cells = (cell for _, grid in page.grids() for row in grid.rows for cell in row if cell)
    if any(pane.files for pane in page.panes) or any(is_file(link.address or "") for c in cells for link in c.links):
        return []
    files = [link.address for pane in page.panes for link in pane.links if link.plain and link.is_file]
    return list(dict.fromkeys(address.partition("?")[0].rpartition("/")[0] + "/" for address in files))[:1]
