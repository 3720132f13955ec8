"""How near a learned description comes to the one that was written by hand: fields read exactly, and lines to change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from robots.errors import CaseProblem, ScreenChanged
from robots.model import Unknown
from robots.systems.casework import Casework
from robots.systems.credentials import Credentials
from robots.systems.description import CasePart, FieldPart, SystemFile
from robots.systems.learning.writing import dumped
from robots.systems.session import Session
from tests.systems.conftest import Walled


@dataclass(frozen=True)
class Measured:
    """The fields of the hand-written description over some cases, as the learned one reads them."""

    exact: int
    wrong: Sequence[str]  # values that differ: names of fields, never values
    missing: Sequence[str]  # not found, or not read surely where the other reads them

    @property
    def share(self) -> float:
        """Read exactly, of all."""
        return self.exact / (self.exact + len(self.wrong) + len(self.missing))

    def __str__(self) -> str:
        return f"{self.exact} read exactly ({self.share:.0%}), {len(self.wrong)} wrong, {len(self.missing)} missing"


async def readings(
    walled: Walled, system: SystemFile, flow: str, password: str, numbers: Sequence[str]
) -> dict[str, Any]:
    """What each case shows, by its number; a case that forbids reading is left out."""
    found: dict[str, Any] = {}
    async with (
        Session.open(walled.browser, walled.firewall, system, Credentials(password)) as session,
        session.window() as window,
    ):
        for number in numbers:
            try:
                work = await Casework.open(session, window, number, flow)
                try:
                    found[number] = (await work.read()).values
                finally:
                    await work.leave()
            except (CaseProblem, ScreenChanged):
                continue
    return found


def measure(by_hand: Mapping[str, Any], learned: Mapping[str, Any]) -> Measured:
    """Hold the readings of one description against those of the other, field by field and case by case."""
    exact, wrong, missing = 0, [], []
    for number, values in by_hand.items():
        for name, value in values.items():
            other = learned.get(number, {}).get(name, Unknown("not learned"))
            if same(value, other):
                exact += 1
            elif is_unknown(other):
                missing.append(name)
            else:
                wrong.append(name)
    return Measured(exact, wrong, missing)


def same(one: object, other: object) -> bool:
    """Whether two readings say the same; of what neither reads surely, that counts as the same."""
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        return True
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(
            same(value, there.get(name, Unknown("no such column")))
            for row, there in zip(one, other, strict=True)
            for name, value in row.items()
        )
    return one == other


def is_unknown(value: object) -> bool:
    """Whether anything of a reading is not sure."""
    if isinstance(value, tuple):
        return any(is_unknown(cell) for row in value for cell in row.values())
    return isinstance(value, Unknown)


def lines_to_change(learned: CasePart, by_hand: CasePart) -> int:
    """Lines to add or change in the learned fields so that each is read as by hand: a line of the diff each."""
    texts = [_fields(part) for part in (learned, by_hand)]
    return sum(line.startswith("+") and not line.startswith("+++") for line in unified_diff(*texts, n=0, lineterm=""))


def _fields(case: CasePart) -> list[str]:
    """What is said of each field, one line a field or column, in an order of its own: the place does not count."""
    lines = {}
    for part in case.screens.values():
        for name, field in part.fields.items():
            lines[name] = _said(field)
            lines |= {f"{name}.{column}": _said(about) for column, about in field.columns.items()}
    return [f"{name}: {lines[name]}" for name in sorted(lines)]


def _said(field: FieldPart) -> str:
    """Everything that decides how a field is read, but for the doubt-free help of heading and order."""
    said = field.model_dump(exclude_defaults=True, exclude={"columns", "within", "nth"}, by_alias=True)
    return dumped({key: sorted(value.items()) if isinstance(value, dict) else value for key, value in said.items()})


def saved(folder: Path, text: str) -> Path:
    """The learned description as a file."""
    path = folder / "learned.yaml"
    path.write_text(text, encoding="utf-8")
    return path
