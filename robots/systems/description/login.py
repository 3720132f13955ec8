"""The way in: by a form, by the browser's own question for a password, or by a person; and the robot's own account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urljoin

from pydantic import Discriminator, Field, Tag, model_validator

from robots.systems.description.field import Labelled
from robots.systems.description.words import Origins, RequestLine, RequestLines, Words
from robots.systems.permit import Sends
from robots.systems.request import Request, origin_of
from robots.yamlfile import Part


class WayIn(Part):
    """What every way in has."""

    at: str
    lands: str  # the address after a right login; * stands for a part of it, ** for anything
    ended: Words = ()  # headings of the page that stands in place of another one when the session has ended
    through: Origins = ()  # the addresses of sign-on servers that it leads through
    sends_too: RequestLines = ()  # what the pages on the way send by themselves

    @property
    def sends_along(self) -> tuple[Sends, ...]:
        """What may be sent for as long as a login lasts, and at no other time."""
        return tuple(map(Sends.parse, self.sends_too))

    def stands_in(self, address: str, headings: Collection[str], *, password: bool) -> bool:  # noqa: ARG002
        """Whether a page stands in place of another one because the session has ended.

        Args:
            address: Its address; at a sign-on server nobody is in.
            headings: The page's headings.
            password: Whether it has a field for a password.
        """
        return self.is_on_the_way(address) or any(heading in headings for heading in self.ended)

    def is_on_the_way(self, address: str) -> bool:
        """Whether an address is a sign-on server's."""
        return origin_of(address) in map(origin_of, self.through)

    def has_landed(self, address: str, system: str) -> bool:
        """Whether an address is the one after a right login.

        Args:
            address: Where a page stands.
            system: The system's own address.
        """
        lands = urljoin(system, self.lands)
        return Sends.parse(f"GET {lands}").goes_to(Request("GET", address, {}))


class CodePart(Part):
    """The page that asks for a one-time code, after the password."""

    field: Labelled
    press: str
    sends: RequestLine
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    refused: str  # the text after a wrong code


class FormLogin(WayIn):
    """A login page. A page that looks like it, later, means that the session has ended."""

    by: Literal["form"] = "form"
    heading: str | None = None
    user: Labelled
    password: Labelled
    press: str
    sends: RequestLine
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    refused: str  # the text after a wrong password
    code: CodePart | None = None

    @property
    def sends_along(self) -> tuple[Sends, ...]:
        pages = (Sends.parse(page.sends, page.with_) for page in (self, self.code) if page)
        return (*pages, *super().sends_along)

    def stands_in(self, address: str, headings: Collection[str], *, password: bool) -> bool:
        is_login = password and (self.heading is None or self.heading in headings)
        return is_login or super().stands_in(address, headings, password=password)

    @model_validator(mode="after")
    def _known_again(self) -> FormLogin:
        if self.through and not self.heading:
            raise ValueError("a login page on the way through a sign-on server needs a heading")
        return self


class AskedLogin(WayIn):
    """The browser itself asks for the password, by HTTP Basic or Digest. Status 401, later: it must again."""

    by: Literal["basic", "digest"]


class PersonLogin(WayIn):
    """A person logs the robot's own account in, where a second factor asks for one. Robots go on with that session."""

    by: Literal["person"]

    def stands_in(self, address: str, headings: Collection[str], *, password: bool) -> bool:
        return password or super().stands_in(address, headings, password=password)


def _by(given: object) -> object:
    """Which way in is described; a form where nothing is said."""
    by = given.get("by", "form") if isinstance(given, dict) else getattr(given, "by", None)
    return {"basic": "asked", "digest": "asked", "person": "person"}.get(str(by), "form")


Login = Annotated[
    Annotated[FormLogin, Tag("form")] | Annotated[AskedLogin, Tag("asked")] | Annotated[PersonLogin, Tag("person")],
    Discriminator(_by),
]


class Account(Part):
    """The robot's own account: never a colleague's."""

    user: str
    secret: str  # the name of the secret that holds its password; where a person logs in, of the session that is kept
    codes: str | None = None  # the name of the one that holds the key of its one-time codes
    expires_after: date | Annotated[str, Field(pattern=r"^[1-9][0-9]* days?$")] | None = None  # of the password

    def expires(self, set_on: date | None) -> date | None:
        """The day from which the password is refused; None where it never is, or where nobody knows.

        Args:
            set_on: The day on which it was set, where that is known.
        """
        if isinstance(self.expires_after, date) or self.expires_after is None:
            return self.expires_after
        return set_on and set_on + timedelta(days=int(self.expires_after.split()[0]))
