"""Where a system lists its cases."""

from __future__ import annotations

import re

from pydantic import Field, model_validator

from robots.systems.description.field import FieldPart
from robots.systems.description.words import Pattern, Press, Step
from robots.yamlfile import Complaint, Part

_PLACES = re.compile(r"\{\w+\}")


class Listing(Part):
    """A paged table of cases: the inbox, or the decided ones."""

    at: str
    frame: str | None = None
    path: tuple[Step, ...] = Field(default=(), strict=False)  # what is clicked from there, where no address leads to it
    heading: str | None = None
    columns: dict[str, FieldPart]
    next: Press | None = None
    pages: str | None = None  # the address of its further pages: {page} is 2, 3 ..., {start} how many rows came before
    total: Pattern | None = None  # a pattern whose first group is how many rows there are over all pages
    none: str | None = None  # the text that an empty list shows

    @model_validator(mode="after")
    def _numbered(self) -> Listing:
        if "number" not in self.columns:
            raise Complaint('a list of cases needs the column "number"', "columns")
        if self.pages and (self.next or self.frame or not {"{page}", "{start}"} & set(_PLACES.findall(self.pages))):
            raise Complaint("it must name {page} or {start}, and no next and no frame beside it", "pages")
        return self
