"""What came of each change, kept in a file as it comes: a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.mutations.healing import Healed
from tests.mutations.judging import Ended, Verdict
from tests.mutations.kinds import Kind


@dataclass
class Rows:
    """The rows of one system and one seed: a line of JSON each."""

    file: Path
    ended: list[Ended] = field(default_factory=list)
    healed: list[Healed] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, system: str, seed: str) -> Rows:
        """Those that there are; the last line of a run that was killed may be half, and is left out."""
        rows = cls(folder / f"{system}-{seed}.jsonl")
        for line in _whole_lines(rows.file):
            row = {**json.loads(line)}
            kind = Kind(row.pop("kind"))
            if "wanted" not in row:
                rows.ended.append(Ended(kind=kind, verdict=Verdict(row.pop("verdict")), **row))
            else:
                rows.healed.append(Healed(kind=kind, **row))
        return rows

    def add(self, one: Ended | Healed) -> None:
        """Keep one more."""
        if isinstance(one, Ended):
            self.ended.append(one)
        else:
            self.healed.append(one)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def _whole_lines(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    whole, _, half = text.rpartition("\n")
    if half:
        file.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
    yield from whole.splitlines()
