"""Where only a part of what stands on a page is a field's value: a line of a text, a link, some words."""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic import Field, model_validator

from robots.systems.description.words import Pattern, Words
from robots.systems.kinds import Spot
from robots.yamlfile import Part


class LinePart(Part):
    """A text in which fields stand as lines "Label: value", with or without line breaks between them.

    A value ends at its line's end or at the next label, so all labels of the text must be known. One that goes on in
    the next line is Unknown, as is one in which another label may stand.
    """

    label: Words = ()  # of the text itself
    within: str | None = None
    nth: int | None = None
    at: str | None = None  # a CSS selector, where no label can say where the text stands
    stops: Words  # the labels that stand in the text

    @model_validator(mode="after")
    def _placed(self) -> LinePart:
        if not self.label and not self.at:
            raise ValueError("a text that holds lines needs a label")
        return self

    @property
    def spec(self) -> dict[str, object]:
        """What reader.js needs to find the text, and to know where a value in it ends."""
        where = {"within": self.within, "nth": self.nth, "at": self.at}
        return {"label": list(self.label), **where, "stops": list(self.stops)}


class PortionPart(Part):
    """Which part of what is shown is the value: a link's text, what stands before some words, a pattern's group."""

    link: int | None = Field(default=None, ge=1)  # which link, counted from 1; of a file: the one that leads to it
    before: str | None = None  # the words behind the value; where they do not stand, all is the value
    pattern: Pattern | None = None

    @model_validator(mode="after")
    def _one(self) -> PortionPart:
        if sum(way is not None for way in (self.link, self.before, self.pattern)) != 1:
            raise ValueError("a part is a link, or what stands before some words, or a pattern: name one of them")
        return self

    def of(self, spot: Spot, empty: tuple[str, ...] = ()) -> Spot:
        """What stands at the spot, with nothing but the part; what is empty has none.

        Args:
            spot: As the reader found it.
            empty: The words that mean that nothing is there.
        """
        if spot.problem or not spot.text.strip() or spot.text.strip() in empty:
            return spot
        if self.link is not None:
            found = spot.links[self.link - 1 : self.link]
            return replace(spot, text=found[0].text, links=found) if found else replace(spot, problem="no such link")
        if self.before is not None:
            return replace(spot, text=spot.text.partition(self.before)[0])
        group = re.search(self.pattern or "", spot.text)
        if group is None or group[1] is None:
            return replace(spot, problem="it does not have the agreed form")
        return replace(spot, text=group[1])
