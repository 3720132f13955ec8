"""Setting a home folder up, keeping its secrets, and saying what is wrong with it."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk, as_json, console
from robots.errors import SecretMissing
from robots.secrets import Secrets
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands of upkeep."""
    secret = typer.Typer(help=say("Secrets: passwords and keys."), no_args_is_help=True)
    app.add_typer(secret, name="secret")

    @app.command("setup", help=say("Make a home folder ready: starter config and flows, and the store's key."))
    def setup(context: typer.Context) -> None:
        from robots.work.office import STORE_KEY, open_store

        desk: Desk = context.obj
        for part in ("config", "flows"):
            if not (desk.home.path / part).exists():
                shutil.copytree(starter() / part, desk.home.path / part)
                console.print(say("Made {what}", what=desk.home.path / part), soft_wrap=True)
        secrets = Secrets(desk.home.path)
        try:
            secrets.secret(STORE_KEY)
        except SecretMissing:
            from robots.cases import new_key

            place = secrets.put(STORE_KEY, new_key())
            console.print(say("Made the store's key; it is kept here: {place}. Keep a copy in a safe.", place=place))
        open_store(desk.home).close()
        console.print(say("Ready. What is missing still: run.py doctor"))

    @app.command("doctor", help=say("Say what is wrong, and what to do about it."))
    def doctor(
        context: typer.Context, json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False
    ) -> None:
        from robots.work.doctor import examine

        desk: Desk = context.obj
        examined = examine(desk.home)
        if json:
            as_json([vars(one) for one in examined])
        else:
            for one in examined:
                mark = "[green]✓[/green]" if one.well else "[red]✗[/red]"
                console.print(mark, say(one.what), end="")
                console.print(f": {one.says}" if one.says else "", markup=False, soft_wrap=True)
        if not all(one.well for one in examined):
            raise typer.Exit(2)

    @secret.command("set", help=say("Keep a secret; it is asked for, never given as an argument."))
    def set_secret(
        context: typer.Context, name: Annotated[str, typer.Argument(help=say("Such as practice.password."))]
    ) -> None:
        desk: Desk = context.obj
        value = typer.prompt(name, hide_input=True, confirmation_prompt=True)
        place = Secrets(desk.home.path).put(name, value)
        console.print(say("Kept in: {place}", place=place), soft_wrap=True)


def starter() -> Path:
    """The config and flows that come with the toolkit: of the checkout, or of the installed package."""
    package = Path(__file__).resolve().parent.parent
    return package / "home" if (package / "home").is_dir() else package.parent
