"""The service, and what keeps it safe: start it, back its store up, restore that, take its packages along."""

from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk, shown, tell, waiting
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about the service."""
    panel = say("To operate")

    @app.command(
        "start",
        rich_help_panel=panel,
        help=say("Work by schedule, until you end it: Ctrl-C, or a signal."),
        epilog="run.py start",
    )
    def start(
        context: typer.Context,
        verbose: Annotated[bool, typer.Option("--verbose", "-v", help=say("Show the log meanwhile."))] = False,
    ) -> None:
        from robots import logs
        from robots.work.service import serve

        desk: Desk = context.obj
        days = desk.home.settings.retention.logs
        logs.set_up(desk.home.logs, days=days, console="INFO" if verbose else "WARNING")
        serve(desk.home, started=lambda: tell(say("The service works. What runs when: run.py next")))
        tell(say("The service has ended. Nothing is lost: the next start goes on."))

    @app.command(
        "backup",
        rich_help_panel=panel,
        help=say("Copy what must not be lost into one file, also while robots work."),
        epilog="run.py backup /backup/robots-2026-11-26.zip",
    )
    def backup(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar=say("FILE"), help=say("The backup, such as robots.zip."))],
    ) -> None:
        from robots.work.backup import back_up

        desk: Desk = context.obj
        with waiting(say("Copying ...")):
            size = back_up(desk.home, file)
        tell(say("Written: {file} ({size} MB).", file=file, size=f"{size / 1e6:.1f}"))
        tell(say("The store's key is not in it, nor passwords, logs and workbooks. Without the key it cannot be read."))

    @app.command(
        "restore",
        rich_help_panel=panel,
        help=say("Make the store anew from a backup."),
        epilog="run.py restore /backup/robots-2026-11-26.zip",
    )
    def restore(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar=say("FILE"), help=say("The backup, such as robots.zip."))],
        replace: Annotated[bool, typer.Option("--replace", help=say("Put the store aside that stands there."))] = False,
    ) -> None:
        from robots.work.backup import restore

        desk: Desk = context.obj
        with waiting(say("Restoring ...")):
            restored = restore(desk.home, file, replace=replace)
        made = shown(restored.made)
        tell(say("Restored as it stood {at}. Cases: {n}.", at=made, n=restored.cases))
        if restored.parts:
            tell(say("Taken from the backup as well: {what}", what=", ".join(restored.parts)))
        if restored.aside:
            tell(say("What stood there lies in {folder}; remove it when you need it no more.", folder=restored.aside))
        if not restored.audit.well:
            tell(say("The audit in the backup is not whole: run.py audit verify"), style="red")
        tell(say("What was purged since is back: run.py purge. Passwords are not in a backup: run.py doctor"))

    @app.command(
        "bundle",
        rich_help_panel=say("To set up"),
        help=say("Fetch all packages, for a machine without network."),
        epilog="run.py bundle packages --platform windows --python 3.12",
    )
    def bundle(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("The folder for the packages."))],
        platform: Annotated[
            str | None, typer.Option(metavar="SYSTEM", help=say("The other machine's system: linux or windows."))
        ] = None,
        python: Annotated[
            str | None, typer.Option(metavar="3.12", help=say("Its Python, where it is another."))
        ] = None,
    ) -> None:
        from robots.work.bundle import bundle, machine_like

        with waiting(say("Fetching ...")):
            many = bundle(folder, machine_like(platform, python))
        tell(say("Packages in {folder}: {n}. Read there: {file}", folder=folder, n=many, file="README.txt"))
        tell(say("On the other machine: python3 run.py setup --offline DIR"))
