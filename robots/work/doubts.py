"""Whether a screen has changed, or one answer went astray on the way."""

from __future__ import annotations

from robots.errors import ScreenChanged


class Doubts:
    """What one run makes of screens that are not as described.

    A proxy, an overloaded server or a broken line can answer once with something else. The same again, with nothing
    done well in between, is a change; and so is what was met last, for nothing has shown otherwise.
    """

    def __init__(self) -> None:
        self.standing: ScreenChanged | None = None

    def confirm(self, change: ScreenChanged) -> bool:
        """Whether the same was met just before."""
        again = str(self.standing) == str(change)
        self.standing = change
        return again

    def dispel(self) -> None:
        """A case was done well: whatever it was has passed."""
        self.standing = None
