"""Rules: try a flow's examples; what else can be asked of rules stands in the subjects beside this one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli import accepting, explaining, replaying, showing
from robots.cli.screen import Desk, as_json, coded, complain, mark, tell
from robots.errors import ConfigError
from robots.words import Words

if TYPE_CHECKING:
    from robots.rules.examples import Difference
    from robots.work.rehearsing import Rehearsal


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands about rules."""
    rules = typer.Typer(help=say("Rules: what rules.xlsx says, and whether it says what it should."))
    app.add_typer(rules, name="rules")
    for subject in (showing, explaining, replaying, accepting):
        subject.add_to(rules, say)

    @rules.command(
        "check",
        rich_help_panel=say("Caseworkers"),
        help=say("Read a flow's rules and try its examples."),
        epilog="run.py rules check parking_permit\nrun.py rules check flows/parking_permit/ny.xlsx",
    )
    def check(
        context: typer.Context,
        what: Annotated[
            str | None,
            typer.Argument(metavar=say("FLOW"), help=say("A folder of flows, or the path of a workbook.")),
        ] = None,
        flow: Annotated[
            str | None,
            typer.Option(metavar=say("FLOW"), help=say("The flow of a workbook that does not lie in its folder.")),
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("All flows."))] = False,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots.work.rehearsing import rehearse

        desk: Desk = context.obj
        if (what is None) == (not everything):
            raise ConfigError("Name one flow, or all: run.py rules check FLOW | --all")
        if what is None:
            rehearsals = [rehearse(desk.home, name) for name in desk.home.flows]
        elif what.endswith(".xlsx"):
            rehearsals = [rehearse(desk.home, flow or _whose(desk, Path(what)), Path(what))]
        else:
            rehearsals = [rehearse(desk.home, what)]
        if json:
            as_json([_plainly(one) for one in rehearsals])
        else:
            for one in rehearsals:
                _show(say, one)
        if not all(one.well for one in rehearsals):
            raise typer.Exit(2)


def _whose(desk: Desk, workbook: Path) -> str:
    """The flow in whose folder a workbook lies."""
    folder = workbook.resolve().parent
    found = next((name for name in desk.home.flows if desk.home.flow_folder(name).resolve() == folder), None)
    if found is None:
        raise ConfigError(f"{workbook} lies in no flow's folder. Say whose rules it holds: --flow FLOW")
    return found


def _show(say: Words, rehearsal: "Rehearsal") -> None:
    tell(rehearsal.flow, style="bold")
    if rehearsal.trouble:
        for problem in rehearsal.trouble.splitlines():
            complain(say, problem)
        return
    for one in rehearsal.tried:
        mark(not one.differences, one.sentence, "\n".join(_told(say, rehearsal, other) for other in one.differences))
    wrong = sum(bool(one.differences) for one in rehearsal.tried)
    if wrong:
        tell(say("{wrong} of {n} examples come out otherwise than they say.", wrong=wrong, n=len(rehearsal.tried)))
    else:
        tell(say("Its {n} examples come out right.", n=len(rehearsal.tried)), style="green")


def _told(say: Words, rehearsal: "Rehearsal", other: "Difference") -> str:
    wanted, got = (
        ", ".join(coded(say, rehearsal.called(code)) for code in codes) or say("nothing")
        for codes in (other.wanted, other.got)
    )
    told = say("{what}: expected {wanted}, got {got}.", what=coded(say, other.of), wanted=wanted, got=got)
    return f"{told} {say.again(other.why)}".rstrip()


def _plainly(rehearsal: "Rehearsal") -> dict[str, Any]:
    return {
        "flow": rehearsal.flow,
        "well": rehearsal.well,
        "trouble": rehearsal.trouble or None,
        "problems": rehearsal.trouble.splitlines(),
        "examples": [
            {"sentence": one.sentence, "well": not one.differences, "differences": list(map(vars, one.differences))}
            for one in rehearsal.tried
        ],
    }
