"""How it stands, at a glance: STOP, each robot's last run, and what needs a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.screen import Desk, as_json, as_table, coded, tell
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import RunView, Summary

ENDED: Mapping[str | None, str] = {
    None: "working, or killed",
    "done": "done",
    "StopAsked": "stopped by STOP",
    "ScreenChanged": "a screen has changed",
    "SystemDown": "the case system is down",
    "LoginRefused": "the password was refused",
    "FirewallLeaks": "the write firewall leaks",
    "DraftsAltered": "the system altered drafts",
    "BrowserGone": "the browser ended",
    "WriteBlocked": "a save was blocked",
    "PageProblem": "a page did not load",
    "KeyboardInterrupt": "broken off",
    "CancelledError": "broken off",
}
"""How a run can end, by what ended it; anything else is a fault."""


@dataclass(frozen=True)
class Standing:
    """What the store says at one glance."""

    stopped: bool
    runs: Mapping[str, "RunView | None"]  # each robot's last
    robots: Mapping[str, "Summary"]
    all: "Summary"
    distrusted: Mapping[str, str]  # robots that went back to shadow, and why


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "status",
        rich_help_panel=say("To operate"),
        help=say("How the robots and their cases stand."),
        epilog="run.py status",
    )
    def status(
        context: typer.Context, json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False
    ) -> None:
        desk: Desk = context.obj
        standing = _standing(desk)
        if json:
            as_json(_in_json(standing))
            return
        if standing.stopped:
            tell(say("STOP stands: no robot works. To let them, remove {file}", file=desk.home.stop_file), style="red")
        for line in _first(say, standing):
            tell(line, style="yellow")
        columns = [say(name) for name in ("robot", "last run", "mode", "how it ended")]
        as_table(say("Robots"), columns, [_row(say, *robot) for robot in standing.runs.items()])
        for name, run in standing.runs.items():
            if run and run.error and run.outcome != "StopAsked":
                tell(f"{name}: {say.again(run.error)}", style="red")
        rows = list(_needs(say, standing.all))
        if rows:
            as_table(say("Cases"), [say("what there is to do"), say("cases"), say("see")], rows)
        else:
            tell(say("No robot has seen a case yet. Begin with: run.py run ROBOT"))


def _standing(desk: Desk) -> Standing:
    from robots.work import trust
    from robots.work.office import open_store

    parts = {name: part for name, part in desk.home.robots.items() if part.flow or part.looks_again}
    names = list(parts)
    with open_store(desk.home) as store:
        return Standing(
            stopped=desk.home.stop_file.exists(),
            runs={name: next(iter(store.runs(1, robot=name)), None) for name in names},
            robots={name: store.summary(robot=name) for name in names},
            all=store.summary(),
            distrusted={
                name: why
                for name, part in parts.items()
                if part.mode == "draft" and part.approval and (why := trust.altered(store, name, part.approval.day))
            },
        )


def _first(say: Words, standing: Standing) -> Iterator[str]:
    """What a person is asked for before all else, and which robots went back to shadow by themselves."""
    if many := standing.all.to_release:
        yield say("Proposals that wait for you to release them: {n}. See: run.py cases --held", n=many)
    if many := standing.all.to_remind:
        yield say("Applicants who have not answered in time: {n}. See: run.py cases --state waiting", n=many)
    for name, why in standing.distrusted.items():
        yield say("{robot} works in shadow: {why}", robot=name, why=say.again(why))


def _row(say: Words, name: str, run: "RunView | None") -> tuple[object, ...]:
    if run is None:
        return name, say("never"), None, None
    return name, run.began, coded(say, run.mode), _ended(say, run)


def _ended(say: Words, run: "RunView") -> str:
    return say(ENDED.get(run.outcome, "a fault: see the logs"))


def _needs(say: Words, summary: "Summary") -> Iterator[tuple[object, ...]]:
    """What the cases need, first what needs a person most."""
    from robots.model import State

    for reason, many in sorted(summary.reasons.items(), key=lambda pair: (pair[0] != "altered", -pair[1])):
        yield f"{say('handed over')}: {coded(say, reason)}", many, "run.py cases --state handed_over"
    told = {
        State.FAILED: "failed: see why, then retry",
        State.STALE: "to be made anew",
        State.PROPOSED: "proposals to write a decision from",
        State.DRAFTED: "drafts that were not read back yet",
        State.VERIFIED: "drafts to look through and decide",
        State.WAITING: "waiting for the applicant",
        State.FOUND: "for a robot to take",
        State.EXTRACTED: "for a robot to go on with",
        State.DECIDED: "decided by a person",
        State.WITHDRAWN: "gone from the inbox",
    }
    for state, text in told.items():
        if count := summary.states.get(state):
            yield say(text), count, f"run.py cases --state {state}"


def _in_json(standing: Standing) -> dict[str, Any]:
    robots = {
        name: {
            "last_run": run
            and {"run": run.id, "mode": run.mode, "began": run.began, "ended": run.ended, "outcome": run.outcome},
            "states": standing.robots[name].states,
            "handed_over": standing.robots[name].reasons,
            "to_release": standing.robots[name].to_release,
            "back_to_shadow": standing.distrusted.get(name),
        }
        for name, run in standing.runs.items()
    }
    summary = standing.all
    return {
        "stopped": standing.stopped,
        "states": summary.states,
        "handed_over": summary.reasons,
        "to_release": summary.to_release,
        "to_remind": summary.to_remind,
        "robots": robots,
    }
