"""What is wrong, from what is known: each cause once, however many robots it concerns. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType

from robots.cases.alerts import Figure
from robots.model import SWEDEN
from robots.settings import AlertKind
from robots.work.alerts.facts import Facts, Robot, System
from robots.work.alerts.usual import hand_overs, nothing_found

AHEAD = (1, 3, 7, 14)  # days before a password expires on which that is told

OF_SYSTEM: Mapping[str, AlertKind] = {
    "SystemDown": AlertKind.DOWN,
    "LoginRefused": AlertKind.LOGIN,
    "ScreenChanged": AlertKind.SCREEN,
}
"""Ends of runs that concern a case system; the first two all robots that work it."""
OF_ROBOT: Mapping[str, AlertKind] = {
    "WriteBlocked": AlertKind.BLOCKED,
    "DraftsAltered": AlertKind.ALTERED,
    **dict.fromkeys(
        ("ConfigError", "DescriptionError", "RuleError", "SecretMissing", "KeyMismatch", "NoBrowser"), AlertKind.CONFIG
    ),
}
"""Ends that concern one robot; any other is a fault."""


@dataclass(frozen=True)
class Cause:
    """One thing that is wrong now."""

    kind: AlertKind
    about: str = ""  # a robot, a case system, or nothing
    since: datetime | None = None  # where that is known
    robots: tuple[str, ...] = ()  # that it concerns; none: all
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    stage: str = ""  # another stage is told like a new cause
    daily: bool = True  # people are reminded of it

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same cause."""
        return self.kind, self.about


def decide(facts: Facts) -> tuple[Cause, ...]:
    """Everything that is wrong."""
    halts = [cause for system in facts.systems for cause in _halts(facts, system)]
    halted = {robot for cause in halts for robot in cause.robots}
    passwords = [cause for system in facts.systems for cause in _password(facts, system)]
    robots = [cause for robot in facts.robots for cause in _of_robot(robot, facts, halted)]
    return (*halts, *passwords, *_leaks(facts), *_late(facts, halted), *robots, *_place(facts))


def _kind(system: System, outcome: str) -> AlertKind:
    """What it is that ended a run, or left the system alone."""
    kind = OF_SYSTEM.get(outcome, AlertKind.BREAKER)
    return AlertKind.SESSION if kind is AlertKind.LOGIN and system.by_person else kind


def _halts(facts: Facts, system: System) -> Iterator[Cause]:
    """Why a case system is not worked: by its breaker or, while it has none, by how the latest runs there ended."""
    mine = [robot for robot in facts.robots if robot.system == system.name]
    names = tuple(robot.name for robot in mine)
    if system.breaker:
        kind = _kind(system, system.breaker.cause)
        probe = system.breaker.probe
        figures: dict[str, Figure] = {"secret": system.secret}
        if probe and kind not in (AlertKind.LOGIN, AlertKind.SESSION):  # what was refused is not sent again
            figures["probe"] = f"{probe.astimezone(SWEDEN):%H:%M}"
        yield Cause(kind, system.name, system.breaker.since, names, figures)
        return
    ends = [robot.last for robot in mine if robot.last]
    latest = max(ends, key=lambda run: run.sign, default=None)
    if latest and latest.outcome in ("SystemDown", "LoginRefused"):
        yield Cause(_kind(system, latest.outcome), system.name, latest.sign, names, {"secret": system.secret})
    changed = [run for run in ends if run.outcome == "ScreenChanged"]
    if changed:
        since = min(run.sign for run in changed)
        yield Cause(AlertKind.SCREEN, system.name, since, tuple(run.robot for run in changed))


def _password(facts: Facts, system: System) -> Iterator[Cause]:
    if system.expires is None:
        return
    days = (system.expires - facts.today).days
    step = next((step for step in AHEAD if days <= step), None)
    if step is None:
        return
    names = tuple(robot.name for robot in facts.robots if robot.system == system.name)
    figures: dict[str, Figure] = {"day": system.expires.isoformat(), "days": max(days, 0), "secret": system.secret}
    stage = "expired" if days <= 0 else str(step)
    yield Cause(AlertKind.PASSWORD, system.name, None, names, figures, stage, daily=days <= 0)


def _leaks(facts: Facts) -> Iterator[Cause]:
    """The latest run of all tells whether the write firewall holds on this machine."""
    latest = max((robot.last for robot in facts.robots if robot.last), key=lambda run: run.sign, default=None)
    if latest and latest.outcome == "FirewallLeaks":
        yield Cause(AlertKind.LEAKS, since=latest.sign)


def _late(facts: Facts, halted: set[str]) -> Iterator[Cause]:
    """Robots that did not start, unless it is known why; while STOP stands that is why, once for all of them."""
    if facts.stopped:
        if facts.now - facts.stopped > timedelta(minutes=facts.settings.late):
            yield Cause(AlertKind.STOP, since=facts.stopped)
        return
    for name, due in facts.late.items():
        if name not in halted:
            yield Cause(AlertKind.LATE, name, due, (name,))


def _of_robot(robot: Robot, facts: Facts, halted: set[str]) -> Iterator[Cause]:
    concerned = (robot.name,)
    if robot.silent:
        yield Cause(AlertKind.SILENT, robot.name, robot.silent.sign, concerned)
    elif robot.last and robot.last.outcome not in (None, "done", "FirewallLeaks", *OF_SYSTEM):
        outcome = robot.last.outcome or ""
        kind = OF_ROBOT.get(outcome, AlertKind.FAULT)
        if kind is not AlertKind.FAULT or robot.name not in halted:  # its system is left alone for it
            yield Cause(kind, robot.name, robot.last.sign, concerned, {"outcome": outcome, "system": robot.system})
    if share := hand_overs(robot.days):
        yield Cause(AlertKind.HAND_OVERS, robot.name, None, concerned, share.figures)
    if robot.last and robot.last.outcome == "done" and (drought := nothing_found(robot.days, facts.today)):
        since = datetime.combine(drought.first, time(), SWEDEN).astimezone(UTC)
        yield Cause(AlertKind.NOTHING, robot.name, since, concerned, {**drought.figures, "system": robot.system})
    if robot.failed >= facts.settings.failed:
        yield Cause(AlertKind.FAILED, robot.name, None, concerned, {"cases": robot.failed})


def _place(facts: Facts) -> Iterator[Cause]:
    """The machine and its backups."""
    wanted = facts.settings.backup
    if wanted and facts.backup and facts.now - facts.backup > timedelta(days=wanted):
        yield Cause(AlertKind.BACKUP, since=facts.backup, figures={"days": wanted})
    if facts.backup_failed:
        yield Cause(AlertKind.BACKUP_FAILED, since=facts.backup_failed)
    if facts.free is not None and facts.free < facts.settings.room:
        yield Cause(AlertKind.ROOM, figures={"free": facts.free})
