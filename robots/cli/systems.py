"""Case systems: check that a description, its flows, the real pages and what was accepted of them agree."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli.screen import Desk, as_json, as_table, complain, near, tell
from robots.errors import ConfigError, SystemProblem
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.checking import Checked, CheckedField
    from robots.work.proofs import ScreenLane

_LANES = {"page": "page (shown)", "fetch": "fetch", "replay": "replay (fetched, and saved from there)"}


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about case systems."""

    @app.command(
        "check",
        rich_help_panel=say("Case systems"),
        help=say("Hold a description against flows, pages and contract. Only reads."),
        epilog="run.py check practice --cases 5\nrun.py check practice --accept\nrun.py check practice --env test",
    )
    def check(
        context: typer.Context,
        system: Annotated[
            str | None, typer.Argument(metavar="SYSTEM", help=say("A file of config/systems, without .yaml."))
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("All systems."))] = False,
        cases: Annotated[
            int | None, typer.Option(min=0, help=say("How many cases to read; 3 without, 12 to accept, 0: no page."))
        ] = None,
        accept: Annotated[
            bool, typer.Option("--accept", help=say("Accept what the screens look like: robots stop where it changes."))
        ] = False,
        by: Annotated[str, typer.Option(metavar="NAME", help=say("Who accepts; your account without."))] = "",
        environment: Annotated[
            str | None,
            typer.Option(
                "--env", metavar="NAME", help=say("Rehearse an upgrade: check this environment, and write a page.")
            ),
        ] = None,
        out: Annotated[Path | None, typer.Option(metavar="FILE", help=say("Where the page goes."))] = None,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        desk: Desk = context.obj
        if (system is None) == (not everything):
            raise ConfigError("Name one system, or all: run.py check SYSTEM | --all")
        if (accept or environment) and (system is None or cases == 0 or (accept and environment)):
            raise ConfigError(
                "What is accepted or rehearsed is one system, with its pages: run.py check SYSTEM --accept"
            )
        if environment:
            rehearse(desk, system or "", environment, cases, out)
            return
        do_check(desk, desk.home.systems if everything else (system or "",), cases, by=accept and by, json=json)


def do_check(
    desk: Desk, names: tuple[str, ...], cases: int | None = None, *, by: str | bool = False, json: bool = False
) -> None:
    """Check systems one after the other, and say what each came to.

    Args:
        desk: Where.
        names: Which.
        cases: How many cases of each flow are read; a few without.
        by: Who accepts what the screens look like, "" for the account; False: nobody.
        json: As JSON.

    Raises:
        SystemProblem: One has changed or is down; what was told of the others stands.
    """
    from robots import logs

    logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
    rows: list[dict[str, object]] = []
    problems: list[SystemProblem] = []
    for name in names:
        try:
            if (seen := _checked(desk, name, cases, by, quiet=json)) is not None:
                checked, lanes = seen
                rows += [{**vars(field), **_lane_of(field, lanes)} for field in checked.fields]
                if not json:
                    _show(desk.say, checked, lanes)
                checked.refuse()
        except SystemProblem as problem:
            problems.append(problem)
    if json:
        as_json(rows)
    for earlier in problems[:-1]:
        complain(desk.say, earlier)
    if problems:
        raise problems[-1]


def rehearse(desk: Desk, name: str, environment: str, cases: int | None, out: Path | None) -> None:
    """Check a system's test environment, and write the page that says what an upgrade to it would bring.

    Raises:
        ScreenChanged: Robots would stop; the page says which, and why.
    """
    import asyncio
    from datetime import UTC, datetime

    from robots import logs
    from robots.work import forecast
    from robots.work.contracts import check
    from robots.work.ledger import Ledger
    from robots.work.office import open_store

    logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
    with open_store(desk.home) as store, Ledger(store) as ledger:
        checked = asyncio.run(check(desk.home, ledger, name, cases=cases, environment=environment))
        at = datetime.now(UTC)
        seen = forecast.forecast(desk.home, store, checked, environment, at)
    path = forecast.write(seen, out or forecast.page_for(desk.home, name, environment, at), desk.home)
    for robot in seen.stopping:
        tell(desk.say("{robot} will stop; cases due soon: {n}", robot=robot.robot, n=robot.due), style="yellow")
    tell(desk.say("The page for IT and vendor: {file}", file=near(path)))
    checked.refuse()


