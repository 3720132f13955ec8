"""One request as the pages see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from robots.practice.form import Form
from robots.practice.sessions import Session
from robots.practice.viewstate import PageState


@dataclass(frozen=True, slots=True)
class Visit:
    """What came in, and from whom; without a session only the login page is served."""

    method: str
    path: str
    query: Mapping[str, str]
    address: Mapping[str, str]  # the parts of the address that name a case or a document
    form: Form
    session: Session | None

    @property
    def user(self) -> str:
        """Who asks; empty for nobody."""
        return self.session.user.login if self.session else ""

    @property
    def at_work(self) -> Session:
        """The session of a page that is only for those who are logged in."""
        if self.session is None:
            raise NotServed(403, "Logga in först")
        return self.session

    @property
    def target(self) -> str:
        """What a post asks for."""
        return self.form.get("__EVENTTARGET")

    @property
    def argument(self) -> str:
        """What a post asks it with, such as a page's number."""
        return self.form.get("__EVENTARGUMENT")

    @property
    def case(self) -> str:
        """The case that it is about; empty for lists and documents."""
        return self.form.get("__ARENDE") or self.address.get("number", "")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden fields of a form that is about to be sent out."""

    view_state: str
    token: str
    state: PageState
    version: int = 0


class NotServed(Exception):
    """The request is answered by an error page.

    Args:
        status: The HTTP status.
        words: What the page says.
    """

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
