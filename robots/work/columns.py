"""Columns of a table that stand otherwise than accepted: which of them heads what, told by what the store holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from robots.model import Unknown
from robots.systems.contract import Contract
from robots.systems.description import FieldPart, SystemFile
from robots.systems.layout import Layout
from robots.work.remedies import Edit, Remedy
from robots.work.surveyed import Pages, screens, touched
from robots.yamltext import Keys


@dataclass(frozen=True)
class Mixed:
    """A table of which the columns are all there and may have lost what they head."""

    keys: Keys
    part: FieldPart
    screen: str
    why: str  # what was seen of it
    titles: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def in_order(self) -> bool:
        """Whether the accepted headings still stand in their order, with others among them."""
        rest = iter(self.titles)
        return all(title in rest for title in self.accepted)

    @property
    def tried(self) -> FieldPart:
        """The same table with every column of ours under every heading."""
        columns = {
            f"{name} {at}": one.model_copy(update={"label": (title,)})
            for name, one in self.part.columns.items()
            if one.kind != "file"
            for at, title in enumerate(self.titles)
            if title and self.titles.count(title) == 1
        }
        return self.part.model_copy(update={"columns": columns})


def mixed(system: SystemFile, contract: Contract, pages: Pages) -> Iterator[Mixed]:
    """The tables of a flow of which the columns came, went or moved.

    Args:
        system: The case system.
        contract: What was accepted of its screens.
        pages: The screens as they are now.
    """
    for name, part, keys in screens(system, pages):
        hurt = touched(contract, "/".join(keys), pages, name)
        accepted = contract.screens.get("/".join(keys), Layout()).tables
        for field, about in part.shown.items():
            there = pages.layouts[name].tables.get(field) if name in pages.layouts else None
            if field in hurt and there and there.titles:
                yield Mixed((*keys, "fields", field), about, name, hurt[field], there.titles, accepted[field].titles)


def sorted_out(table: Mixed, pages: Pages, stored: Sequence[Mapping[str, Any]]) -> list[Remedy]:
    """What each column is called now: as it is, where the store has nothing that says otherwise.

    Args:
        table: The table.
        pages: The pages as seen with the table as it was tried.
        stored: What the store has of the same cases; nothing leaves this function but whether it is the same.
    """
    seen = [case[table.screen].values.get(table.keys[-1]) if table.screen in case else None for case in pages.cases]
    known = [one.get(table.keys[-1]) for one in stored]
    pairs = [(rows, was) for rows, was in zip(seen, known, strict=True) if _can_tell(rows, was)]
    names = dict.fromkeys(key.rpartition(" ")[0] for key in table.tried.columns)
    return [remedy for remedy in (_column(table, name, pairs) for name in names) if remedy]


def _column(table: Mixed, name: str, pairs: Sequence[tuple[Any, Any]]) -> Remedy | None:
    """What one column is called now; None where it is called as before."""
    part, keys = table.part.columns[name], (*table.keys, "columns", name, "label")
    if not pairs:
        why = f"{table.why} The store has no rows to compare it with."
        return None if table.in_order else Remedy(keys, part.called, part.called, why, sure=False)
    places = [at for at in range(len(table.titles)) if f"{name} {at}" in table.tried.columns]
    agreeing = {table.titles[at]: _agreeing(f"{name} {at}", name, pairs) for at in places}
    most = max(agreeing.values())
    best = [title for title, agree in agreeing.items() if agree == most]
    if most and set(best) & set(part.label):
        return None
    now = best[0] if most and len(best) == 1 else ""
    why = f"{table.why} It says what the store has in {most if now else 0} of {len(pairs)} cases."
    sure = bool(now) and most == len(pairs)
    return Remedy(keys, part.called, now, why, sure, (Edit(keys, now),) if sure else ())


def _agreeing(column: str, name: str, pairs: Sequence[tuple[Any, Any]]) -> int:
    """In how many cases every row says in one column what the store has of a field."""
    return sum(
        all(row[column] == dict(was)[name] for row, was in zip(rows, those, strict=True)) for rows, those in pairs
    )


def _can_tell(rows: Any, was: Any) -> bool:
    """Whether both are tables with as many rows, and some."""
    tables = not isinstance(rows, Unknown) and isinstance(rows, tuple) and isinstance(was, tuple)
    return tables and len(rows) == len(was) > 0
