"""Where a system lists its cases."""

from __future__ import annotations

from pydantic import model_validator

from robots.systems.description.field import FieldPart
from robots.systems.description.words import Pattern, Press
from robots.yamlfile import Complaint, Part


class Listing(Part):
    """A paged table of cases: the inbox, or the decided ones."""

    at: str
    frame: str | None = None
    heading: str | None = None
    awaits: str | None = None  # the text that comes once its rows are there, where a script brings them
    columns: dict[str, FieldPart]
    next: Press | None = None
    total: Pattern | None = None  # a pattern whose first group is how many rows there are over all pages
    none: str | None = None  # the text that an empty list shows

    @model_validator(mode="after")
    def _numbered(self) -> Listing:
        if "number" not in self.columns:
            raise Complaint('a list of cases needs the column "number"', "columns")
        return self
