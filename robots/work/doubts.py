"""Whether a screen has changed, or one answer went astray on the way."""

from __future__ import annotations

from robots.cases import Claim
from robots.errors import ScreenChanged


class Doubts:
    """What one run makes of screens that are not as described.

    A proxy, an overloaded server or a broken line can answer once with something else. The same again, with nothing
    done well in between, is a change; and so is what was met last, for nothing has shown otherwise.
    """

    def __init__(self) -> None:
        self.standing: ScreenChanged | None = None
        self._met: Claim | None = None  # the claim in which it was met first
        self.blameless: Claim | None = None
        """A claim whose case was put back for it, once another case has shown that the screen is at fault."""

    def confirm(self, change: ScreenChanged, claim: Claim) -> bool:
        """Whether the same was met just before, in whatever case."""
        if self._met and self._told(self.standing, self._met) == self._told(change, claim):
            self.blameless = None if self._met.case_id == claim.case_id else self._met
            return True
        self.standing, self._met = change, claim
        return False

    def dispel(self) -> None:
        """A case was done well: whatever it was has passed."""
        self.standing = self._met = None

    def unsettle(self, claim: Claim) -> None:
        """A case met another fault: where it was this one's second look, the line is bad and tells nothing."""
        if self._met and self._met.case_id == claim.case_id:
            self.dispel()

    @staticmethod
    def _told(change: ScreenChanged | None, claim: Claim) -> str:
        return str(change).replace(claim.number, "")
