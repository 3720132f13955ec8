"""Cases: how they stand, one of them in full, and what a person asks of the robots about them."""

import getpass
from typing import Annotated, Any

import typer
from rich.markup import escape

from robots.cases import CaseContent, CaseView
from robots.cli.screen import Desk, as_json, as_table, console, shown
from robots.model import Result, State, Unknown
from robots.words import Words
from robots.work.office import open_store

_MARKS = {Result.PASS: "✓", Result.FAIL: "✗", Result.UNKNOWN: "?", Result.NOT_APPLICABLE: "–"}


def named(case: str) -> tuple[str, str | None]:
    """A case as the command line names it: its number, or system:number."""
    system, colon, number = case.partition(":")
    return (number, system) if colon else (case, None)


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about cases."""
    json_option = typer.Option("--json", help=say("As JSON."))
    case_argument = typer.Argument(help=say("A case number, or system:number."))

    @app.command("status", help=say("How many cases stand where, and the last runs."))
    def status(context: typer.Context, json: Annotated[bool, json_option] = False) -> None:
        desk: Desk = context.obj
        with open_store(desk.home) as store:
            summary, runs = store.summary(), store.runs(limit=5)
        stopped = desk.home.stop_file.exists()
        if json:
            as_json({"stopped": stopped, "states": summary.states, "handed_over": summary.reasons, "runs": len(runs)})
            return
        if stopped:
            console.print(say("STOP stands in the home folder: no robot works."), style="red")
        states = [(say(state), count) for state, count in sorted(summary.states.items())]
        as_table(say("Cases"), [say("state"), say("cases")], states)
        reasons = [(say(reason), count) for reason, count in sorted(summary.reasons.items())]
        if reasons:
            as_table(say("Handed over"), [say("reason"), say("cases")], reasons)
        columns = [say(name) for name in ("run", "robot", "mode", "began", "ended", "result")]
        rows = [(run.id, run.robot, run.mode, run.began, run.ended, say(run.outcome or "running")) for run in runs]
        as_table(say("Last runs"), columns, rows)

    @app.command("cases", help=say("List cases, most urgent first."))
    def cases(
        context: typer.Context,
        state: Annotated[State | None, typer.Option(help=say("Only in this state."))] = None,
        robot: Annotated[str | None, typer.Option(help=say("Only this robot's."))] = None,
        json: Annotated[bool, json_option] = False,
    ) -> None:
        desk: Desk = context.obj
        with open_store(desk.home) as store:
            found = store.cases(state=state, robot=robot)
        if json:
            as_json([in_json(case) for case in found])
            return
        columns = [say(name) for name in ("number", "system", "state", "reason", "due", "unit", "proposal")]
        as_table(say("Cases"), columns, [_row(say, case) for case in found])

    @app.command("case", help=say("One case in full. That you read it is noted."))
    def case(
        context: typer.Context,
        case: Annotated[str, case_argument],
        json: Annotated[bool, json_option] = False,
    ) -> None:
        desk: Desk = context.obj
        number, system = named(case)
        with open_store(desk.home) as store:
            content = store.open_case(number, system, reader=getpass.getuser())
        if json:
            as_json(_content_in_json(content))
        else:
            _show(say, content)

    @app.command("retry", help=say("Let the robots take cases again that were handed over or failed."))
    def retry(context: typer.Context, cases: Annotated[list[str], case_argument]) -> None:
        desk: Desk = context.obj
        with open_store(desk.home) as store:
            for case in cases:
                number, system = named(case)
                store.retry([number], system, by=getpass.getuser())
                console.print(say("{number} will be taken by the next run.", number=number))

    @app.command("release", help=say("Free a case that a robot holds though it no longer works."))
    def release(context: typer.Context, case: Annotated[str, case_argument]) -> None:
        desk: Desk = context.obj
        number, system = named(case)
        with open_store(desk.home) as store:
            store.release(number, system, by=getpass.getuser())
        console.print(say("{number} is free.", number=number))


def in_json(case: CaseView) -> dict[str, Any]:
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
        "proposal": {"outcome": case.outcome} if case.outcome else None,
    }


def _row(say: Words, case: CaseView) -> tuple[object, ...]:
    reason = say(case.reason) if case.reason else None
    return case.number, case.system, say(case.state), reason, case.due, case.unit, say(case.outcome or "–")


def _content_in_json(content: CaseContent) -> dict[str, Any]:
    proposal = content.proposal
    return in_json(content.case) | {
        "application": content.application,
        "documents": [document.model_dump() for document in content.documents],
        "findings": [vars(finding) for finding in content.findings],
        "proposal": proposal and {**vars(proposal), "values": dict(proposal.values)},
        "hand_over": content.hand_over,
        "attempts": [vars(attempt) for attempt in content.attempts],
    }


def _show(say: Words, content: CaseContent) -> None:
    case = content.case
    console.print(f"[bold]{escape(case.number)}[/bold]  {escape(case.system)}  {say(case.state)}")
    facts = {"due": case.due, "unit": case.unit, "caseworker": case.caseworker}
    for name, value in facts.items():
        console.print(f"  {say(name)}: {shown(value)}")
    if case.reason:
        console.print(f"  {say('reason')}: {say(case.reason)}. {escape(content.hand_over or '')}", style="yellow")
    if content.application:
        rows = [(name, _value(say, value)) for name, value in content.application.items()]
        as_table(say("What was read"), [say("field"), say("value")], rows)
    if content.findings:
        checks = [(_MARKS[one.result], one.criterion, one.reason, one.source) for one in content.findings]
        as_table(say("Checks"), ["", say("criterion"), say("reason"), say("source")], checks)
    if content.proposal:
        console.print(f"\n[bold]{say('Proposal')}: {say(content.proposal.outcome)}[/bold]")
        console.print(content.proposal.reasons, markup=False)
    steps = [(attempt.at, attempt.robot, attempt.step, attempt.error) for attempt in content.attempts]
    as_table(say("What the robots did"), [say(name) for name in ("when", "robot", "step", "error")], steps)


def _value(say: Words, value: object) -> object:
    if isinstance(value, Unknown):
        return f"? {say(value.why)}"
    if isinstance(value, tuple):
        return "\n".join(", ".join(str(cell) for cell in row.values()) for row in value) or "–"
    return value
