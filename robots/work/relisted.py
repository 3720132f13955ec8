"""Lists of cases whose headings stand in another order: whether their columns moved with them, told by the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from robots.cases import CaseView
from robots.model import DecidedRow, InboxRow
from robots.systems.contract import Contract
from robots.systems.description import FieldPart, Listing
from robots.systems.layout import Grid, Layout
from robots.work.remedies import Edit, Remedy

Rows = Sequence[InboxRow | DecidedRow]
SURELY = 0.9  # colleagues move a case to another unit now and then
_TOLD = ("received", "unit", "decided")  # columns of a list that the store may have of a case


def moved(listing: Listing, name: str, contract: Contract, page: Layout) -> dict[str, str]:
    """The columns of ours above which another heading stands now than was accepted, and which.

    Args:
        listing: The list as described.
        name: "inbox" or "decided".
        contract: What was accepted.
        page: Its first page as it is now.
    """
    accepted = contract.screens.get(name, Layout())
    before = accepted.tables.get("rows", Grid()).titles
    there = page.in_words_of(accepted).tables.get("rows", Grid()).titles
    if sorted(before) != sorted(there):
        return {}
    now = {was: page.tables["rows"].titles[at] for at, was in enumerate(before) if there[at] != was}
    ours = ((column, label) for column, part in listing.columns.items() for label in part.label if label in now)
    return {column: now[label] for column, label in ours if now[label]}


def called(listing: Listing, headings: Mapping[str, str]) -> dict[str, FieldPart]:
    """Its columns under other headings."""
    return {
        name: part.model_copy(update={"label": (headings[name],)}) if name in headings else part
        for name, part in listing.columns.items()
    }


def told(
    name: str, listing: Listing, headings: Mapping[str, str], known: Mapping[str, CaseView], rows: Rows, others: Rows
) -> Iterator[Remedy]:
    """What to change: nothing where the columns moved with their headings, each heading where these moved alone.

    Where the store cannot tell, a person decides.

    Args:
        name: "inbox" or "decided".
        listing: The list as described.
        headings: The columns of ours above which another heading stands now, and which.
        known: The cases in the store, by number; nothing of them leaves this function but whether it is the same.
        rows: The list as it is described.
        others: The same with its columns under the other headings.
    """
    said = ["flow", *(what for what in _TOLD if what in listing.columns)]
    same, otherwise = _share(rows, known, said), _share(others, known, said)
    if same > otherwise and same >= SURELY:
        return
    sure = otherwise > same and otherwise >= SURELY
    for column, now in headings.items():
        keys, was = (name, "columns", column, "label"), listing.columns[column].called
        why = "the headings of the list have changed places, and their columns have not, by what the store has."
        if not sure:
            why = "the headings of the list have changed places; the store cannot tell whether their columns have too."
        yield Remedy(keys, was, now if sure else "", why, sure, (Edit(keys, now),) if sure else ())


def _share(rows: Rows, known: Mapping[str, CaseView], said: Sequence[str]) -> float:
    """In how many of the rows all that is said is as the store has it of the same case; none where it knows no case."""
    pairs = [(row, known[row.number]) for row in rows if row.number in known]
    return sum(_same(row, case, said) for row, case in pairs) / len(pairs) if pairs else 0.0


def _same(row: InboxRow | DecidedRow, case: CaseView, said: Sequence[str]) -> bool:
    both = ((getattr(row, what), getattr(case, what)) for what in said if hasattr(row, what))
    return all(there == was for there, was in both if was is not None)
