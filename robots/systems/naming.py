"""What a case is called in its system: by its number before people, in addresses by its handle."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from robots.systems.description import Description
from robots.systems.request import Request, origin_of


@dataclass(frozen=True)
class Naming:
    """A case's two names. The handle is an id that nobody sees, where the system lists cases by number only."""

    number: str
    hidden: str | None = None

    @property
    def handle(self) -> str:
        """What stands for the case in addresses and requests."""
        return self.hidden or self.number

    def address(self, pattern: str) -> str:
        """An address of the description, of this case."""
        return pattern.replace("{case}", quote(self.handle, safe=""))

    def shown(self, pattern: str) -> str:
        """A heading of the description as it stands over this case, or an address as messages may name it."""
        return pattern.replace("{case}", self.number)


def handle_in(description: Description, flow: str, link: str) -> str | None:
    """The handle of a case that a link leads to; None where it leads elsewhere, or anything about it is not sure.

    The link itself is never followed: of it only the handle is taken, and put into the flow's own address of a case.

    Args:
        description: The case system's.
        flow: Whose case it is.
        link: The whole address that it names.
    """
    request = Request("GET", link, {}, charset=description.charset)
    if request.origin != origin_of(description.address) or description.policy.refusal(request):
        return None
    handle = description.cases[flow].open.opens.case_in(request)
    return handle if handle and handle.isascii() else None
