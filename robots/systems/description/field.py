"""How one field is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from robots.model import Unknown, Value
from robots.systems.description.portion import LinePart, PortionPart
from robots.systems.description.words import KindName, Words
from robots.systems.kinds import (
    Attachment,
    Choice,
    Day,
    DecimalNumber,
    Kind,
    Link,
    PersonalNumberKind,
    Spot,
    Text,
    WholeNumber,
    YesNo,
)
from robots.yamlfile import Part


class DocumentsPart(Part):
    """Which documents of a case a field is read in: those of one type, in a table of the same case."""

    documents: str  # the field that is the table of documents; its columns "type" (a choice) and one file
    type_: str = Field(alias="type")  # our word for the type


class KeptPart(Part):
    """Where a comment stands once it was saved, when its box is empty again: a table of who wrote what."""

    by: Words  # the header over who wrote it
    text: Words  # and over what
    own: Words  # how the robot's own account is named there
    within: str | None = None
    none: str | None = None  # the line that the table shows while there is no comment

    @cached_property
    def shown(self) -> FieldPart:
        """The table, for the reader."""
        columns = {"by": FieldPart(label=self.by), "text": FieldPart(label=self.text)}
        return FieldPart(kind="table", within=self.within, none=self.none, columns=columns)


class FieldPart(Part):
    """How one field is shown: its label, its kind, and how its kind writes values."""

    label: Words = ()
    kind: KindName = "text"
    within: str | None = None  # the heading that it stands under
    # in the cell under a header; behind a bold word on its line; in the part of the page right after the label's own
    place: Literal["beside", "under", "inline", "after"] = "beside"
    nth: int | None = None  # which, counted from 1, where a label stands several times
    at: str | None = None  # a CSS selector, where no label can say it
    as_: Literal["text", "control"] | None = Field(default=None, alias="as")  # which, where both stand beside the label
    line: LinePart | None = None  # its label stands in a text, as "Label: value"
    part: PortionPart | None = None  # only this of what is shown is its value
    empty: Words = ()  # words that mean that nothing is there
    rich: str | None = None  # of a rich-text editor: the form's field that carries its HTML when it is saved
    kept: KeptPart | None = None  # of a comment in a draft: where it stands once it was saved
    longest: int = Field(default=10_000, gt=0)  # characters of a text; a longer one is Unknown
    optional: bool = False  # the page may leave the label out; the value is then Unknown
    options: dict[str, Words] = Field(default_factory=dict)  # our word: what the page shows for it
    formats: Words = ("%Y-%m-%d",)
    unit: str | None = None
    point: Literal[",", "."] = ","
    grouping: Literal[" ", ",", "."] = " "  # what stands between the thousands, if anything does
    yes: Words | None = None
    no: Words | None = None
    columns: dict[str, FieldPart] = Field(default_factory=dict)
    each: str | None = None  # a CSS selector of the rows of a list that is no table; each column is a part of a row
    none: str | None = None  # the line that a table shows instead of rows
    from_: DocumentsPart | None = Field(default=None, alias="from")  # read in documents
    until: Words = ()  # of one in documents: what the line after its last row begins with; then it must be there
    skip: Words = ()  # of one in documents: what lines among its rows begin with that are none
    popup: str | None = None  # of a file whose link opens a window: the text of the link that leads to the file

    @model_validator(mode="after")
    def _complete(self) -> FieldPart:
        if self.kind == "table":
            if not self.columns:
                raise ValueError("a table needs columns")
            if self.from_ and not all(column.label for column in self.columns.values()):
                raise ValueError("in a document a column is found by its label alone")
            if not self.each and not all(column.label for column in self.columns.values()):
                raise ValueError("a table's column needs a label")
        elif not self.label and not self.at and not self.part:
            raise ValueError("a field needs a label")
        if self.each and self.kind != "table":
            raise ValueError("only a table has rows")
        if self.line and not self.label:
            raise ValueError("a line in a text needs a label")
        if (self.until or self.skip) and not (self.kind == "table" and self.from_):
            raise ValueError("only a table that is read in documents has an end and lines to skip")
        if self.from_ and (self.within or self.nth or self.at or self.place != "beside" or self.kind == "file"):
            raise ValueError("in a document a value is found by its label alone")
        if self.kind == "choice" and not self.options:
            raise ValueError("a choice needs options")
        if self.grouping == self.point and self.kind in ("decimal", "money"):
            raise ValueError("one sign cannot both group the thousands and begin the decimals")
        if (self.rich or self.kept) and self.kind != "text":
            raise ValueError("a rich-text editor and a comment hold a text")
        if self.options and self.kind not in ("choice", "text"):
            raise ValueError("only a choice or a text has options")
        return self

    def read(self, spot: Spot) -> Value | Unknown | Link:
        """The value at a spot."""
        return self.reads.read(self.within_part(spot))

    def within_part(self, spot: Spot) -> Spot:
        """What stands at a spot, with nothing but the part that counts, where the field has one."""
        if self.part is None:
            return spot
        part = self.part.of(spot, self.empty)
        is_icon = self.part.link is not None and self.kind != "file" and bool(spot.text.strip()) and not part.text
        return replace(part, problem=part.problem or "the link shows no text") if is_icon else part

    @property
    def called(self) -> str:
        """How messages name it: as a person sees it, where a label can say it."""
        return self.label[0] if self.label else self.at or self.kind

    @cached_property
    def reads(self) -> Kind:
        """The Kind that reads, writes and compares this field; a table's own cells have theirs."""
        match self.kind:
            case "whole number":
                return WholeNumber(self.empty, self.unit, self.grouping)
            case "decimal":
                return DecimalNumber(self.empty, self.unit, self.point, grouping=self.grouping)
            case "money":
                return DecimalNumber(self.empty, self.unit or "kr", self.point, 2, self.grouping)
            case "date":
                return Day(self.empty, self.formats)
            case "personal number":
                return PersonalNumberKind(self.empty)
            case "yes/no":
                standard = YesNo()
                yes, no = self.yes or standard.yes, standard.no if self.no is None else self.no
                return YesNo(self.empty, yes, no)
            case "choice":
                return Choice(self.empty, self._pairs)
            case "file":
                return Attachment(self.empty)
        return Text(self.empty, self._pairs, self.longest)

    @property
    def _pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple((ours, text) for ours, texts in self.options.items() for text in texts)

    @property
    def spec(self) -> dict[str, object]:
        """What reader.js needs to find it."""
        if self.kind == "table":
            columns = {name: list(column.label) for name, column in self.columns.items()}
            return {"columns": columns, "within": self.within, "nth": self.nth, "each": self.each, "none": self.none}
        sought = {"within": self.within, "nth": self.nth, "at": self.at, "place": self.place, "as": self.as_}
        return {"label": list(self.label), **sought, "line": self.line and self.line.spec}


def _labelled(given: object) -> object:
    """A field of which nothing but the label needs to be said may be given as that."""
    return {"label": given} if isinstance(given, str) else given


Labelled = Annotated[FieldPart, BeforeValidator(_labelled, json_schema_input_type=str | FieldPart)]
