"""What every command shares: where it works, the words it speaks, and how lists and complaints look."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from robots.redaction import redacted
from robots.words import Words

if TYPE_CHECKING:
    from robots.model import Outcome
    from robots.settings import Home

WIDE = 160  # characters of a line that no terminal limits
MARKED = 30  # characters for what a line of marks is about

console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True)
class Desk:
    """Where a command works and in which words it speaks."""

    folder: Path
    say: Words

    @cached_property
    def home(self) -> Home:
        """The home folder; what its files say is read when first asked for."""
        from robots.settings import Home

        return Home(self.folder)

    def log(self) -> Path:
        """Begin to log beside the screen; where the settings cannot be read, no older line goes because of that."""
        from robots import logs
        from robots.errors import ConfigError

        try:
            days = self.home.settings.retention.logs
        except ConfigError:
            days = 36_500
        return logs.set_up(self.home.logs, days=days, console=None)


def program() -> str:
    """What this program was started as: run.py, or the installed command."""
    return "robots" if Path(sys.argv[0]).stem == "robots" else "run.py"


def typed() -> str:
    """How this program is started, as it can be typed again in the same folder."""
    started = Path(sys.argv[0])
    if program() == "robots":
        return "robots" if shutil.which("robots") else quoted(near(started))
    return f"{'py' if os.name == 'nt' else 'python3'} {quoted(near(started))}"


def near(path: Path | str) -> str:
    """A path as it is written from here: a short one where it lies below this folder, else the whole."""
    whole, here = Path(path).resolve(), Path.cwd()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)


def quoted(word: str) -> str:
    """A word as a shell takes it for one."""
    if os.name == "nt":
        return f'"{word}"' if " " in word else word
    return shlex.quote(word)


def complain(say: Words, problem: object) -> None:
    """Say what went wrong; the text itself says where, what, and what now."""
    errors.print(
        redacted(addressed(say.again(str(problem)))), style="red", markup=False, soft_wrap=not errors.is_terminal
    )


def hint(text: str) -> None:
    """Say something to the person at the terminal that is no part of the answer."""
    errors.print(addressed(text), style="dim", markup=False, soft_wrap=True)


def tell(text: str, *, style: str | None = None) -> None:
    """Print a sentence; paths and names in it are shown as they are, never as markup."""
    console.print(addressed(text), style=style, markup=False, soft_wrap=not console.is_terminal)


def verbatim(text: str) -> None:
    """Print lines to copy: nothing is wrapped."""
    console.print(text, markup=False, soft_wrap=True)


def as_json(what: Any) -> None:
    """Print something as JSON for other programs."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False, indent=2, default=_plain) + "\n")


def as_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, whole: int = 1) -> None:
    """Print rows as a table; texts are shown as they are, never as markup.

    Args:
        title: What it lists.
        columns: Their headings.
        rows: A value for each column.
        whole: How many columns, from the left, are never broken over lines.
    """
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, no_wrap=place < whole, overflow="fold")
    for row in rows:
        table.add_row(*(escape(addressed(shown(value))) for value in row))
    console.print(table)


def mark(well: bool, what: str, says: str) -> None:
    """Print what one thing was found to be: whether it is well, which one it is, what there is to say of it."""
    line = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    line.add_column(no_wrap=True)
    line.add_column(no_wrap=True, min_width=MARKED)
    line.add_column(overflow="fold")
    line.add_row("[green]✓[/green]" if well else "[red]✗[/red]", escape(what), escape(redacted(addressed(says))))
    console.print(line)


@contextmanager
def waiting(what: str, *, shown: bool = True) -> Iterator[None]:
    """Show on a terminal that something is going on; lines that are printed meanwhile stand above it."""
    if not (shown and console.is_terminal):
        yield
        return
    with console.status(what):
        yield


def coded(say: Words, code: str) -> str:
    """A code such as a state or a reason, in words."""
    return say(code).replace("_", " ")


def shown(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        from robots.model import SWEDEN

        return value.astimezone(SWEDEN).strftime("%Y-%m-%d %H:%M")
    return str(value)


@contextmanager
def working(what: str, *, total: int | None = None, shown: bool = True) -> Iterator[Callable[[Outcome, int], None]]:
    """Show cases going by while a robot works; gives what is to be told of each."""
    if not (shown and console.is_terminal):
        yield lambda _outcome, _count: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(SpinnerColumn(), *columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda outcome, count: bar.update(task, completed=count, description=f"{what}: {outcome.number}")


def addressed(text: str) -> str:
    """Advice names run.py; to whom has installed the command it names that."""
    return text.replace("run.py ", f"{program()} ")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    record = getattr(value, "model_dump", None)
    return record() if record else str(value)
