"""Rules accepted: who stands for the workbook and texts of a flow as they are now."""

from datetime import datetime
from typing import Annotated

import typer

from robots.cli.screen import Desk, tell
from robots.words import Words


def add_to(rules: typer.Typer, say: Words) -> None:
    """Add the command to those about rules."""

    @rules.command(
        "accept",
        rich_help_panel=say("Caseworkers"),
        help=say("Accept rules and texts as they stand now. Only then may robots save drafts by them."),
        epilog="run.py rules accept parking_permit --by NAMN --reference TN-2026-114",
    )
    def accept(
        context: typer.Context,
        flow: Annotated[str, typer.Argument(metavar=say("FLOW"), help=say("A folder of flows."))],
        by: Annotated[str, typer.Option(metavar="NAME", help=say("Who accepts."))],
        reference: Annotated[
            str, typer.Option(metavar="REF", help=say("Where the decision stands, such as a case number."))
        ],
        day: Annotated[
            datetime | None,
            typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help=say("The day of the decision; today without.")),
        ] = None,
    ) -> None:
        from robots.work.accepting import accept

        desk: Desk = context.obj
        done = accept(desk.home, flow, by=by, reference=reference, day=day.date() if day else None)
        tell(say("Rules: {sha}", sha=done.rules))
        tell(say("Texts: {sha}", sha=done.texts))
        if (one := done.already) is not None:
            told = "{by} accepted this version on {day} ({reference}). It is accepted; nothing was changed."
            tell(say(told, by=one.name, day=one.day, reference=one.reference), style="green")
            return
        if done.changed is None:
            tell(say("It is the first version of {flow} that is accepted.", flow=flow))
        elif done.changed:
            tell(say("Changed since the version before: {parts}", parts=", ".join(done.changed)))
        else:
            tell(say("Nothing has changed since the version before."))
        if done.lacking:
            tell(say("Accepted by {by}. One more person has to accept it.", by=by), style="yellow")
        else:
            tell(say("Accepted by {by}. Robots that were approved may save drafts by it.", by=by), style="green")
