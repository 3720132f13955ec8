"""What is called otherwise and needs no value to be told: headings, columns of tables, options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from robots.systems.candidates import SURE, grid_like, likeness, renamed
from robots.systems.contract import Contract
from robots.systems.description import FieldPart, Listing, SystemFile
from robots.systems.layout import Grid, Layout
from robots.systems.view import headed
from robots.work.remedies import Edit, Remedy, likely
from robots.work.surveyed import CASE, Pages, screens
from robots.yamltext import Keys


def plain(system: SystemFile, contract: Contract, pages: Pages) -> list[Remedy]:
    """What of a flow's screens is called otherwise.

    Args:
        system: The case system.
        contract: What was accepted of its screens.
        pages: The screens as they are now.
    """
    found: list[Remedy] = []
    for name, part, keys in screens(system, pages):
        if name in pages.layouts:
            page, accepted = pages.layouts[name], contract.screens.get("/".join(keys))
            found += _heading(part.heading, keys, pages.headings(name), accepted)
            for field, about in part.shown.items():
                at = (*keys, "fields", field)
                if about.kind == "table" and not about.each:  # where a selector leads now nobody can tell
                    found += _table(about, at, page, field, accepted)
                elif offered := pages.options(name, field):
                    found += _options(about, at, offered)
    return found


def listed(system: SystemFile, contract: Contract, name: str, page: Layout) -> list[Remedy]:
    """The same of a list of cases, "inbox" or "decided"."""
    listing: Listing = getattr(system.description, name)
    accepted = contract.screens.get(name)
    part = FieldPart(kind="table", columns=listing.columns)
    return [
        *_heading(listing.heading, (name,), page.headings, accepted),
        *_table(part, (name,), page, "rows", accepted),
    ]


def _heading(heading: str | None, keys: Keys, there: Sequence[str], accepted: Layout | None) -> Iterator[Remedy]:
    if heading and not headed(heading, there):
        yield headed_now(heading, (*keys, "heading"), there, accepted)


def headed_now(heading: str, keys: Keys, there: Sequence[str], accepted: Layout | None) -> Remedy:
    """What a heading is called now that is not there. Where the case's number stood in it, it still does."""
    if CASE in heading:
        there = [text for text in there if CASE in text]
    if "*" in heading:  # what it leaves open may be a number, such as how many cases there are
        there = [re.sub(r"\d+", "*", text) for text in there]
    before = accepted.headings if accepted and heading in accepted.headings else (heading,)
    return likely(keys, heading, renamed(before, there, heading))


def _table(part: FieldPart, keys: Keys, page: Layout, field: str, accepted: Layout | None) -> Iterator[Remedy]:
    """Columns that have other headings, and the heading over the table."""
    if field in page.tables:
        return
    labels = [
        next((label for label in one.label if any(label in grid.titles for grid in page.heads)), one.label[0])
        for one in part.columns.values()
    ]
    grid = grid_like(labels, page.heads)
    if grid is None:
        yield Remedy(keys, part.called, "", "no table on the page is like it.", sure=False)
        return
    known = accepted.tables.get(field, Grid()).titles if accepted else ()
    for name, one in part.columns.items():
        if not set(one.label) & set(grid.titles):
            before = known if one.label[0] in known else tuple(labels)
            yield likely((*keys, "columns", name, "label"), one.label[0], renamed(before, grid.titles, one.label[0]))
    if part.within and grid.section != part.within:
        yield _over((*keys, "within"), part.within, labels, grid, page.heads)


def _over(keys: Keys, was: str, labels: Sequence[str], grid: Grid, there: Sequence[Grid]) -> Remedy:
    """The heading that a table stands under now. Where all cases have none, it is left out if the table needs none."""
    if grid.section:
        return likely(keys, was, (grid.section, 1.0))
    known = {*labels} & {*grid.titles}
    if not known or sum(known <= {*other.titles} for other in there) > 1:
        return likely(keys, was, None)
    why = "no heading stands above it in all cases, and no other table has these columns."
    return Remedy(keys, was, "", why, sure=True, edits=(Edit(keys),))


def _options(part: FieldPart, keys: Keys, offered: Sequence[str]) -> Iterator[Remedy]:
    """Options of a choice that have other texts, and the one that stands for nothing."""
    before = [*(text for texts in part.options.values() for text in texts), *part.empty]
    for ours, texts in part.options.items():
        if not set(texts) & set(offered):
            yield likely((*keys, "options", ours), texts[0], renamed(before, offered, texts[0]))
    if part.empty and not set(part.empty) & set(offered):  # it may have no text, and these be said where it is shown
        alike, text = max((likeness(part.empty[0], text), text) for text in offered)
        if alike >= SURE and text not in before:
            yield likely((*keys, "empty"), part.empty[0], (text, alike))
