"""A process apart in which files of strangers are opened: warm for a run, bounded, and replaced when one breaks it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from robots.errors import TechnicalProblem
from robots.systems.examining import BROKEN, READY, SECONDS
from robots.systems.tabulated import Row, Wanted

_PROGRAM = Path(__file__).with_name("examining.py")
_HANDED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # of the environment: it may hold secrets
_STARTING = 60  # seconds until the process is ready
_LONGEST = 1 << 20  # bytes of an answer: the rows of a table
_WORDS = 200  # characters that say what is wrong


@dataclass(frozen=True)
class Beside:
    """The text beside a label in a document; empty where surely nothing stands there."""

    text: str


class Apart:
    """Looks into files, one after another, in a process that ends with this one, however that ends.

    The process starts with the first file. It gets the bytes and nothing else: no name, no secret, no place to write.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._door = asyncio.Lock()

    async def look(self, content: bytes, media_type: str, forbidding: Sequence[str] = ()) -> str | None:
        """What is wrong with a file of that type, in words that hold nothing of it; None where nothing is.

        Args:
            content: The file.
            media_type: Its type.
            forbidding: Words that must not stand in its text; the answer is FORBIDDEN where one does, never which.

        Raises:
            TechnicalProblem: No such process could be started; the file may be looked into later.
        """
        answer = await self._asked(content, media_type, forbidding=forbidding)
        return _wrong(answer) if answer else None

    async def rows(self, content: bytes, wanted: Wanted) -> Sequence[Row] | str:
        """The cells of a table in a PDF, and nothing else of it; why not, where anything about it is not sure.

        Raises:
            TechnicalProblem: As for `look`.
        """
        answer = await self._asked(content, "application/pdf", table=asdict(wanted))
        rows = answer.get("rows")
        return rows if isinstance(rows, list) else _wrong(answer)

    async def value(self, content: bytes, media_type: str, labels: Sequence[str]) -> Beside | str:
        """What stands beside one of these labels in a PDF or in XML, and nothing else of it; why not, where not sure.

        Raises:
            TechnicalProblem: As for `look`.
        """
        answer = await self._asked(content, media_type, labels=labels)
        value = answer.get("value")
        return Beside(value) if isinstance(value, str) else _wrong(answer)

    async def pages(self, content: bytes, groups: Sequence[Sequence[str]]) -> Sequence[int]:
        """The pages of a PDF on which a line has a label of each group; none where that cannot be told.

        Raises:
            TechnicalProblem: As for `look`.
        """
        answer = await self._asked(content, "application/pdf", where=groups)
        found = answer.get("pages")
        return found if isinstance(found, list) else ()

    async def _asked(
        self,
        content: bytes,
        media_type: str,
        *,
        forbidding: Sequence[str] = (),
        table: Mapping[str, Any] | None = None,
        labels: Sequence[str] = (),
        where: Sequence[Sequence[str]] = (),
    ) -> dict[str, Any]:
        """What the process answers; a process that does not is replaced, and the file is what is wrong."""
        words = [" ".join(word.split()) for word in forbidding]
        asked = {"type": media_type, "size": len(content), "forbidding": words, "table": table, "labels": labels}
        asked["where"] = where
        question = json.dumps(asked)
        async with self._door:
            process = self._process or await self._started()
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await _exchanged(process, question, content)
                    told: dict[str, Any] = json.loads(answer)
            except (TimeoutError, ConnectionError, ValueError):  # it took too long or too much, or broke the process
                await self.close()
                return {"wrong": BROKEN}
            except BaseException:
                await self.close()
                raise
            return told

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()

    async def _started(self) -> Process:
        environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}
        command = (sys.executable, "-I", str(_PROGRAM))
        try:
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment, limit=_LONGEST
            )
            async with asyncio.timeout(_STARTING):
                ready = await _line(self._process)
        except (OSError, TimeoutError):
            ready = ""
        if self._process is None or ready != READY:
            await self.close()
            raise TechnicalProblem("The process that looks into attachments did not start.")
        return self._process


def _wrong(answer: Mapping[str, Any]) -> str:
    return str(answer.get("wrong", BROKEN))[:_WORDS]


async def _exchanged(process: Process, question: str, content: bytes) -> str:
    if process.stdin is None:
        return ""
    process.stdin.write(question.encode("ascii") + b"\n" + content)
    await process.stdin.drain()
    return await _line(process)


async def _line(process: Process) -> str:
    """The next line that the process says; empty where it has ended."""
    line = await process.stdout.readline() if process.stdout else b""
    return line.decode("ascii", "replace").strip()
