"""The words that descriptions are written in, and what each may be."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from robots.systems.permit import Sends
from robots.systems.request import origin_of
from robots.yamlfile import Part, several

SHORTEST = 3  # letters of a word that stops


def _request(text: str) -> str:
    Sends.parse(text)
    return text


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error as wrong:
        raise ValueError(f"it is no pattern: {wrong}") from None
    if groups != 1:
        raise ValueError("it must have one group in round brackets: the number")
    return text


def _origin(text: str) -> str:
    if origin_of(text) != text.rstrip("/"):
        raise ValueError("it must be of the form https://host, with nothing behind")
    return text


def _stop_word(text: str) -> str:
    if sum(map(str.isalnum, text)) < SHORTEST:
        raise ValueError(f"it needs at least {SHORTEST} letters: fewer stand in any text")
    return text


Words = Annotated[tuple[str, ...], BeforeValidator(several, json_schema_input_type=str | tuple[str, ...])]
Pattern = Annotated[str, AfterValidator(_pattern)]
StopWord = Annotated[str, AfterValidator(_stop_word)]
RequestLine = Annotated[str, AfterValidator(_request)]  # "POST /address"
RequestLines = Annotated[
    tuple[RequestLine, ...], BeforeValidator(several, json_schema_input_type=str | tuple[str, ...])
]
Origins = Annotated[
    tuple[Annotated[str, AfterValidator(_origin)], ...],
    BeforeValidator(several, json_schema_input_type=str | tuple[str, ...]),
]
MediaType = Literal[
    "application/pdf", "image/png", "image/jpeg", "image/gif", "application/xml", "application/zip", "text/plain"
]
KindName = Literal[
    "text", "whole number", "decimal", "money", "date", "personal number", "yes/no", "choice", "file", "table"
]


class Lane(StrEnum):
    """How a robot comes to a screen, the slowest first; see lanes.py."""

    PAGE = "page"
    FETCH = "fetch"
    REPLAY = "replay"


class Press(Part):
    """A button or link, by its text, and the one request that pressing it sends."""

    press: str
    sends: RequestLine | None = None  # left out for a link that only reads
    with_: dict[str, str] = Field(default_factory=dict, alias="with")  # body fields that tell it from other requests
    confirm: str | None = None  # the question of a confirm box that is answered yes; any other is dismissed
    shows: str | None = None  # the text that says that it worked
    stays: bool = False  # no other page answers: a script changes the one that is there

    @property
    def request(self) -> Sends | None:
        return Sends.parse(self.sends, self.with_) if self.sends else None


class FramedPress(Press):
    """A button or link that stands in a frame of its own, such as a menu."""

    frame: str | None = None


class Step(FramedPress):
    """One step of the way through a menu, and the frame that its answer comes in: its own where nothing is said."""

    opens: str | None = None


Presses = Annotated[tuple[Press, ...], BeforeValidator(several, json_schema_input_type=Press | tuple[Press, ...])]
