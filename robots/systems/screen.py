"""One screen of a case: bring it up, read its fields, and say plainly what is not as described."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from robots.errors import ScreenChanged
from robots.model import File, Unknown
from robots.redaction import keep_out
from robots.systems.astray import NotThere
from robots.systems.attachments import Fetched, fetch
from robots.systems.description import FieldPart, ScreenPart
from robots.systems.holding import MARKS, changed, refuse_changed
from robots.systems.kinds import Link, Spot
from robots.systems.layout import Layout
from robots.systems.listing import table_rows
from robots.systems.naming import Naming
from robots.systems.view import Seen, View, nearest

Row = Mapping[str, Any]
_DOUBLE = Unknown("the same file is there as something else too")


@dataclass(frozen=True)
class Reading:
    """What screens show: a value, None or Unknown for each field, and the attachments with their bytes."""

    values: Mapping[str, Any]
    fetched: tuple[Fetched, ...] = ()


@dataclass(frozen=True)
class Survey:
    """What was seen of one case's pages, however they have changed."""

    screens: Mapping[str, Surveyed] = field(default_factory=dict)
    astray: Mapping[str, NotThere] = field(default_factory=dict)  # those that were not reached; "": the case's first
    unsaved: Mapping[str, NotThere] = field(default_factory=dict)  # pages of the form that lack the button that saves
    unmarked: Mapping[str, Layout] = field(default_factory=dict)  # those that lack a mark: nothing else was looked at


@dataclass(frozen=True)
class Surveyed:
    """How a screen is laid out, and what some fields would be on it; Unknown where that cannot be read surely."""

    layout: Layout
    values: Mapping[str, Any] = field(repr=False)
    options: Mapping[str, tuple[str, ...]]  # of each control that has some


