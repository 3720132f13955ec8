"""What stands in a flow's folder: the workbook of its rules and the templates of its letters, unread."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from robots.errors import RuleError
from robots.rules.texts import text_of


@dataclass(frozen=True)
class Written:
    """What stands in a flow's folder."""

    workbook: bytes
    letters: tuple[tuple[str, str], ...]  # each template's name and text
    advice: str  # where the workbook cannot be read
    place: Path = field(compare=False)  # of the workbook

    @property
    def content(self) -> bytes:
        """All that the rules come from, so that no two contents are taken for the same."""
        return repr((self.workbook, self.letters)).encode()


def written(folder: Path) -> Written:
    """What stands in a flow's folder, unread.

    Raises:
        RuleError: A file is not there, or cannot be opened.
    """
    workbook = folder / "rules.xlsx"
    letters = tuple((path.stem, text_of(path)) for path in sorted((folder / "texts").glob("*.j2")))
    return Written(_content(workbook), letters, _opened(folder), workbook)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise RuleError(f"{path} finns inte.") from None
    except OSError:
        raise RuleError(f"{path} går inte att läsa. {_opened(path.parent)}") from None


def _opened(folder: Path) -> str:
    """What Excel's lock file says: while a workbook is open there, one named ~$ lies beside it."""
    if (folder / "~$rules.xlsx").exists():
        return "Den är öppen i Excel (~$rules.xlsx ligger bredvid): spara och stäng den."
    return "Är den öppen i Excel? Stäng den."