def _checked(
    desk: Desk, name: str, cases: int | None, by: str | bool, *, quiet: bool
) -> "tuple[Checked, Sequence[ScreenLane]] | None":
    """What one system came to, and the lanes of its screens; None where no page was to be opened."""
    import asyncio

    from robots.settings import ACCEPTED
    from robots.work.checking import open_checked
    from robots.work.contracts import accept, check
    from robots.work.ledger import Ledger
    from robots.work.office import account, open_store
    from robots.work.proofs import screen_lanes

    say = desk.say
    open_checked(desk.home, name)
    if not quiet:
        tell(say("{system}: description and flows agree.", system=name), style="green")
    if cases == 0:
        return None
    wanted = cases or (None if by is False else ACCEPTED)
    with open_store(desk.home) as store, Ledger(store) as ledger:
        checked = asyncio.run(check(desk.home, ledger, name, cases=wanted))
        if by is not False:
            accepted = accept(store, checked, by=str(by) or account())
            checked = checked.accepted()
            if not quiet:
                told = "{system}: {by} accepted what its screens look like, on {n} cases."
                tell(say(told, system=name, by=accepted.by, n=accepted.cases), style="green")
        elif store.contract(name) is None and not quiet:
            told = (
                "{system}: nobody has accepted what its screens look like. To accept it: run.py check {system} --accept"
            )
            tell(say(told, system=name), style="yellow")
        lanes = screen_lanes(store, checked.system, checked.browser)
        away = None if checked.troubles else store.close_breaker(name)
    if away is not None and not quiet:
        tell(say("{system}: robots may work with it again.", system=name), style="green")
    return checked, lanes


def _show(say: Words, checked: "Checked", lanes: "Sequence[ScreenLane]") -> None:
    """A table for each screen, for a field's label needs the room, then what is unclear or otherwise, and why."""
    if not checked.fields:
        return
    tell(say("Fields on {n} cases", n=max(map(_sample, checked.fields))), style="bold")
    columns = [say(name) for name in ("field", "shown as", "under", "kind", "read", "empty", "unclear")]
    idle: dict[str, None] = {}
    for (flow, screen), fields in groupby(checked.fields, key=lambda field: (field.flow, field.screen)):
        those = list(fields)
        if not any(map(_sample, those)):
            idle[flow] = None
            continue
        as_table(f"{flow} · {screen}", columns, [_row(say, field) for field in those])
        for lane in lanes:
            if (lane.flow, lane.screen) == (flow, screen):
                tell(_lane(say, lane))
    for flow in idle:
        tell(
            say("{flow}: no case of it was free in the inbox, so none of its pages was read.", flow=flow),
            style="yellow",
        )
    for field in checked.fields:
        if field.why:
            tell(f"{field.screen}.{field.field}: {', '.join(map(say.again, field.why))}", style="yellow")
    for change in checked.notes:
        tell(f"{say('noted')}: {change.screen}: {say.again(change.says)}", style="yellow")


def _lane(say: Words, lane: "ScreenLane") -> str:
    """In which lane robots work a screen, by what it was proven, and why in no faster one."""
    told = [say("lane: {lane}", lane=say(_LANES[lane.lane]))]
    if lane.read:
        told.append(say("read alike on {n} cases", n=lane.read))
    if lane.saved:
        told.append(say("saves foretold: {n}", n=lane.saved))
    return "; ".join((", ".join(told), *map(say.again, lane.why)))


def _lane_of(field: "CheckedField", lanes: "Sequence[ScreenLane]") -> dict[str, object]:
    """The same for JSON: the lane of the screen on which a field stands."""
    lane = next(lane for lane in lanes if (lane.flow, lane.screen) == (field.flow, field.screen))
    return {"lane": lane.lane, "proven_read": lane.read, "proven_saved": lane.saved, "why_not_faster": lane.why}


def _row(say: Words, field: "CheckedField") -> tuple[object, ...]:
    label = field.label if field.times <= 1 else f"{field.label} ({say('{n} times', n=field.times)})"
    return field.field, label, ", ".join(field.under), say(field.kind), field.read, field.empty, field.unknown


def _sample(field: "CheckedField") -> int:
    """On how many cases a field was looked for."""
    return field.read + field.empty + field.unknown
