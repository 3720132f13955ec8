"""How it stands, at a glance: STOP, each robot's last run, and what needs a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.agreement import agreement_in_json, show_agreement
from robots.cli.alerts import show_open
from robots.cli.schedule import tell_pauses
from robots.cli.screen import Desk, as_json, as_table, coded, tell, verbatim
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import Breaker, NotedChange, Pause, RunView, Summary, WorkerView
    from robots.cases.alerts import Alert, Message
    from robots.work.health import Sign
    from robots.work.suggestions import Standing as AgreementStanding

ENDED: Mapping[str | None, str] = {
    None: "working, or killed",
    "done": "done",
    "stopped": "asked to end",
    "StopAsked": "stopped by STOP",
    "SystemClosed": "held back: the case system closed",
    "ScreenChanged": "a screen has changed",
    "SystemDown": "the case system is down",
    "LoginRefused": "the password was refused",
    "FirewallLeaks": "the write firewall leaks",
    "DraftsAltered": "the system altered drafts",
    "BrowserGone": "the browser ended",
    "StoreFault": "the store could not be written",
    "TechnicalProblem": "a fault: see the logs",
    "OutOfTime": "its time was out",
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
    paused: Mapping[str, "Pause"]
    breakers: "Sequence[Breaker]"
    service: "tuple[Sign, ...]"  # that none works
    workers: "Sequence[WorkerView]"  # the processes that share the store
    distrusted: Mapping[str, str]  # robots that went back to shadow, and why
    alerts: "Sequence[Alert]" = ()  # that are open
    waiting: "Sequence[Message]" = ()  # that could not be sent
    noted: "Sequence[NotedChange]" = ()  # changes of screens that touch no field of ours
    agreement: "Mapping[str, AgreementStanding]" = field(default_factory=dict)  # of robots that are followed up


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "status",
        rich_help_panel=say("To operate"),
        help=say("How the robots and their cases stand."),
        epilog="run.py status\nrun.py status --check",
    )
    def status(
        context: typer.Context,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
        check: Annotated[
            bool, typer.Option("--check", help=say("One line for a monitoring system, and its exit code."))
        ] = False,
    ) -> None:
        from robots.work.breaking import told

        desk: Desk = context.obj
        if check:
            raise typer.Exit(_checked(desk))
        standing = _standing(desk)
        if json:
            as_json(_in_json(standing))
            return
        if standing.stopped:
            tell(say("STOP stands: no robot works. To let them, remove {file}", file=desk.home.stop_file), style="red")
        for breaker in standing.breakers:
            tell(say.again(told(breaker)), style="red")
        for sign in standing.service:
            tell(say.again(sign.says), style="yellow")
        for line in _first(say, standing):
            tell(line, style="yellow")
        columns = [say(name) for name in ("robot", "last run", "mode", "how it ended")]
        as_table(say("Robots"), columns, [_row(say, *robot) for robot in standing.runs.items()])
        for name, run in standing.runs.items():
            if run and run.error and run.outcome not in ("StopAsked", "SystemClosed"):
                tell(f"{name}: {say.again(run.error)}", style="red")
        show_agreement(say, standing.agreement)
        show_open(desk, standing.alerts, standing.waiting)
        tell_pauses(say, standing.paused)
        if standing.workers:
            columns = [say(name) for name in ("machine", "since", "last sign of life", "works at")]
            as_table(say("Workers"), columns, [_worker(say, worker) for worker in standing.workers])
        rows = list(_needs(say, standing.all))
        if rows:
            as_table(say("Cases"), [say("what there is to do"), say("cases"), say("see")], rows)
        else:
            tell(say("No robot has seen a case yet. Begin with: run.py run ROBOT"))


def _checked(desk: Desk) -> int:
    """How it stands in one line, as Nagios and its kin read it; the level is the exit code."""
    from robots.work.health import health

    seen = health(desk.home, datetime.now(UTC))
    says = "; ".join(desk.say.again(sign.says) for sign in seen.signs) or desk.say("all is well")
    figures = " ".join(f"{name}={value}" for name, value in seen.figures.items())
    verbatim(f"ROBOTS {seen.level.name} - {says.replace('|', '/')}" + (f" | {figures}" if figures else ""))
    return seen.level


def _standing(desk: Desk) -> Standing:
    from robots.work import trust
    from robots.work.health import service_signs
    from robots.work.office import open_store, today
    from robots.work.suggestions import standings

    parts = {name: part for name, part in desk.home.robots.items() if part.works_cases}
    names = list(parts)
    with open_store(desk.home) as store:
        return Standing(
            stopped=desk.home.stop_file.exists(),
            runs={name: next(iter(store.runs(1, robot=name)), None) for name in names},
            robots={name: store.summary(robot=name) for name in names},
            all=store.summary(),
            alerts=store.alerts(),
            waiting=store.messages(),
            noted=store.noted_changes(),
            agreement=standings(desk.home, store, today()),
            paused={name: view.pause for name, view in store.schedules().items() if view.pause},
            breakers=store.breakers(),
            service=tuple(service_signs(store)),
            workers=store.workers(),
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
    for change in standing.noted:
        told = "{system} has changed where no field of ours is touched: {why} Seen: run.py check {system} --accept"
        *screen, says = change.says.rpartition(": ")
        yield say(told, system=change.system, why="".join((*screen, say.again(says))))
    for name, why in standing.distrusted.items():
        yield say("{robot} works in shadow: {why}", robot=name, why=say.again(why))


def _row(say: Words, name: str, run: "RunView | None") -> tuple[object, ...]:
    if run is None:
        return name, say("never"), None, None
    return name, run.began, coded(say, run.mode), _ended(say, run)


def _worker(say: Words, worker: "WorkerView") -> tuple[object, ...]:
    seconds = int(worker.silent.total_seconds())
    at = f"{worker.robot} ({worker.login})" if worker.login else worker.robot
    return worker.owner, worker.since, say("{n} s ago", n=seconds), at or say("waits for work")


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
        "service": [sign.says for sign in standing.service] or "works",
        "states": summary.states,
        "handed_over": summary.reasons,
        "to_release": summary.to_release,
        "to_remind": summary.to_remind,
        "robots": robots,
        "alerts": [{"kind": one.kind, "about": one.about, "since": one.since} for one in standing.alerts],
        "agreement": agreement_in_json(standing.agreement),
        "alerts_not_sent": len(standing.waiting),
        "paused": {name: vars(pause) for name, pause in standing.paused.items()},
        "breakers": [
            {"system": one.system, "cause": one.cause, "since": one.since, "next_probe": one.next_probe}
            for one in standing.breakers
        ],
        "workers": [
            {
                "worker": worker.owner,
                "machine": worker.host,
                "since": worker.since,
                "seen": worker.seen,
                "robot": worker.robot,
                "login": worker.login,
            }
            for worker in standing.workers
        ],
    }
