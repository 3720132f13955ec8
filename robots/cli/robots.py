"""Robots: list them, run one, stop all."""

from datetime import datetime
from typing import Annotated

import typer

from robots.cli.screen import Desk, as_json, as_table, console, working
from robots.errors import ConfigError
from robots.model import Mode, Outcome, State
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about robots."""

    @app.command("run", help=say("Run one robot now."))
    def run(
        context: typer.Context,
        robot: Annotated[str, typer.Argument(help=say("A robot of config/robots.yaml."))],
        limit: Annotated[int | None, typer.Option(min=1, help=say("At most so many cases."))] = None,
        mode: Annotated[Mode | None, typer.Option(help=say("Another mode than the robot's own, this time."))] = None,
        at: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("As if on that day; in shadow only."))
        ] = None,
    ) -> None:
        from robots import logs
        from robots.work.office import run_robot

        desk: Desk = context.obj
        settings = desk.home.settings
        logs.set_up(desk.home.logs, days=settings.retention.logs)
        with working(robot) as progress:
            result = run_robot(desk.home, robot, limit=limit, mode=mode, at=at.date() if at else None, tell=progress)
        if result.why_shadow and result.mode is Mode.SHADOW:
            console.print(say("Draft mode is not in force: {why}", why=result.why_shadow), style="yellow")
        _tell(say, result.found, result.new, result.outcomes)
        if result.trouble:
            raise result.trouble
        if result.states[State.FAILED]:
            raise typer.Exit(1)

    @app.command("robots", help=say("List the robots, what they may do, and what an approval must hold."))
    def robots(
        context: typer.Context, json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False
    ) -> None:
        desk: Desk = context.obj
        rows = [_about(desk, name) for name in desk.home.robots]
        if json:
            as_json(rows)
            return
        columns = ["robot", "flow", "system", "report", "mode", "when", "remark"]
        as_table(say("Robots"), [say(column) for column in columns], [[row[name] for name in columns] for row in rows])
        for row in rows:
            if row["hashes"]:
                console.print(say("An approval of {robot} is given for:", robot=row["robot"]))
                console.print(row["hashes"], highlight=False)

    @app.command("stop", help=say("Stop all robots: nothing is read or written until STOP is removed."))
    def stop(
        context: typer.Context,
        everything: Annotated[bool, typer.Option("--all", help=say("All robots of this home."))] = False,
    ) -> None:
        desk: Desk = context.obj
        if not everything:
            raise ConfigError(say("Say whom to stop: run.py stop --all"))
        desk.home.stop_file.write_text("", encoding="utf-8")
        console.print(say("Stopped. To let the robots work again, remove {file}", file=desk.home.stop_file))


def _tell(say: Words, found: int, new: int, outcomes: list[Outcome]) -> None:
    console.print(say("{found} cases in the inbox, {new} of them new.", found=found, new=new))
    if not outcomes:
        console.print(say("Nothing to do: every case was prepared before. Nothing was written."))
        return
    counts: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        key = (outcome.state, outcome.reason or "")
        counts[key] = counts.get(key, 0) + 1
    rows = [(say(state), say(reason) if reason else "", count) for (state, reason), count in sorted(counts.items())]
    as_table(say("This run"), [say("state"), say("reason"), say("cases")], rows)


def _about(desk: Desk, name: str) -> dict[str, object]:
    """A robot, and for one that works a system what its approval must name."""
    from robots.work.job import job
    from robots.work.office import today

    part = desk.home.robots[name]
    about: dict[str, object] = {
        "robot": name,
        "flow": part.flow,
        "system": part.system,
        "report": part.report,
        "mode": part.mode if part.flow else None,
        "when": part.when,
        "remark": None,
        "hashes": None,
    }
    if part.flow is None:
        return about
    try:
        settled = job(desk.home, name, day=today())
    except ConfigError as problem:
        return about | {"remark": str(problem)}
    versions = settled.versions
    hashes = {"rules": versions.rules, "texts": versions.texts, "description": versions.description}
    shown = "\n".join(f"      {part}: {sha}" for part, sha in hashes.items())
    return about | {"mode": settled.mode.value, "remark": settled.why_shadow, "hashes": shown}
