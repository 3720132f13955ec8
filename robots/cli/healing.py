"""Healing: what to change of a description so that it fits its pages again, for a person to accept."""

from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli.screen import Desk, console, tell, verbatim
from robots.errors import ScreenChanged
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.healing import Healing
    from robots.work.remedies import Remedy


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "heal",
        rich_help_panel=say("Case systems"),
        help=say("Propose how a description fits changed pages. Nothing changes until you accept it."),
        epilog="run.py heal practice\nrun.py heal practice --accept",
    )
    def heal(
        context: typer.Context,
        system: Annotated[str, typer.Argument(metavar="SYSTEM", help=say("A file of config/systems, without .yaml."))],
        cases: Annotated[int | None, typer.Option(min=1, help=say("How many cases to look at; 3 without."))] = None,
        environment: Annotated[
            str | None,
            typer.Option("--env", metavar="NAME", help=say("By the pages of this environment; not to accept.")),
        ] = None,
        accept: Annotated[
            bool, typer.Option("--accept", help=say("Accept what is proposed, without a question."))
        ] = False,
        by: Annotated[str, typer.Option(metavar="NAME", help=say("Who accepts; your account without."))] = "",
    ) -> None:
        import asyncio

        from robots import logs
        from robots.work.healing import heal, take
        from robots.work.ledger import Ledger
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
        with open_store(desk.home) as store, Ledger(store) as ledger:
            found = asyncio.run(heal(desk.home, ledger, system, cases=cases, environment=environment))
            _show(say, found)
            if found.checked.complaints or found.unsure:
                raise ScreenChanged(
                    "\n".join((*found.checked.complaints, "Nothing was changed. Change the rest by hand."))
                )
            if not found.remedies and not found.checked.troubles:
                tell(say("Everything stands where it should; there is nothing to heal."), style="green")
                return
            question = say("Change the description so, and accept what the screens look like now?")
            if environment or not (accept or (console.is_terminal and typer.confirm(question))):
                tell(say("Nothing was changed. To accept it: run.py heal {system} --accept", system=system))
                return
            accepted = take(store, found, by=by or account())
        told = "{system} is healed, accepted by {by}. Its robots work in shadow until they are approved: run.py robots"
        tell(say(told, system=system, by=accepted.by), style="green")


def _show(say: Words, found: "Healing") -> None:
    for remedy in found.remedies:
        tell(_told(say, found, remedy), style=None if remedy.sure else "yellow")
    for change in found.checked.changes:
        if change.field:
            tell(f"{change.screen}: {change.field}: {say.again(change.says)}", style="yellow")
    if found.diff:
        verbatim(f"\n{found.diff}\n")


def _told(say: Words, found: "Healing", remedy: "Remedy") -> str:
    place = f"{found.system.place(*remedy.keys)}: {'.'.join(remedy.keys[1:])}"
    now = f'"{remedy.now}"' if remedy.now else "–" if remedy.sure else "?"
    lines = [f'{place}: "{remedy.was}" → {now}: {say.again(remedy.why)}']
    if not remedy.sure:
        lines.append(say("  No candidate is surely the right one; a person has to decide."))
    if remedy.others:
        lines.append(say("  Next: {others}", others=", ".join(remedy.others)))
    return "\n".join(lines)
