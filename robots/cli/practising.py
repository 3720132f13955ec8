"""The practice system, and the demo on it."""

import errno
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli.screen import Desk, as_json, as_table, coded, hint, tell, working
from robots.errors import ConfigError
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.demo import Summary


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands for practice and show."""
    panel = say("To try")

    @app.command(
        "demo", rich_help_panel=panel, help=say("A robot works a practice inbox; nothing of yours is touched.")
    )
    def demo(
        context: typer.Context,
        cases: Annotated[int, typer.Option(min=1, help=say("How many new applications; 60 without."))] = 60,
        seed: Annotated[int, typer.Option(help=say("Which people, values and order."))] = 1,
        out: Annotated[
            Path | None, typer.Option(metavar="DIR", help=say("Its home folder; data/demo without."))
        ] = None,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from dataclasses import asdict

        from robots.cli.upkeep import starter
        from robots.work.demo import demo

        desk: Desk = context.obj
        folder = (out or desk.home.data / "demo").resolve()
        with working(say("The robot works"), total=cases) as progress:
            summary = demo(starter(), folder, cases=cases, seed=seed, language=say.language, tell=progress)
        if json:
            as_json(asdict(summary))
        else:
            _show(say, summary)
        if summary.wrong or summary.failed:
            raise typer.Exit(1)

    @app.command("practice", rich_help_panel=panel, help=say("Start the practice case system."))
    def practice(
        port: Annotated[int, typer.Option(help=say("Where it answers; 0: any free port. 8765 without."))] = 8765,
        seed: Annotated[int, typer.Option(help=say("Which people, values and order."))] = 1,
        day: Annotated[
            datetime | None,
            typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help=say("The day it is started for; today without.")),
        ] = None,
        types: Annotated[
            list[str] | None,
            typer.Option("--type", metavar="TYPE", help=say("A case type; again for more. All without.")),
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
            version=2 if version == 2 else 1,
        )
        hint(say("Stop it with Ctrl-C. Its address, the robot's account there and that account's password:"))
        try:
            serve(options)
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
            raise ConfigError(f"Port {port} is taken. Name another: run.py practice --port N") from None

    @app.command("test", rich_help_panel=panel, help=say("Prove what is promised; for developers."))
    def test() -> None:
        raise ConfigError("The tests stand beside run.py in the project's own folder: python3 run.py test")


def _show(say: Words, summary: "Summary") -> None:
    counts = {
        "found": summary.found,
        "draft saved and read back": summary.verified,
        "proposed, left to a person": summary.proposed,
        "handed over": sum(summary.handed_over.values()),
        "failed": summary.failed,
    }
    as_table(say("The robot's night"), ["", say("cases")], [(say(name), count) for name, count in counts.items()])
    reasons = [(coded(say, reason), count) for reason, count in summary.handed_over.items()]
    as_table(say("Handed over"), [say("reason"), say("cases")], reasons)
    tell(
        say(
            "The practice system's own account: {n} saves of drafts by the robot, of which {restored} put "
            "former values back; {decided} decisions by the robot; {locks} locks left behind.",
            n=summary.draft_saves,
            restored=summary.restored,
            decided=summary.decided_by_robot,
            locks=summary.locks_left,
        )
    )
    tell(say("A second run saved {n} drafts: what is prepared is left alone.", n=summary.second_run_saves))
    if summary.wrong:
        wrong = ", ".join(summary.wrong)
        tell(say("Ended otherwise than the answer key says: {cases}", cases=wrong), style="red")
    else:
        tell(say("All {n} cases ended as the answer key says.", n=summary.found), style="green")
    tell("")
    for name, path in {"Worklist": summary.worklist, "Weekly": summary.weekly, "Logs": summary.logs}.items():
        tell(f"{say(name)}: {path}")
    tell(say("{seconds} seconds. Look around: run.py status --home {home}", seconds=summary.seconds, home=summary.home))
