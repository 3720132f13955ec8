"""Robots: list them, run one, stop all."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli import BROKEN_OFF
from robots.cli.privacy import do_purge
from robots.cli.schedule import tell_pauses
from robots.cli.screen import Desk, as_json, as_table, coded, tell, verbatim, working
from robots.cli.systems import do_check
from robots.errors import ConfigError
from robots.words import Words, meant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from robots.model import Mode
    from robots.work.roster import RobotLine
    from robots.work.running import RunResult

MINUTE = timedelta(minutes=1)


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about robots."""
    panel = say("To operate")
    json_option = typer.Option("--json", help=say("As JSON."))

    @app.command(
        "run",
        rich_help_panel=panel,
        help=say("Run one robot now."),
        epilog="run.py run parking-practice --mode shadow --limit 5",
    )
    def run(
        context: typer.Context,
        robot: Annotated[str, typer.Argument(metavar=say("ROBOT"), help=say("A robot of config/robots.yaml."))],
        limit: Annotated[int | None, typer.Option(min=1, help=say("At most so many cases."))] = None,
        mode: Annotated[str | None, typer.Option(metavar="MODE", help=say("shadow or draft, this time."))] = None,
        at: Annotated[
            datetime | None,
            typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help=say("As if on that day; in shadow only.")),
        ] = None,
        verbose: Annotated[bool, typer.Option("--verbose", "-v", help=say("Show the log meanwhile."))] = False,
    ) -> None:
        from robots import logs
        from robots.model import State
        from robots.work.office import run_robot

        desk: Desk = context.obj
        wanted = _mode(mode)
        if chore := desk.home.robot(robot).chore:
            if limit or wanted or at:
                raise ConfigError(
                    "A chore knows no --limit, --mode or --at. To see what would go: run.py purge --dry-run"
                )
            if chore == "check":
                do_check(desk, desk.home.worked_systems)
            else:
                do_purge(desk)
            return
        days = desk.home.settings.retention.logs
        logs.set_up(desk.home.logs, days=days, console="INFO" if verbose else None)
        if desk.home.robot(robot).report:
            if limit or wanted or at:
                raise ConfigError(f"A report knows no --limit, --mode or --at. See: run.py report {robot} --help")
            _deliver(desk, robot)
            return
        day = at.date() if at else None
        with working(robot, shown=not verbose) as progress:
            result = run_robot(desk.home, robot, limit=limit, mode=wanted, at=day, tell=progress)
        _report(say, result)
        if result.stopped:
            raise typer.Exit(BROKEN_OFF)
        if result.trouble and result.trouble.evidence:
            tell(say("What the page looked like, without what it told: {folder}", folder=result.trouble.evidence))
        if result.trouble:
            raise result.trouble
        if result.states[State.FAILED]:
            tell(say("Why: run.py case CASE, and the logs in {folder}", folder=desk.home.logs))
            raise typer.Exit(1)

    @app.command(
        "robots",
        rich_help_panel=panel,
        help=say("What each robot may do, and what an approval must hold."),
        epilog="run.py robots",
    )
    def robots(context: typer.Context, json: Annotated[bool, json_option] = False) -> None:
        from robots.work.roster import roster

        desk: Desk = context.obj
        lines = roster(desk.home)
        if json:
            as_json([vars(line) | {"pause": line.pause and vars(line.pause)} for line in lines])
            return
        columns = [say(name) for name in ("robot", "task", "mode", "when")]
        as_table(
            say("Robots"), columns, [(line.robot, _task(say, line), _moded(say, line), line.when) for line in lines]
        )
        tell_pauses(say, {line.robot: line.pause for line in lines if line.pause})
        for line in lines:
            _explain(say, line)

    @app.command(
        "stop",
        rich_help_panel=panel,
        help=say("Stop all robots: nothing is read or written any more."),
        epilog="run.py stop --all",
    )
    def stop(
        context: typer.Context,
        everything: Annotated[bool, typer.Option("--all", help=say("All robots of this home."))] = False,
    ) -> None:
        desk: Desk = context.obj
        if not everything:
            raise ConfigError("Say whom to stop: run.py stop --all")
        desk.home.stop_file.touch()
        tell(say("Stopped. A robot at work stops before its next step."))
        tell(say("To let the robots work again, remove {file}", file=desk.home.stop_file))


def _mode(word: str | None) -> "Mode | None":
    from robots.model import Mode

    if word is None:
        return None
    if word not in list(Mode):
        raise ConfigError(f"Option --mode takes {', '.join(Mode)}, not {word}.{meant(word, Mode)}")
    return Mode(word)


def _deliver(desk: Desk, robot: str) -> None:
    """Write a report and tell those who are to know of it, as it is done by schedule."""
    from robots.cli.reports import tell_written
    from robots.work.office import open_store
    from robots.work.reporting import deliver_report

    with open_store(desk.home) as store:
        tell_written(desk.say, deliver_report(desk.home, store, robot))


def _report(say: Words, result: "RunResult") -> None:
    if result.why_shadow:
        tell(say("In shadow, nothing is written: {why}", why=say.again(result.why_shadow)), style="yellow")
    elif result.mode == "shadow":
        tell(say("In shadow: cases are read and proposed on, nothing is written."))
    if result.back_after is not None:
        tell(say("The system is back after {minutes} min.", minutes=round(result.back_after / MINUTE)), style="green")
    if result.out_of_time:
        tell(say("The run's time is out. What is left is the next run's."), style="yellow")
    if result.bounded:
        tell(say("As many drafts were saved as one run may; the next run goes on."), style="yellow")
    if result.trouble and not result.outcomes:
        return
    tell(say("{found} cases in the inbox, {new} of them new.", found=result.found, new=result.new))
    if not result.outcomes:
        tell(say("Nothing to do: every case was prepared before. Nothing was written."))
        return
    counts: dict[tuple[str, str], int] = {}
    for outcome in result.outcomes:
        key = (outcome.state, outcome.reason or "")
        counts[key] = counts.get(key, 0) + 1
    rows = [(coded(say, state), coded(say, why), count) for (state, why), count in sorted(counts.items())]
    as_table(say("This run"), [say("state"), say("reason"), say("cases")], rows)


def _task(say: Words, line: "RobotLine") -> str:
    if line.looks_again:
        return say("looks again: {robot}", robot=line.looks_again)
    if line.follows_up:
        return say("follows up: {robot}", robot=line.follows_up)
    return f"{line.flow} → {line.system}" if line.flow else str(line.report or line.chore)


def _moded(say: Words, line: "RobotLine") -> str:
    return coded(say, line.mode) if line.mode else ""


def _explain(say: Words, line: "RobotLine") -> None:
    """Why a robot is in shadow or cannot start, and what would let it save drafts."""
    if line.trouble:
        tell(f"{line.robot}: {say.again(line.trouble)}", style="red")
    if line.why_shadow:
        tell(say("{robot} works in shadow: {why}", robot=line.robot, why=say.again(line.why_shadow)), style="yellow")
    if line.approval:
        tell(say("To let {robot} save drafts by what is in force now, put this in its place:", robot=line.robot))
        verbatim(_block(line.approval))


def _block(needed: "Mapping[str, str]") -> str:
    """The lines for config/robots.yaml; who approves, and where that stands, is left for them to fill in."""
    from robots.work.office import today

    lines = ["by:", f"day: {today()}", "reference:", *(f"{part}: {sha}" for part, sha in needed.items())]
    return "\n".join(["    mode: draft", "    approval:", *(f"      {line}" for line in lines)]) + "\n"
