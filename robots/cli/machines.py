"""Several machines: one worker of the many that share a store."""

import asyncio
import sys

import typer

from robots.cli.screen import Desk, tell
from robots.errors import ConfigError
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "worker",
        rich_help_panel=say("To operate"),
        help=say("Work for a store that several machines share, until asked to end."),
        epilog="run.py worker",
    )
    def worker(context: typer.Context) -> None:
        from robots import logs
        from robots.work.ending import END, asked_by
        from robots.work.ledger import Ledger
        from robots.work.office import open_store
        from robots.work.queueing import address_of
        from robots.work.worker import Worker

        desk: Desk = context.obj
        address_of(desk.home)
        if sys.platform == "win32":  # PostgreSQL's library and the browser want different loops there
            raise ConfigError("Workers need Linux or macOS. On Windows one machine works: run.py start")
        logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console="INFO")

        async def work(ledger: Ledger) -> None:
            stop = asyncio.Event()
            with asked_by(stop, "SIGINT", *END):
                await Worker.work(desk.home, ledger, stop)

        with open_store(desk.home) as store, Ledger(store) as ledger:
            tell(say("Working for the store that is shared. To end: Ctrl-C, or SIGTERM."))
            asyncio.run(work(ledger))
        tell(say("Ended. What was not done yet is given back."))
