"""Cases: list them, and what a person asks of the robots about them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.screen import Desk, as_json, as_table, coded, hint, tell
from robots.errors import ConfigError
from robots.words import Words, meant

if TYPE_CHECKING:
    from robots.cases import CaseView
    from robots.model import State


AT_MOST = 1000  # cases listed, unless somebody asks for more
HELD = {"release": "waits for your release", "others": "waits until the first ones are released"}


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about cases."""
    json_option = typer.Option("--json", help=say("As JSON."))
    case_argument = typer.Argument(metavar=say("CASE"), help=say("A case number, or system:number."))

    criterion_argument = typer.Argument(metavar=say("CODE"), help=say("Which warnings; without, they are shown."))

    @app.command(
        "cases",
        rich_help_panel=say("Caseworkers"),
        help=say("List cases, most urgent first."),
        epilog="run.py cases --state handed_over",
    )
    def cases(
        context: typer.Context,
        state: Annotated[
            str | None, typer.Option(metavar="STATE", help=say("Only in this state; decided ones are listed only so."))
        ] = None,
        robot: Annotated[str | None, typer.Option(metavar="ROBOT", help=say("Only this robot's."))] = None,
        held: Annotated[bool, typer.Option("--held", help=say("Only what waits for your release."))] = False,
        limit: Annotated[int, typer.Option(min=1, help=say("At most so many cases."))] = AT_MOST,
        json: Annotated[bool, json_option] = False,
    ) -> None:
        from robots.work.office import open_store

        desk: Desk = context.obj
        if robot is not None:
            desk.home.robot(robot)
        wanted = _state(say, state)
        undecided = not (json or wanted)
        with open_store(desk.home) as store:
            listed = store.cases(wanted, robot, undecided=undecided, held=held, most=limit)
            full = len(listed) == limit
            more = store.count(wanted, robot, undecided=undecided, held=held) - limit if full else 0
        found = [case.as_seen for case in listed if wanted in (None, case.as_seen.state)]
        if json:
            as_json([in_json(case) for case in found])
        else:
            _list(say, found)
        if more:
            hint(say("There are {n} more, less urgent ones. To see more: run.py cases --limit N", n=more))

    @app.command(
        "case",
        rich_help_panel=say("Caseworkers"),
        help=say("One case in full. That you read it is noted."),
        epilog="run.py case 2026-PRK-00778",
    )
    def case(
        context: typer.Context, case: Annotated[str, case_argument], json: Annotated[bool, json_option] = False
    ) -> None:
        from robots.cli.sheet import in_json as sheet_in_json
        from robots.cli.sheet import show
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        number, system = named(case)
        with open_store(desk.home) as store:
            content = store.open_case(number, system, reader=account())
        if json:
            as_json(in_json(content.case) | sheet_in_json(content))
        else:
            show(desk, content)

    @app.command(
        "retry",
        rich_help_panel=say("To operate"),
        help=say("Let the robots take handed-over or failed cases again."),
        epilog="run.py retry 2026-PRK-00778 2026-PRK-00783",
    )
    def retry(context: typer.Context, case: Annotated[list[str], case_argument]) -> None:
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        with open_store(desk.home) as store:
            for system, numbers in _by_system(case).items():
                store.retry(numbers, system, by=account())
                tell(say("The next run takes: {numbers}", numbers=", ".join(numbers)))

    @app.command(
        "acknowledge",
        rich_help_panel=say("Caseworkers"),
        help=say("Say that you have seen warnings; they stay acknowledged as long as they say the same."),
        epilog="run.py acknowledge 2026-EKB-00412 rent --by Anna",
    )
    def acknowledge(
        context: typer.Context,
        case: Annotated[str, case_argument],
        criterion: Annotated[list[str] | None, criterion_argument] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("All warnings of the case."))] = False,
        by: Annotated[str, typer.Option(metavar="NAME", help=say("Who has seen them; your account without."))] = "",
    ) -> None:
        from robots.cli.acknowledging import acknowledged, list_warnings
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        number, system = named(case)
        with open_store(desk.home) as store:
            content = store.open_case(number, system, reader=account())
            if criterion or everything:
                acknowledged(desk, store, content, criterion or [], by=by or account())
            else:
                list_warnings(desk, content)

    @app.command(
        "release",
        rich_help_panel=say("To operate"),
        help=say("Lift what holds a robot back from cases: a wait for your release, a recall, a dead robot."),
        epilog="run.py release 2026-PRK-00778 2026-PRK-00783",
    )
    def release(context: typer.Context, case: Annotated[list[str], case_argument]) -> None:
        from robots.work.office import account, open_store

        desk: Desk = context.obj
        with open_store(desk.home) as store:
            for system, numbers in _by_system(case).items():
                store.release(numbers, system, by=account())
                tell(say("Nothing holds the robot back any more: {numbers}", numbers=", ".join(numbers)))


def named(case: str) -> tuple[str, str | None]:
    """A case as the command line names it: its number, or system:number."""
    system, colon, number = case.partition(":")
    return (number, system) if colon else (case, None)


def _by_system(cases: list[str]) -> dict[str | None, list[str]]:
    by_system: dict[str | None, list[str]] = {}
    for number, system in map(named, cases):
        by_system.setdefault(system, []).append(number)
    return by_system


def in_json(case: "CaseView") -> dict[str, Any]:
    """One case as `cases --json` lists it."""
    return {
        "number": case.number,
        "system": case.system,
        "flow": case.flow,
        "robot": case.robot,
        "state": case.state,
        "reason": case.reason,
        "due": case.due,
        "received": case.received,
        "unit": case.unit,
        "caseworker": case.caseworker,
        "attempts": case.attempts,
        "held": case.held,
        "remind": case.remind,
        "proposal": {"outcome": case.outcome} if case.outcome else None,
    }


def _state(say: Words, word: str | None) -> "State | None":
    """A state by its code, or by the word that screens show for it."""
    from robots.model import State

    if word is None:
        return None
    named = {name: state for state in State for name in (state.value, coded(say, state))}
    if word not in named:
        raise ConfigError(f"Option --state takes {', '.join(State)}, not {word}.{meant(word, named)}")
    return named[word]


def _list(say: Words, cases: "list[CaseView]") -> None:
    if not cases:
        tell(say("No cases."))
        return
    columns = ["", *(say(name) for name in ("number", "state", "due", "proposal", "reason"))]
    as_table(say("Cases"), columns, [_row(say, case) for case in cases], whole=2)
    tell(say("Cases: {n}. ! is urgent. One in full: run.py case NUMBER", n=len(cases)))


def _row(say: Words, case: "CaseView") -> tuple[object, ...]:
    reason = say(HELD[case.held]) if case.held else coded(say, case.reason) if case.reason else ""
    outcome = coded(say, case.outcome) if case.outcome and case.outcome != "hand_over" else ""
    return "!" if case.urgent else "", case.number, coded(say, case.state), case.due, outcome, reason
