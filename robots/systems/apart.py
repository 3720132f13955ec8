"""A process apart in which files of strangers are opened: warm for a run, bounded, and replaced when one breaks it."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from robots.errors import TechnicalProblem
from robots.systems.examining import BROKEN, READY, SECONDS, WELL

_PROGRAM = Path(__file__).with_name("examining.py")
_HANDED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")  # of the environment: it may hold secrets
_STARTING = 60  # seconds until the process is ready
_LONGEST = 200  # characters of an answer


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
        async with self._door:
            process = self._process or await self._started()
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await _asked(process, content, media_type, forbidding)
            except (TimeoutError, ConnectionError):
                answer = ""
            except BaseException:
                await self.close()
                raise
            if not answer:  # it took too long or too much, or broke the process
                await self.close()
                return BROKEN
            return None if answer == WELL else answer

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
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
            )
            async with asyncio.timeout(_STARTING):
                ready = await _line(self._process)
        except (OSError, TimeoutError):
            ready = ""
        if self._process is None or ready != READY:
            await self.close()
            raise TechnicalProblem("The process that looks into attachments did not start.")
        return self._process


async def _asked(process: Process, content: bytes, media_type: str, forbidding: Sequence[str]) -> str:
    if process.stdin is None:
        return ""
    words = "\n".join(" ".join(word.split()) for word in forbidding).encode("utf-8")
    process.stdin.write(f"{media_type} {len(content)} {len(words)}\n".encode("ascii") + content + words)
    await process.stdin.drain()
    return await _line(process)


async def _line(process: Process) -> str:
    """The next line that the process says; empty where it has ended."""
    line = await process.stdout.readline() if process.stdout else b""
    return line.decode("ascii", "replace").strip()[:_LONGEST]
