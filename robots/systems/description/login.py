"""The way in: the login page, and the robot's own account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from robots.systems.description.field import Labelled
from robots.systems.description.words import RequestLine
from robots.yamlfile import Part


class Login(Part):
    """The login page. A page that looks like it, later, means that the session has ended."""

    at: str
    heading: str | None = None
    user: Labelled
    password: Labelled
    press: str
    sends: RequestLine
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    lands: str  # the address after a right login
    refused: str  # the text after a wrong password


class Account(Part):
    """The robot's own account: never a colleague's."""

    user: str
    secret: str  # the name of the secret that holds its password
    expires_after: date | Annotated[str, Field(pattern=r"^[1-9][0-9]* days?$")] | None = None  # of the password

    def expires(self, set_on: date | None) -> date | None:
        """The day from which the password is refused; None where it never is, or where nobody knows.

        Args:
            set_on: The day on which it was set, where that is known.
        """
        if isinstance(self.expires_after, date) or self.expires_after is None:
            return self.expires_after
        return set_on and set_on + timedelta(days=int(self.expires_after.split()[0]))
