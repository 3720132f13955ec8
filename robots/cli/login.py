"""A person logs the robot's own account in to a case system."""

from typing import Annotated

import typer

from robots.cli.screen import Desk, tell
from robots.errors import ConfigError
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "login",
        rich_help_panel=say("Case systems"),
        help=say("Log the robot's own account in, where that takes a person. A window opens for it."),
        epilog="run.py login SYSTEM",
    )
    def login(
        context: typer.Context,
        system: Annotated[str, typer.Argument(metavar="SYSTEM", help=say("A file of config/systems, without .yaml."))],
    ) -> None:
        import asyncio

        from robots import logs
        from robots.systems.person import let_in
        from robots.work.checking import open_checked
        from robots.work.kept import KeptSession

        desk: Desk = context.obj
        logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
        opened, _ = open_checked(desk.home, system)
        if opened.description.login.by != "person":
            raise ConfigError(
                f"{opened.place('login')}: robots log in to {system} by themselves. Where a second factor asks for a "
                "person, its description says by: person."
            )
        user, browser = opened.description.account.user, desk.home.settings.browser
        tell(say('Log in to {system} as "{user}", in the window that opens.', system=system, user=user))
        state = asyncio.run(let_in(opened, program=browser.program, proxy=browser.proxy))
        KeptSession(desk.home, opened.description.account.secret).keep(state)
        tell(say("Logged in. Robots go on with this session until {system} ends it.", system=system), style="green")
