"""The practice system, and the demo on it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli.screen import Desk, as_json, as_table, console, working
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.demo import Summary


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands for practice and show."""

    @app.command(
        "practice",
        help=say("Start the practice case system. It takes --seed, --cases, --think, --faults and more."),
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def practice(
        context: typer.Context, port: Annotated[int, typer.Option(help=say("0: any free port."))] = 8765
    ) -> None:
        from robots.practice.__main__ import options
        from robots.practice.server import serve

        serve(options(["--port", str(port), *context.args]))

    @app.command("demo", help=say("A robot works the practice system's inbox; nothing of yours is touched."))
    def demo(
        context: typer.Context,
        cases: Annotated[int, typer.Option(min=1, help=say("How many new applications."))] = 60,
        seed: Annotated[int, typer.Option(help=say("Which people, values and order."))] = 1,
        out: Annotated[Path | None, typer.Option(help=say("The demo's own home folder."))] = None,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from dataclasses import asdict

        from robots import logs
        from robots.work.demo import demo

        desk: Desk = context.obj
        folder = (out or desk.home.data / "demo").resolve()
        logs.set_up(folder.parent / f"{folder.name}-logs", days=30, console=None)
        with working(say("The robot works"), total=cases) as progress:
            summary = demo(desk.home.path, folder, cases=cases, seed=seed, tell=progress)
        if json:
            as_json(asdict(summary))
        else:
            _show(say, summary)
        if summary.wrong:
            raise typer.Exit(1)


def _show(say: Words, summary: "Summary") -> None:
    counts = {
        "found": summary.found,
        "draft saved and read back": summary.verified,
        "proposed, left to a person": summary.proposed,
        "handed over": sum(summary.handed_over.values()),
        "failed": summary.failed,
    }
    as_table(say("The robot's night"), [say("cases"), ""], [(say(name), count) for name, count in counts.items()])
    reasons = [(say(reason), count) for reason, count in summary.handed_over.items()]
    as_table(say("Handed over"), [say("reason"), say("cases")], reasons)
    console.print(
        say(
            "The practice system's own account: {n} saves of drafts by the robot, of which {restored} put "
            "former values back; {decided} decisions by the robot; {locks} locks left behind.",
            n=summary.draft_saves,
            restored=summary.restored,
            decided=summary.decided_by_robot,
            locks=summary.locks_left,
        )
    )
    console.print(say("A second run saved {n} drafts: what is prepared is left alone.", n=summary.second_run_saves))
    if summary.wrong:
        console.print(say("Ended otherwise than the answer key says: {cases}", cases=", ".join(summary.wrong)))
    else:
        console.print(say("All {n} cases ended as the answer key says.", n=summary.found), style="green")
    for name, path in {"Worklist": summary.worklist, "Weekly": summary.weekly, "Logs": summary.logs}.items():
        console.print(f"{say(name)}: {path}", soft_wrap=True)
    console.print(say("{seconds} seconds.", seconds=summary.seconds))
