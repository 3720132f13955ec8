"""How near a learned description comes to the hand-written one: fields read exactly, and lines to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from robots.errors import CaseProblem, ScreenChanged
from robots.model import Unknown
from robots.systems.casework import Casework
from robots.systems.credentials import Credentials
from robots.systems.description import CasePart, FieldPart, SystemFile
from robots.systems.session import Session
from tests.systems.conftest import Walled


@dataclass(frozen=True)
class Measured:
    """The fields of the hand-written description over some cases, as the learned one reads them.

    Fields with a place of their own on the page, and what stands within a text that somebody wrote, are counted apart.
    """

    exact: int
    in_texts: int  # of those read exactly
    wrong: Sequence[str]  # values that differ: names of fields, never values
    missing: Sequence[str]  # not found, or not read surely where the other reads them
    lines: Sequence[str]  # of the description that must change for every reading to be the same

    texts: frozenset[str] = frozenset()  # the fields that stand within a text

    @property
    def share(self) -> float:
        """Of the fields with a place of their own, read exactly."""
        return _share(self.exact - self.in_texts, self._missed(within=False))

    @property
    def share_in_texts(self) -> float:
        """Of those within texts, read exactly; 1 where there are none."""
        return _share(self.in_texts, self._missed(within=True))

    def _missed(self, *, within: bool) -> int:
        return sum((name in self.texts) == within for name in (*self.wrong, *self.missing))

    def __str__(self) -> str:
        own, texts = self.exact - self.in_texts, self.in_texts
        within = f", within texts {texts} ({self.share_in_texts:.0%})" if self.texts else ""
        return (
            f"read exactly: with a place of their own {own} ({self.share:.1%}){within}; {len(self.wrong)} wrong, "
            f"{len(self.missing)} missing: {', '.join(sorted({*self.wrong, *self.missing})) or 'none'}; "
            f"{len(self.lines)} lines to change: {', '.join(self.lines) or 'none'}"
        )


def _share(exact: int, missed: int) -> float:
    return exact / (exact + missed) if exact + missed else 1.0


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


def measure(case: CasePart, by_hand: Mapping[str, Any], learned: Mapping[str, Any]) -> Measured:
    """Hold the readings of one description against those of the other, field by field and case by case.

    Args:
        case: The hand-written description. Where it gives a text another name, what the page shows is as exact; that
            line is then to be added all the same.
        by_hand: What each case shows by it.
        learned: The same by the learned one.
    """
    exact, in_texts, wrong, missing = 0, 0, [], []
    lines: set[str] = set()
    parts = {name: part for screen in case.screens.values() for name, part in screen.fields.items()}
    texts = frozenset(name for name, part in parts.items() if _is_within(part))
    for number, values in by_hand.items():
        for name, value in values.items():
            other = learned.get(number, {}).get(name, Unknown("not learned"))
            if same(value, other) or same(_as_shown(parts[name], value), other):
                exact += 1
                in_texts += name in texts
            elif is_unknown(other) or (other is None and value is False):  # an empty place that means no, by hand
                missing.append(name)
            else:
                wrong.append(name)
            lines |= set(_differing(name, value, other))
    return Measured(exact, in_texts, wrong, missing, sorted(lines), texts)


def _is_within(part: FieldPart) -> bool:
    """Whether a field stands within a text that somebody wrote: as a line, or as a list whose entries are cut up."""
    cut = part.each is not None and not any(column.kind == "file" for column in part.columns.values())
    return part.line is not None or cut


def _as_shown(part: FieldPart, value: object) -> object:
    texts = part.options.get(str(value)) if part.kind == "text" else None
    return texts[0] if texts else value


def _differing(name: str, value: object, other: object) -> Iterator[str]:
    """The lines of the description by which two readings differ: a field's, or a column's."""
    if isinstance(value, tuple) and isinstance(other, tuple) and len(value) == len(other):
        for row, there in zip(value, other, strict=True):
            yield from (f"{name}.{cell}" for cell in row if not same(row[cell], there.get(cell, Unknown("none"))))
    elif not same(value, other):
        yield name


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


def saved(folder: Path, text: str) -> Path:
    """The learned description as a file."""
    path = folder / "learned.yaml"
    path.write_text(text, encoding="utf-8")
    return path
