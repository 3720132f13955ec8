"""Case systems: check that a description, its flows and the real pages agree."""

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli.screen import Desk, as_json, as_table, tell
from robots.errors import ConfigError, LoginRefused
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.checking import CheckedField


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about case systems."""

    @app.command(
        "check",
        rich_help_panel=say("Case systems"),
        help=say("Hold a description against its flows and the real pages. Only reads."),
        epilog="run.py check practice --cases 5",
    )
    def check(
        context: typer.Context,
        system: Annotated[
            str | None, typer.Argument(metavar="SYSTEM", help=say("A file of config/systems, without .yaml."))
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("All systems."))] = False,
        cases: Annotated[int, typer.Option(min=0, help=say("How many cases to read; 3 without, 0: no page."))] = 3,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        import asyncio

        from robots import logs
        from robots.work.checking import check_pages, open_checked
        from robots.work.credentials import credentials_for, note_refusal
        from robots.work.office import open_store

        desk: Desk = context.obj
        if (system is None) == (not everything):
            raise ConfigError("Name one system, or all: run.py check SYSTEM | --all")
        logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
        checked: list[CheckedField] = []
        for name in desk.home.systems if everything else (system or "",):
            opened, flows = open_checked(desk.home, name)
            if not json:
                tell(say("{system}: description and flows agree.", system=name), style="green")
            if cases:
                credentials = credentials_for(desk.home, opened)
                try:
                    checked += asyncio.run(check_pages(desk.home, opened, flows, credentials, cases=cases))
                except LoginRefused as refused:
                    note_refusal(desk.home, refused, credentials)
                    raise
                with open_store(desk.home) as store:
                    away = store.close_breaker(name)
                if away is not None and not json:
                    tell(say("{system}: robots may work with it again.", system=name), style="green")
        if json:
            as_json([vars(field) for field in checked])
        elif checked:
            _show(say, checked)


def _show(say: Words, checked: "list[CheckedField]") -> None:
    """A table for each screen, for a field's label needs the room, then what could not be read surely and why."""
    tell(say("Fields on {n} cases", n=max(map(_sample, checked))), style="bold")
    columns = [say(name) for name in ("field", "shown as", "kind", "read", "empty", "unclear")]
    idle: dict[str, None] = {}
    for (flow, screen), fields in groupby(checked, key=lambda field: (field.flow, field.screen)):
        those = list(fields)
        if not any(map(_sample, those)):
            idle[flow] = None
            continue
        rows = [(field.field, field.label, say(field.kind), field.read, field.empty, field.unknown) for field in those]
        as_table(f"{flow} · {screen}", columns, rows)
    for flow in idle:
        tell(
            say("{flow}: no case of it was free in the inbox, so none of its pages was read.", flow=flow),
            style="yellow",
        )
    for field in checked:
        if field.why:
            tell(f"{field.screen}.{field.field}: {', '.join(map(say.again, field.why))}", style="yellow")


def _sample(field: "CheckedField") -> int:
    """On how many cases a field was looked for."""
    return field.read + field.empty + field.unknown
