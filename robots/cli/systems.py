"""Case systems: check that a description, its flows and the real pages agree."""

import asyncio
from typing import Annotated

import typer

from robots.cli.screen import Desk, as_json, as_table, console
from robots.errors import ConfigError
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about case systems."""

    @app.command("check", help=say("Check a case system's description against its flows and its pages. Only reads."))
    def check(
        context: typer.Context,
        system: Annotated[str | None, typer.Argument(help=say("A file of config/systems, without .yaml."))] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("All systems."))] = False,
        cases: Annotated[int, typer.Option(min=0, help=say("How many cases to read as a sample."))] = 3,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots.secrets import Secrets
        from robots.work.checking import check_pages, open_checked

        desk: Desk = context.obj
        if (system is None) == (not everything):
            raise ConfigError(say("Name one system, or all: run.py check SYSTEM | --all"))
        checked = []
        for name in desk.home.systems if everything else (system or "",):
            opened, flows = open_checked(desk.home, name)
            console.print(say("{system}: description and flows agree.", system=name)) if not json else None
            if cases:
                password = Secrets(desk.home.path).secret(opened.description.account.secret)
                checked += asyncio.run(check_pages(desk.home, opened, flows, password, cases=cases))
        if json:
            as_json([vars(field) for field in checked])
            return
        columns = [say(name) for name in ("flow", "screen", "field", "read", "empty", "unreadable", "why")]
        rows = [(f.flow, f.screen, f.field, f.read, f.empty, f.unknown, ", ".join(map(say, f.why))) for f in checked]
        as_table(say("Fields on {n} cases", n=cases), columns, rows)
