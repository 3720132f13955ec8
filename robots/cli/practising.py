"""The practice system, and the demo on it."""

import errno
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk, as_json, hint
from robots.errors import ConfigError
from robots.words import Words

FEW = 6  # new applications in the practice system where a person watches each


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands for practice and show."""
    panel = say("To try")

    @app.command(
        "demo",
        rich_help_panel=panel,
        help=say("Robots work a practice inbox; nothing of yours is touched."),
        epilog="run.py demo --cases 20",
    )
    def demo(
        context: typer.Context,
        cases: Annotated[
            int | None,
            typer.Option(min=1, help=say("How many new applications; each story once, or 6 with --watch.")),
        ] = None,
        seed: Annotated[int, typer.Option(help=say("Which people, values and order."))] = 1,
        watch: Annotated[
            bool, typer.Option("--watch", help=say("Show the browser at work, slowly; where there is a screen."))
        ] = False,
        out: Annotated[
            Path | None, typer.Option(metavar="DIR", help=say("Its home folder; data/demo without."))
        ] = None,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from dataclasses import asdict

        from robots.cli.story import Telling
        from robots.cli.upkeep import starter
        from robots.work.demo import Story, demo

        desk: Desk = context.obj
        folder = (out or desk.home.data / "demo").resolve()
        many = cases or (FEW if watch else None)
        with nullcontext(Story()) if json else Telling(say) as story:
            summary = demo(starter(), folder, cases=many, seed=seed, language=say.language, story=story, watched=watch)
        if json:
            as_json(asdict(summary))
        if summary.wrong or summary.failed:
            raise typer.Exit(1)

    @app.command(
        "practice",
        rich_help_panel=panel,
        help=say("Start the practice case system."),
        epilog="run.py practice --port 9000",
    )
    def practice(
        port: Annotated[int, typer.Option(help=say("Where it answers; 0: any free port. 8765 without."))] = 8765,
        seed: Annotated[int, typer.Option(help=say("Which people, values and order."))] = 1,
        day: Annotated[
            datetime | None,
            typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help=say("The day it is started for; today without.")),
        ] = None,
        types: Annotated[
            list[str] | None,
            typer.Option("--type", metavar=say("TYPE"), help=say("A case type; again for more. All without.")),
        ] = None,
        cases: Annotated[
            int | None,
            typer.Option(min=1, help=say("How many new applications of each type; each story once without.")),
        ] = None,
        think: Annotated[int, typer.Option(min=0, help=say("Milliseconds before each answer."))] = 0,
        session: Annotated[float, typer.Option(help=say("Seconds until an idle session ends; 1200 without."))] = 1200.0,
        faults: Annotated[
            float, typer.Option(min=0, max=1, help=say("Share of requests that fail or are slow, 0 to 1."))
        ] = 0.0,
        one_at_a_time: Annotated[
            bool, typer.Option("--one-at-a-time", help=say("One request at a time in each session."))
        ] = False,
        hostile: Annotated[
            bool, typer.Option("--hostile", help=say("Odd and hostile applications too, each once."))
        ] = False,
        version: Annotated[int, typer.Option(min=1, max=2, help=say("2: the pages after the vendor's upgrade."))] = 1,
    ) -> None:
        from robots.practice.casetype import case_types
        from robots.practice.options import Options, today
        from robots.practice.server import serve

        known = case_types()
        if unknown := set(types or ()) - set(known):
            raise ConfigError(f"Option --type takes {', '.join(known)}, not {', '.join(sorted(unknown))}.")
        options = Options(
            types=tuple(dict.fromkeys(types or known)),
            port=port,
            seed=seed,
            day=day.date() if day else today(),
            cases=cases,
            think=think,
            session=session,
            faults=faults,
            one_at_a_time=one_at_a_time,
            hostile=hostile,
            version=2 if version == 2 else 1,
        )
        hint(say("Stop it with Ctrl-C. Its address, the robot's account there and that account's password:"))
        try:
            serve(options)
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
            raise ConfigError(f"Port {port} is taken. Name another: run.py practice --port N") from None

    @app.command(
        "test",
        rich_help_panel=say("To build"),
        help=say("Prove what is promised; for developers."),
        epilog="run.py test",
    )
    def test() -> None:
        raise ConfigError("The tests stand beside run.py in the project's own folder: python3 run.py test")
