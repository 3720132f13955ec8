"""Setting a home folder up, keeping its secrets, and saying what is wrong with it."""

import shutil
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk, as_json, mark, tell, waiting
from robots.errors import ConfigError, SecretMissing
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands of upkeep."""
    panel = say("To set up")

    @app.command(
        "setup",
        rich_help_panel=panel,
        help=say("Make a home folder ready: config, flows, the store's key."),
        epilog="run.py setup --home parking",
    )
    def setup(
        context: typer.Context,
        offline: Annotated[
            Path | None,
            typer.Option(metavar="DIR", help=say("Install from packages that bundle has fetched, without network.")),
        ] = None,
    ) -> None:
        from robots.secrets import Secrets
        from robots.work.office import STORE_KEY, open_store

        if offline:  # run.py takes that word for itself
            raise ConfigError("Packages are installed by run.py of the project's folder alone. Nothing was changed.")
        desk: Desk = context.obj
        for part in ("config", "flows"):
            if not (desk.home.path / part).exists():
                shutil.copytree(
                    starter() / part, desk.home.path / part, ignore=shutil.ignore_patterns("__pycache__", "~$*")
                )
                tell(say("Made: {what}", what=desk.home.path / part))
        secrets = Secrets(desk.home.path)
        try:
            secrets.secret(STORE_KEY)
        except SecretMissing:
            from robots.cases import new_key

            place = secrets.put(STORE_KEY, new_key())
            tell(say("Made the store's key; it is kept here: {place}. Keep a copy in a safe.", place=say(place)))
        open_store(desk.home).close()
        tell(say("Ready. What is missing still: run.py doctor"))

    @app.command(
        "doctor", rich_help_panel=panel, help=say("Say what is wrong, and what to do about it."), epilog="run.py doctor"
    )
    def doctor(
        context: typer.Context,
        offline: Annotated[
            bool, typer.Option("--offline", help=say("Start no browser, reach no case system and no mail server."))
        ] = False,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots.work.doctor import examine

        desk: Desk = context.obj
        if (desk.home.path / "config").is_dir():
            desk.log()
        examined = []
        with waiting(say("The doctor is looking ..."), shown=not json):
            for one in examine(desk.home, offline=offline):
                examined.append(one)
                if not json:
                    mark(one.well, f"{say(one.what)} {one.name}", say.again(one.says))
        if json:
            as_json([vars(one) for one in examined])
        elif wrong := sum(not one.well for one in examined):
            tell(say("To see to: {n}, marked ✗. Each says what to do.", n=wrong), style="red")
        else:
            tell(say("Nothing is wrong."), style="green")
        if not all(one.well for one in examined):
            raise typer.Exit(2)

    secret = typer.Typer(help=say("Secrets: passwords and keys."))
    app.add_typer(secret, name="secret")

    @secret.command(
        "set",
        rich_help_panel=panel,
        help=say("Keep a secret; it is asked for, never given as an argument."),
        epilog="run.py secret set practice.password",
        context_settings={"allow_extra_args": True},
    )
    def set_secret(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar=say("NAME"), help=say("Such as practice.password."))],
    ) -> None:
        from robots.secrets import Secrets
        from robots.work.credentials import fit_for_login
        from robots.work.office import STORE_KEY, open_store

        desk: Desk = context.obj
        if context.args:  # never repeated: it may be the secret itself
            raise ConfigError("A secret is asked for, never given as an argument: others could read it there.")
        value = _asked(say, name)
        fit_for_login(desk.home, name, value)
        place = Secrets(desk.home.path).put(name, value)
        if name != STORE_KEY and not desk.home.database.startswith("sqlite"):
            with open_store(desk.home) as store:
                store.forget_refusal(name)
        tell(say("Kept in: {place}", place=say(place)))


def _asked(say: Words, name: str) -> str:
    """A secret from the keyboard, twice and unseen, or a line of what is piped in."""
    if not sys.stdin.isatty():
        value = sys.stdin.readline().rstrip("\r\n")
    else:
        value = getpass(say("{name} (it is not shown): ", name=name))
        if value != getpass(say("Once more: ")):
            raise ConfigError("The two are not the same. Nothing was kept.")
    if not value:
        raise ConfigError("Nothing was given, and nothing was kept.")
    return value


def starter() -> Path:
    """The config and flows that come with the toolkit: of the checkout, or of the installed package."""
    package = Path(__file__).resolve().parent.parent
    return package / "home" if (package / "home").is_dir() else package.parent
