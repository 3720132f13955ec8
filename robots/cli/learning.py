"""Learning a case system from its pages."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli import BROKEN_OFF
from robots.cli.line import YES
from robots.cli.screen import Desk, near, tell, waiting
from robots.errors import ConfigError, SecretMissing
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.learning import Outcome


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command that learns a case system."""

    @app.command(
        "learn",
        rich_help_panel=say("Case systems"),
        help=say("Describe a case system from its pages."),
        epilog="run.py learn http://127.0.0.1:8765 --name our_system --user robot --for parking_permit",
    )
    def learn(
        context: typer.Context,
        address: Annotated[str, typer.Argument(metavar="URL", help=say("Where its login page stands."))],
        user: Annotated[
            str,
            typer.Option(metavar=say("NAME"), help=say("The robot's own account there. Its password is asked for.")),
        ],
        name: Annotated[
            str | None, typer.Option(metavar="SYSTEM", help=say("What to call it; by its host without."))
        ] = None,
        flow: Annotated[
            str | None,
            typer.Option("--for", metavar="FLOW", help=say("The flow whose fields are looked for; all without.")),
        ] = None,
        inbox: Annotated[
            str | None, typer.Option(metavar="URL", help=say("The list of new cases, where it is not found."))
        ] = None,
        authority: Annotated[
            str | None, typer.Option(metavar=say("NAME"), help=say("The board (nämnd) that it belongs to."))
        ] = None,
        press: Annotated[
            list[str] | None,
            typer.Option(
                metavar="TEXT",
                help=say(
                    "A tab, or the button that leaves a case, that may be pressed though it sends. Again for another."
                ),
            ),
        ] = None,
    ) -> None:
        from robots import logs
        from robots.work.learning import Target, learn_system, name_for

        desk, yes = context.obj, YES in os.environ
        if not address.startswith(("http://", "https://")):
            raise ConfigError(f'"{address}" is no address. Write it as the browser shows it, with https:// before it.')
        logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
        called = name or name_for(address)
        password = _password(desk, called, say, ask=not yes)
        target = Target(called, address, user, password, flow, inbox, authority, tuple(press or ()))
        if yes:
            with waiting(say("Walking through {address}", address=address)):
                outcome = learn_system(desk.home, target, Nobody(), say)
        else:
            try:
                outcome = learn_system(desk.home, target, Terminal(say), say)
            except typer.Abort:  # at a question
                raise typer.Exit(BROKEN_OFF) from None
        _tell(say, outcome, called)


class Nobody:
    """Answers nothing: what learning proposes stands, and is marked as not confirmed."""

    def which(self, question: str, options: Sequence[str]) -> int | None:  # noqa: ARG002
        return None

    def whether(self, question: str) -> bool | None:  # noqa: ARG002
        return None

    def name(self, question: str, known: Sequence[str]) -> str | None:  # noqa: ARG002
        return None

    def more(self, question: str, known: Sequence[str]) -> list[str] | None:  # noqa: ARG002
        return None


class Terminal:
    """The person at the terminal."""

    def __init__(self, say: Words) -> None:
        self._say = say

    def which(self, question: str, options: Sequence[str]) -> int | None:
        tell(self._say(question), style="bold")
        for number, option in enumerate(options, start=1):
            tell(f"  {number}  {option}")
        while not 1 <= (number := int(typer.prompt(self._say("Which number"), type=int, default=1))) <= len(options):
            tell(self._say("There are {n}.", n=len(options)))
        return number - 1

    def whether(self, question: str) -> bool | None:
        return typer.confirm(self._say.again(question), default=False)

    def name(self, question: str, known: Sequence[str]) -> str | None:
        said = typer.prompt(self._say(question), default=known[0] if len(known) == 1 else "", show_default=bool(known))
        return str(said).strip() or None

    def more(self, question: str, known: Sequence[str]) -> list[str] | None:
        tell(f"{self._say('Never pressed:')} {', '.join(known) or '–'}")
        said = typer.prompt(self._say(question), default="", show_default=False)
        return [word.strip() for word in said.split(",") if word.strip()]


def _password(desk: Desk, name: str, say: Words, *, ask: bool) -> str:
    """The password of the robot's account: the secret, or what a person types, which is then kept as the secret."""
    from robots.secrets import Secrets

    secrets, secret = Secrets(desk.home.path), f"{name}.password"
    try:
        return secrets.secret(secret)
    except SecretMissing:
        if not ask:
            raise
    typed = str(typer.prompt(say("Password"), hide_input=True))
    secrets.put(secret, typed)
    return typed


def _tell(say: Words, outcome: "Outcome", name: str) -> None:
    tell(say("Made: {what}", what=near(outcome.file)), style="green")
    tell(say("{pages} pages were seen, none was changed.", pages=outcome.learned.pages))
    if outcome.verified:
        held = outcome.verified.fields.values()
        read = sum(not one.unclear and not one.absent for one in held)
        tell(
            say(
                "{read} of {all} fields were read surely in {cases} further cases.",
                read=read,
                all=len(held),
                cases=outcome.verified.cases,
            )
        )
    if outcome.trouble:
        tell(say.again(outcome.trouble), style="yellow")
    doubts = sum(map(len, outcome.described.doubts.values()))
    tell(say("{n} things are marked as unsure in the file.", n=doubts), style="yellow")
    for text in outcome.learned.screens.unpressed:
        tell(say('Not opened, for it sends something: "{tab}". To allow it: --press "{tab}"', tab=text), style="yellow")
    if outcome.unconfirmed:
        tell(say("Nobody has confirmed yet: {what}.", what=", ".join(map(say, outcome.unconfirmed))), style="yellow")
    tell("")
    tell(say("What now:"), style="bold")
    tell(say("1. Look at what was read, side by side with pictures: {page}", page=near(outcome.page)))
    tell(say("   It holds what citizens told; only this account can read it, and run.py purge removes it."))
    tell(say("2. Go through the file, then: run.py check {name}", name=name))
