"""Help: what there is to say on the command line, in the words of the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from robots.cli.screen import console
from robots.words import Words

Rows = list[tuple[str, str]]

ASKS = ("--help", "-h")
EVERYWHERE = {
    "--home DIR": "The folder that holds config/, flows/, logs/ and data/.",
    "--lang sv|en": "The language of screens and reports.",
    "--yes": "Install what is missing without asking.",
    "--help": "Say what a command does and takes.",
}
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
    """Print the help."""
    command = topic.command
    console.print(f"{program} {topic.line() or say('COMMAND')}", style="bold", markup=False)
    console.print(command.help or "", markup=False)
    if topic.inner:
        sections = {panel: _commands(leaves) for panel, leaves in _panels(topic).items()}
    else:
        sections = {"": [(_option(param, say), param.help or "") for param in command.params]}
    if not topic.path:
        sections[say("With every command")] = [(_translated(name, say), say(text)) for name, text in EVERYWHERE.items()]
    console.print(_laid_out(sections))
    if not topic.path:
        console.print(say(CODES), style="dim")


def _panels(topic: Topic) -> dict[str, list[Topic]]:
    panels: dict[str, list[Topic]] = {}
    for leaf in topic.leaves():
        panels.setdefault(leaf.command.rich_help_panel or "", []).append(leaf)
    return panels


def _commands(leaves: list[Topic]) -> Rows:
    return [(leaf.line(), leaf.command.help or "") for leaf in leaves]


def _laid_out(sections: Mapping[str, Rows]) -> Table:
    """All sections as one table, so that what stands right of the words stands in one line."""
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for heading, rows in sections.items():
        if rows:
            table.add_row(f"\n[bold]{escape(heading)}[/bold]" if heading else "")
        for left, right in rows:
            table.add_row(f"  [cyan]{escape(left)}[/cyan]", escape(right))
    return table


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
