"""What every command shares: the home folder, the language, and how lists and complaints look."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from robots.model import Outcome
from robots.settings import Home
from robots.words import Language, Words

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@dataclass
class Desk:
    """Where a command works and in which words it speaks."""

    home: Home
    say: Words


def language_asked() -> Language:
    """The language that the command line asks for, known before its help is written."""
    arguments = sys.argv[1:]
    for at, word in enumerate(arguments):
        if word == "--lang=en" or (word == "--lang" and arguments[at + 1 : at + 2] == ["en"]):
            return "en"
    return "sv"


def complain(problem: object) -> None:
    """Say what went wrong; the text itself says where, what, and what now."""
    errors.print(str(problem), style="red", markup=False, soft_wrap=True)


def as_json(what: Any) -> None:
    """Print something as JSON for other programs."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False, indent=2, default=_plain) + "\n")


def as_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as a table; texts are shown as they are, never as markup."""
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*(shown(value) for value in row))
    console.print(table)


def shown(value: object) -> str:
    """A value as a cell shows it."""
    from rich.markup import escape

    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return escape(str(value))


@contextmanager
def working(what: str, *, total: int | None = None) -> Iterator[Callable[[Outcome, int], None]]:
    """Show cases going by while a robot works; gives what is to be told of each."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(SpinnerColumn(), *columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda outcome, count: bar.update(task, completed=count, description=f"{what}: {outcome.number}")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return str(value)
    return str(value)
