"""Help: what there is to say on the command line, in the words of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from robots.cli.screen import addressed, console, verbatim
from robots.words import Words

Rows = list[tuple[str, str]]

INDENT = "  "
ASKS = ("--help", "-h")
EVERYWHERE = {
    "--home DIR": "The folder that holds config/, flows/, logs/ and data/.",
    "--lang sv|en": "The language of screens and reports.",
    "--yes": "Say yes beforehand, as to installing what is missing.",
    "--help": "Say what a command does and takes.",
}
READERS: Mapping[str, str | None] = {
    "To try": None,
    "To set up": "IT staff",
    "To operate": "IT staff",
    "Case systems": "IT staff",
    "Caseworkers": None,
    "Managers": None,
    "Insight and disposal": None,
    "To build": "Developers",
}
"""The panels in the order in which help shows them, and whose they are where the name does not say so. A panel that
stands not here comes last."""
CODES = "Exit codes: 0 done, 1 a case failed, 2 wrong use or config, 3 a case system changed or is down."


class Topic:
    """What help is about: a command or a group of them, and the words that lead to it."""

    def __init__(self, command: Any, path: tuple[str, ...]) -> None:
        self.command = command
        self.path = path

    @property
    def inner(self) -> dict[str, Any]:
        """The commands of a group; none of a single command."""
        return getattr(self.command, "commands", {})

    def leaves(self) -> Iterator[Topic]:
        """Every single command below."""
        for name, command in self.inner.items():
            topic = Topic(command, (*self.path, name))
            yield from topic.leaves() if topic.inner else (topic,)

    def line(self) -> str:
        """How it is written: its words and what must follow them."""
        arguments = [param for param in self.command.params if param.param_type_name == "argument"]
        return " ".join([*self.path, *map(_argument, arguments)])


def wanted(words: tuple[str, ...]) -> bool:
    """Whether the words ask for help."""
    return any(word in ASKS for word in words)


def reached(root: Any, words: tuple[str, ...]) -> Topic:
    """How far the words lead: to a command, a group or, where they name neither, all there is."""
    found = Topic(root, ())
    for word in words:
        if word not in found.inner:
            break
        found = Topic(found.inner[word], (*found.path, word))
    return found


def topic(root: Any, words: tuple[str, ...]) -> Topic | None:
    """What to help with: where help is asked for, or the words stop short of a command. None: nothing."""
    found = reached(root, tuple(word for word in words if word not in ASKS))
    short = found.inner and len(found.path) == len(words)
    return found if wanted(words) or short else None


def write(topic: Topic, program: str, say: Words) -> None:
    """Print the help on a command or a group; on a command it ends with an example."""
    console.print(f"{program} {topic.line()}", style="bold", markup=False)
    console.print(topic.command.help or "", markup=False)
    if topic.inner:
        _show(_sections(topic, say))
        return
    _show({"": [(_option(param, say), param.help or "") for param in topic.command.params]})
    if topic.command.epilog:
        console.print(say("Example:"), style="bold")
        verbatim("\n".join(f"{INDENT}{line}" for line in addressed(topic.command.epilog).splitlines()))


def overview(root: Any, program: str, say: Words, *, whole: bool) -> None:
    """Print what the program can do, by kind of reader, so that it fits on one screen.

    Args:
        root: All commands.
        program: What the program is called.
        say: The words.
        whole: Also what holds for every command, and the exit codes.
    """
    console.print(f"{program} {say('COMMAND')}", style="bold", markup=False)
    console.print(root.help or "", markup=False)
    sections = _sections(Topic(root, ()), say, short=not whole)
    if whole:
        sections[say("With every command")] = [(_translated(name, say), say(text)) for name, text in EVERYWHERE.items()]
    else:
        sections = {panel: [(_needed(left), _first(right)) for left, right in rows] for panel, rows in sections.items()}
    _show(sections)
    if whole:
        console.print(say(CODES), style="dim")
    else:
        console.print(
            say("More: {program} --help, {program} COMMAND --help", program=program), style="dim", markup=False
        )


def _sections(topic: Topic, say: Words, *, short: bool = False) -> dict[str, Rows]:
    """The commands below, by panel; shortened, those of a large group stand in one line."""
    panels: dict[str, list[Topic]] = {say(panel): [] for panel in READERS}
    for leaf in topic.leaves():
        panels.setdefault(leaf.command.rich_help_panel or "", []).append(leaf)
    whose = {say(panel): say(reader) for panel, reader in READERS.items() if reader}
    listed = _grouped if short else _commands
    return {_heading(panel, whose.get(panel)): listed(leaves) for panel, leaves in panels.items() if leaves}


def _needed(line: str) -> str:
    """A command without what may be left out."""
    return line.partition(" [")[0]


def _first(text: str) -> str:
    """A text's first sentence."""
    return re.split(r"(?<=[.;:]) ", text)[0].rstrip(".;:")


def _heading(panel: str, whose: str | None) -> str:
    return f"{whose}: {panel[:1].lower()}{panel[1:]}" if whose else panel


def _commands(leaves: list[Topic]) -> Rows:
    return [(leaf.line(), leaf.command.help or "") for leaf in leaves]


def _grouped(leaves: list[Topic]) -> Rows:
    """The same, where more than two of a group stand in one line that names them."""
    rows: Rows = []
    for group, found in groupby(leaves, key=lambda leaf: leaf.path[0]):
        together = list(found)
        names = ", ".join(" ".join(leaf.path[1:]) for leaf in together)
        rows += [(group, names)] if len(together) > 2 else _commands(together)
    return rows


def _show(sections: Mapping[str, Rows]) -> None:
    """All sections, so that what stands right of the words stands in one line."""
    width = max((len(left) for rows in sections.values() for left, _ in rows), default=0)
    for heading, rows in sections.items():
        if heading:
            console.print(heading, style="bold", markup=False)
        table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
        table.add_column(no_wrap=True, min_width=width + len(INDENT))
        table.add_column()
        for left, right in rows:
            table.add_row(f"{INDENT}[cyan]{escape(left)}[/cyan]", escape(right))
        if rows:
            console.print(table)


def _argument(param: Any) -> str:
    name = param.metavar + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _option(param: Any, say: Words) -> str:
    if param.param_type_name == "argument":
        return _argument(param)
    value = "" if param.is_flag else " " + say(param.metavar or "N")
    return "/".join(param.opts) + value


def _translated(option: str, say: Words) -> str:
    name, space, value = option.partition(" ")
    return name + space + say(value) if space else name