class Screen:
    """A described screen of one case in one window."""

    def __init__(self, window: View[Any], part: ScreenPart, case: Naming, *keys: str) -> None:
        self.window = window  # the case's own; the screen may stand in one that this opens
        self.part = part
        self._case = case
        self._keys = keys  # where the description says all this, for messages
        self._inside = window

    async def show(
        self, *, form: bool = False, read: Mapping[str, FieldPart] | None = None, heads: bool = False
    ) -> Seen:
        """Bring the screen up from the system and look at it, for its own fields or for these.

        Raises:
            ScreenChanged: It is not there, or its heading is another.
            PageProblem: It did not load.
        """
        if self.part.at:
            at = self.part.at
            await self.window.enter(self._case.address(at), self.part.frame, shown=self._case.shown(at))
        for tab in self.part.tab:
            await self.window.press(self.window.frame(self.part.frame), tab)
        if self.part.popup:
            await self._close()
            self._inside = await self.window.opened(self.part.popup)
        return await self.look(form=form, read=read, heads=heads)

    async def look(
        self,
        *,
        form: bool = False,
        read: Mapping[str, FieldPart] | None = None,
        fill: Mapping[str, Any] | None = None,
        heads: bool = False,
    ) -> Seen:
        """Look at the screen as it stands in the window, for its own fields or for these, once it is filled in."""
        heading = self.part.heading and self._case.shown(self.part.heading)
        fields = self.part.shown if read is None else read
        frame = self._inside.frame(self.part.frame)
        seen = await self._inside.see(
            frame,
            heading=heading,
            awaits=self.part.awaits,
            anchors=self.part.anchors,
            read=fields,
            form=form,
            layout=not form,
            fill=fill,
            heads=heads,
        )
        if seen.gone:
            named = ", ".join(f'"{label}" (nearest: {nearest(label, seen.labels)})' for label in seen.gone)
            raise ScreenChanged(f"{self.place('anchors')}: the screen lacks {named}. {self.window.system.advice}")
        if read is not None:
            refuse_changed(self.window.system, seen, *self._keys, MARKS)
        return seen

    async def read(self, *, standing: bool = False) -> Reading:
        """Read all its fields; of a screen that has changed nothing is taken.

        Args:
            standing: It stands in the window already and need not be brought up.

        Raises:
            Stopped: A document says that no robot may read on; nothing is taken.
        """
        seen = await (self.look() if standing else self.show())
        values = self.values(seen)
        fetched: list[Fetched] = []
        for name, part in self.part.shown.items():
            if part.kind == "table" and isinstance(values[name], tuple):
                rows = [await self._with_files(row, part, fetched) for row in values[name]]
                values[name] = tuple(map(_without_doubles(rows), rows))
        await self._close()
        return Reading(values, tuple(fetched))

    def bare(self, fields: Mapping[str, FieldPart]) -> Screen:
        """The same screen under whatever heading, with other fields, any of which may not be there."""
        tried = {name: part.model_copy(update={"optional": True}) for name, part in fields.items()}
        at, frame, tab, popup = self.part.at, self.part.frame, self.part.tab, self.part.popup
        part = ScreenPart(at=at, frame=frame, tab=tab, popup=popup, fields=tried)
        return Screen(self.window, part, self._case, *self._keys)

    async def survey(self) -> Surveyed:
        """Bring it up, and see how it is laid out and what its fields would be; no file is fetched."""
        seen = await self.show(heads=True)
        values: dict[str, Any] = {}
        for name, part in self.part.shown.items():
            try:
                values[name] = (self._table if part.kind == "table" else self._value)(name, part, seen)
            except ScreenChanged:
                values[name] = Unknown("not on the page")
            keep_out([*_personal(part, seen.fields[name])])
        await self._close()
        spots = {name: seen.spot(name) for name in self.part.shown}
        options = {name: spot.control.options for name, spot in spots.items() if spot and spot.control}
        return Surveyed(seen.layout or Layout(), values, {name: texts for name, texts in options.items() if texts})

    async def _close(self) -> None:
        """Close the screen's own window, where it has one."""
        if self._inside is not self.window:
            await self._inside.close()
            self._inside = self.window

    def values(self, seen: Seen) -> dict[str, Any]:
        """Each field's value, None or Unknown; links to files are not followed yet.

        Raises:
            ScreenChanged: The screen is not as described; everything that is not is named at once.
        """
        values: dict[str, Any] = {}
        changes = changed(self.window.system, seen, *self._keys)
        for name, part in self.part.shown.items():
            try:
                values[name] = (self._table if part.kind == "table" else self._value)(name, part, seen)
            except ScreenChanged as change:
                changes.append(str(change))
            keep_out([*_personal(part, seen.fields[name])])
        if changes:
            raise ScreenChanged("\n".join(changes) + f" {self.window.system.advice}")
        return values

    def place(self, *keys: str) -> str:
        """Where the description says it, for messages."""
        return self.window.system.place(*self._keys, *keys)

    @property
    def _called(self) -> str:
        """How messages name it: by its word under `screens`, or as the draft."""
        return "draft" if "draft" in self._keys[2:3] else self._keys[-1]

    def _value(self, name: str, part: FieldPart, seen: Seen) -> Any:
        places = seen.places(name)
        if not places:
            return self._absent(name, part, seen)
        if len(places) > 1:
            return Unknown(f"its label stands {len(places)} times: {' and '.join(places)}")
        spot = seen.spot(name)
        return part.read(spot) if spot else Unknown("not on the page")

    def _table(self, name: str, part: FieldPart, seen: Seen) -> tuple[dict[str, Any], ...] | Unknown:
        if not seen.places(name) and part.optional:
            return Unknown("not on the page")
        rows = table_rows(self.place("fields", name), part, seen.fields[name], seen.labels)
        notes = seen.fields[name]["table"]["notes"]
        if any(note != part.none for note in notes) or (part.none and not rows and not notes):
            return Unknown("the table holds a line that is no row")
        return tuple(dict(row) for row in rows)

    async def _with_files(self, row: Mapping[str, Any], part: FieldPart, fetched: list[Fetched]) -> dict[str, Any]:
        filled = dict(row)
        case = self.window.system.description.cases[self._keys[1]]
        for column, value in row.items():
            if isinstance(value, Link):
                got = await fetch(self._inside, value, part, column, case, frame=self.part.frame)
                filled[column] = got if isinstance(got, Unknown) else got.file
                fetched += [got] if isinstance(got, Fetched) else []
        return filled

    def _absent(self, name: str, part: FieldPart, seen: Seen) -> Unknown:
        if part.optional:
            return Unknown("not on the page")
        raise ScreenChanged(
            f'{self.place("fields", name)}: screen "{self._called}" has no field labelled "{part.called}". Nearest '
            f"on the page: {nearest(part.called, seen.labels)}."
        )


IMPERSONAL = ("whole number", "decimal", "money", "date", "yes/no")
"""Kinds of value that, once read, tell of nobody by themselves."""


def _personal(part: FieldPart, seen: Mapping[str, Any]) -> Iterator[str]:
    """What stands in a field and may tell of a person: texts, numbers, files' names, what no kind can read."""
    if part.kind == "table":
        for row in (seen["table"] or {}).get("rows", ()):
            for name, column in part.columns.items():
                yield from _personal(column, {"spot": row[name]})
    elif standing := seen["spot"]:
        options = {text for texts in part.options.values() for text in texts}
        spot = Spot.of(standing)
        if part.kind not in IMPERSONAL or isinstance(part.read(spot), Unknown):
            yield from {spot.text, part.within_part(spot).text} - options - {""}
        yield from (link["text"] for link in standing["links"])


def _without_doubles(rows: Sequence[Row]) -> Callable[[Row], Row]:
    """Makes a file Unknown where the very same one stands in another row of the table as something else.

    A file that came twice as the same thing is harmless: it is kept once.
    """
    shown: dict[str, list[Row]] = {}
    for row in rows:
        for file in row.values():
            if isinstance(file, File):
                shown.setdefault(file.sha256, []).append(_beside(row))
    double = {sha256 for sha256, others in shown.items() if any(other != others[0] for other in others)}

    def told(row: Row) -> Row:
        return {
            name: _DOUBLE if isinstance(cell, File) and cell.sha256 in double else cell for name, cell in row.items()
        }

    return told


def _beside(row: Row) -> Row:
    """What a row says about its files."""
    return {name: cell for name, cell in row.items() if not isinstance(cell, File)}
