"""What a workbook of rules says, as plain text."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk
from robots.errors import ConfigError, RuleError
from robots.words import Words


def add_to(rules: typer.Typer, say: Words) -> None:
    """Add the command that shows rules."""

    @rules.command(
        "show",
        rich_help_panel=say("Caseworkers"),
        help=say("Show a workbook of rules as plain text, one row a line, and what is wrong with it."),
        epilog="run.py rules show parking_permit",
    )
    def show(
        context: typer.Context,
        what: Annotated[
            str, typer.Argument(metavar=say("FLOW"), help=say("A folder of flows, or the path of a workbook."))
        ],
    ) -> None:
        from robots.rules.showing import damage_in, lines_of

        desk: Desk = context.obj
        path, folder = _asked_for(desk, what)
        try:
            lines = list(lines_of(content := path.read_bytes()))
        except RuleError as why:  # git asks for the text of any workbook, and would show nothing of the others
            lines, problems = [], why.problems
        else:
            problems = damage_in(content) if folder is None else _refused(folder)
        if problems:
            lines += [say("What is wrong:"), *(f"  {problem}" for problem in problems)]
        sys.stdout.flush()
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode(_encoding()))
        sys.stdout.buffer.flush()


def _asked_for(desk: Desk, what: str) -> tuple[Path, Path | None]:
    """The workbook, and the flow's folder where a flow was named."""
    from robots.work.rehearsing import refuse_unknown_flow

    path = Path(what)
    if path.suffix == ".xlsx" or path.is_file():
        if not path.is_file():
            raise ConfigError(f"{path} does not exist.")
        return path, None
    refuse_unknown_flow(desk.home, what)
    folder = desk.home.flow_folder(what)
    return folder / "rules.xlsx", folder


def _refused(folder: Path) -> tuple[str, ...]:
    from robots.rules.loading import load

    try:
        load(folder)
    except RuleError as why:
        return why.problems
    return ()


def _encoding() -> str:
    """What the terminal takes; whoever reads it from a pipe, as git does, gets UTF-8."""
    return (sys.stdout.encoding if sys.stdout.isatty() else None) or "utf-8"
