"""Beginning something new: a flow, or the description of a case system."""

from typing import Annotated

import typer

from robots.cli.screen import Desk, tell, verbatim
from robots.errors import ConfigError
from robots.words import Words

ROBOT = """  {robot}:
    flow: {flow}
    system: SYSTEM
    mode: shadow
"""


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands that begin something."""
    panel = say("To build")
    new = typer.Typer(help=say("Begin a flow or the description of a case system."))
    app.add_typer(new, name="new")

    @new.command(
        "flow",
        rich_help_panel=panel,
        help=say("Begin a flow: a folder that works, to be changed."),
        epilog="run.py new flow resident_parking",
    )
    def flow(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar=say("NAME"), help=say("Such as resident_parking."))],
        title: Annotated[
            str | None, typer.Option(metavar="TITLE", help=say("What caseworkers call the case type."))
        ] = None,
    ) -> None:
        from robots.work.new_flow import begin_flow
        from robots.work.rehearsing import rehearse

        desk: Desk = context.obj
        folder = begin_flow(desk.home, name, title or name.replace("_", " ").capitalize())
        tell(say("Made: {what}", what=folder), style="green")
        for file, holds in _HOLDS.items():
            tell(f"  {file:<14}{say(holds)}")
        rehearsed = rehearse(desk.home, name)
        if rehearsed.trouble:
            raise ConfigError(rehearsed.trouble)
        tell(say("Its {n} examples come out right.", n=len(rehearsed.tried)))
        tell("")
        tell(say("What now:"), style="bold")
        tell(
            say(
                "1. Change rules.xlsx, flow.py and examples.yaml, and after each change: run.py rules check {name}",
                name=name,
            )
        )
        tell(say("2. Say under cases: of config/systems/SYSTEM.yaml where its facts stand, then: run.py check SYSTEM"))
        tell(say("3. Put a robot that works it into config/robots.yaml, then: run.py run {robot}", robot=_robot(name)))
        tell("")
        verbatim(ROBOT.format(robot=_robot(name), flow=name))
        tell(say("docs/new_flow.md leads you through it, to a draft in the practice system."))

    @new.command(
        "system",
        rich_help_panel=panel,
        help=say("Begin the description of a case system, to be changed."),
        epilog="run.py new system treserva_test",
    )
    def system(
        context: typer.Context,
        name: Annotated[str, typer.Argument(metavar=say("NAME"), help=say("Such as treserva_test."))],
        source: Annotated[
            str | None,
            typer.Option("--from", metavar="SYSTEM", help=say("The description to begin from; practice without.")),
        ] = None,
    ) -> None:
        from robots.cli.upkeep import starter
        from robots.work.new_system import begin_system

        desk: Desk = context.obj
        if source and source not in desk.home.systems:
            known = ", ".join(desk.home.systems) or "none"
            raise ConfigError(f'config/systems: there is no description "{source}.yaml". There are: {known}.')
        begun = desk.home.system_file(source) if source else starter() / "config" / "systems" / "practice.yaml"
        file = begin_system(desk.home, name, begun, say)
        tell(say("Made: {what}", what=file), style="green")
        tell(say("It works against the pages of {system} until you change it.", system=begun.stem))
        tell("")
        tell(say("What now:"), style="bold")
        tell(say("1. Keep the password of the robot's own account: run.py secret set {name}.password", name=name))
        tell(say("2. See it work before you change it: run.py check {name}", name=name))
        tell(say("3. Change it from the top, part by part, and after each part again: run.py check {name}", name=name))
        tell(say("docs/new_system.md says what to look for in the real system's pages."))


_HOLDS = {
    "flow.py": "the record: which facts the rules may use",
    "rules.xlsx": "criteria, outcomes, amounts and sentences; the caseworkers own it",
    "texts": "the layout of the letters",
    "examples.yaml": "sentences that say how an application ends",
}


def _robot(flow: str) -> str:
    return flow.replace("_", "-")
