"""The schedule: what will run when and why not when not, and robots that are kept from it for a while."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.screen import Desk, as_json, as_table, coded, tell
from robots.errors import ConfigError
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import Pause
    from robots.work.roster import RobotLine
    from robots.work.schedule import Coming

MANY = 3
"""Starts of a robot on one day that each have a line; more of them share one."""

SHUT = {
    "closed": "planned for {at}, {system} is closed until then",
    "maintenance": "planned for {at}, {system} is being maintained until then",
}
"""What is told of a start that a case system puts off."""


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about the schedule."""
    panel = say("To operate")
    robot_argument = typer.Argument(metavar=say("ROBOT"), help=say("A robot of config/robots.yaml."))

    @app.command(
        "next",
        rich_help_panel=panel,
        help=say("What will run when, and why not when not."),
        epilog="run.py next --days 14",
    )
    def upcoming(
        context: typer.Context,
        days: Annotated[int, typer.Option(min=1, max=366, help=say("How many days ahead."))] = 14,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots.work.roster import roster

        desk: Desk = context.obj
        lines = {line.robot: line for line in roster(desk.home)}
        found = _coming(desk, days)
        if json:
            as_json([_in_json(one, lines[one.robot]) for one in found])
            return
        if desk.home.stop_file.exists():
            tell(say("STOP stands: no robot works. To let them, remove {file}", file=desk.home.stop_file), style="red")
        columns = [say(name) for name in ("day", "time", "robot", "mode", "what to know")]
        as_table(
            say("What comes until {day}", day=_day(say, _in_days(days))),
            columns,
            list(_rows(say, found, lines)),
            whole=4,
        )
        if by_hand := [line.robot for line in lines.values() if not line.when]:
            tell(say("Started by people only: {robots}", robots=", ".join(by_hand)))

    @app.command(
        "pause",
        rich_help_panel=panel,
        help=say("Keep a robot from starting by schedule; one at work goes on."),
        epilog="run.py pause parking-practice --until 2026-12-01 --why upgrade",
    )
    def pause(
        context: typer.Context,
        robot: Annotated[str, robot_argument],
        until: Annotated[
            datetime | None,
            typer.Option(
                metavar="DATE",
                formats=["%Y-%m-%d", "%Y-%m-%d %H:%M"],
                help=say("Until the beginning of that day, or until that time; else until it is resumed."),
            ),
        ] = None,
        why: Annotated[str, typer.Option(metavar="TEXT", help=say("Why; no names and no case numbers."))] = "",
    ) -> None:
        from datetime import UTC

        from robots.walltime import instant
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        desk.home.robot(robot)
        end = instant(until) if until else None
        if end and end <= datetime.now(UTC):
            raise ConfigError(f"Option --until takes a day to come, not {until:%Y-%m-%d}.")
        with open_store(desk.home) as store:
            store.pause(robot, by=account(), until=end, why=why)
        if until:
            tell(say("{robot} does not start by schedule until {until}.", robot=robot, until=f"{until:%Y-%m-%d %H:%M}"))
        else:
            tell(say("{robot} does not start by schedule until: run.py resume {robot}", robot=robot))

    @app.command(
        "resume",
        rich_help_panel=panel,
        help=say("Let a paused robot start by schedule again; what it missed is not caught up."),
        epilog="run.py resume parking-practice",
    )
    def resume(context: typer.Context, robot: Annotated[str, robot_argument]) -> None:
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        desk.home.robot(robot)
        with open_store(desk.home) as store:
            paused = store.resume(robot, by=account())
        if paused:
            tell(say("{robot} starts by schedule again. To run it now: run.py run {robot}", robot=robot))
        else:
            tell(say("{robot} was not paused.", robot=robot))


def tell_pauses(say: Words, paused: Mapping[str, "Pause"]) -> None:
    """Tell which robots people keep from starting by schedule."""
    from robots.work.schedule.holding import paused as told

    for robot, pause in paused.items():
        tell(say("{robot} is held back: {why}", robot=robot, why=say.again(told(pause))), style="yellow")


def _coming(desk: Desk, days: int) -> "Sequence[Coming]":
    from datetime import UTC

    from robots.errors import SecretMissing
    from robots.work.office import open_store
    from robots.work.schedule import coming

    now = datetime.now(UTC)
    try:
        with open_store(desk.home) as store:
            return coming(desk.home, store, now, days=days)
    except SecretMissing:  # a home without a store knows of no pause and of nothing missed
        return coming(desk.home, None, now, days=days)


def _rows(say: Words, found: "Sequence[Coming]", lines: "Mapping[str, RobotLine]") -> Iterator[tuple[str, ...]]:
    """The lines of the table; a day is named once."""
    last = None
    for group in _grouped(found):
        one, at = group[0], _local(group[0])
        day = _day(say, at) if at else ""
        yield (
            "" if day == last else day,
            _times(group),
            one.robot,
            _mode(say, lines[one.robot]),
            _note(say, group, lines),
        )
        last = day


def _grouped(found: "Sequence[Coming]") -> "list[list[Coming]]":
    """Many starts of a robot on one day, of which the same is to be told, come together."""
    groups: dict[object, list[Coming]] = {}
    for one in found:
        at = _local(one)
        late = one.starts != one.planned
        same = (one.robot, at and at.date(), late, one.hold, one.day_off, one.after, one.waiting)
        groups.setdefault(same, []).append(one)
    parted = [[group] if len(group) > MANY else [[one] for one in group] for group in groups.values()]
    place = {id(one): number for number, one in enumerate(found)}
    return sorted((group for several in parted for group in several), key=lambda group: place[id(group[0])])


def _local(one: "Coming") -> datetime | None:
    """When it starts or, where it does not, was to start; as the clock in Sweden shows it."""
    from robots.model import SWEDEN

    at = one.starts or one.planned
    return at.astimezone(SWEDEN) if at else None


def _day(say: Words, at: datetime) -> str:
    from babel.dates import format_date

    return format_date(at, "EEE d MMM", locale=say.language)


def _in_days(days: int) -> datetime:
    from robots.model import SWEDEN

    return datetime.now(SWEDEN) + timedelta(days=days)


def _times(group: "Sequence[Coming]") -> str:
    times = [f"{at:%H:%M}" for one in group if (at := _local(one))]
    return times[0] if len(times) == 1 else f"{times[0]}–{times[-1]}" if times else ""


def _mode(say: Words, line: "RobotLine") -> str:
    if line.mode:
        return coded(say, line.mode)
    return say("report") if line.report else say("chore") if line.chore else ""


def _note(say: Words, group: "Sequence[Coming]", lines: "Mapping[str, RobotLine]") -> str:
    one = group[0]
    said = [say("{n} times", n=len(group))] if len(group) > 1 else []
    if one.after:
        said.append(
            say(
                "when {robot} is done, also when it failed" if one.even_if_failed else "when {robot} is done",
                robot=one.after,
            )
        )
    if one.waiting:
        said.append(say("when {n} cases wait for it", n=one.waiting))
    if one.day_off:
        day = say(one.day_off)
        moved = say("{day}: moved to the next working day", day=day)
        said.append(moved if one.moved else say("{day}: not started", day=day))
    late = one.planned if one.starts and one.planned and one.starts > one.planned and len(group) == 1 else None
    if one.hold and one.hold.cause in SHUT and late:
        said.append(say(SHUT[one.hold.cause], at=_brief(say, late, one), system=lines[one.robot].system))
    elif one.hold:
        said.append(say.again(one.hold.says))
    elif late:
        said.append(say("missed {at}, starts at once: run.py start", at=_brief(say, late, one)))
    if lines[one.robot].trouble:
        said.append(say("it cannot start: see run.py robots"))
    return "; ".join(said)


def _brief(say: Words, at: datetime, one: "Coming") -> str:
    """A time, with its day where that is not the day of the start."""
    from robots.model import SWEDEN

    local, starts = at.astimezone(SWEDEN), _local(one)
    same = starts is not None and starts.date() == local.date()
    return f"{local:%H:%M}" if same else f"{_day(say, local)} {local:%H:%M}"


def _in_json(one: "Coming", line: "RobotLine") -> dict[str, Any]:
    return vars(one) | {"hold": one.hold and vars(one.hold), "mode": line.mode, "trouble": line.trouble}
