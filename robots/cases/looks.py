"""Whether a case still shows what was last read of it: fields, tables and documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from robots.cases.schema import ReadingRow
from robots.cases.sealing import CaseSeal
from robots.cases.writing import packed, unpacked
from robots.model import File, Record, lay_open

DOCUMENTS = "documents"
"""Stands among the changed fields where another document is there, or one is gone."""


def changed_fields(seal: CaseSeal, last: ReadingRow, application: Record, documents: Sequence[File]) -> tuple[str, ...]:
    """What a new reading holds otherwise than the last one, by field.

    Args:
        seal: The case's seal.
        last: What was read last.
        application: What was read now.
        documents: Which files were there now.
    """
    then, now = _opened(seal, last), unpacked(packed(lay_open(application)))
    fields = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    return (*fields, *([DOCUMENTS] if _files(seal, last) != _known(documents) else []))


def same_reading(seal: CaseSeal, one: ReadingRow, other: ReadingRow) -> bool:
    """Whether two readings of a case gave the same."""
    return _opened(seal, one) == _opened(seal, other) and _files(seal, one) == _files(seal, other)


def _opened(seal: CaseSeal, reading: ReadingRow) -> Mapping[str, Any]:
    opened: Mapping[str, Any] = unpacked(seal.open("application", reading.application))
    return opened


def _files(seal: CaseSeal, reading: ReadingRow) -> set[tuple[str, str]]:
    return _known(unpacked(seal.open("documents", reading.documents)))


def _known(documents: Sequence[File]) -> set[tuple[str, str]]:
    return {(file.name, file.sha256) for file in documents}
