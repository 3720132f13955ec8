"""What a description names on the way to a page and that is not there: a heading, a button, a frame."""

from __future__ import annotations

from typing import Literal

from robots.errors import ScreenChanged

Sort = Literal["heading", "button", "frame"]


class NotThere(ScreenChanged):
    """The page has none of that name. What it has of the sort is for `heal` to look at; no message tells it."""

    def __init__(self, text: str, sort: Sort, wanted: str, there: tuple[str, ...]) -> None:
        super().__init__(text)
        self.sort = sort
        self.wanted = wanted  # as it was looked for, with the case's number in it
        self.there = there
