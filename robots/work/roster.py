"""The robots of a home folder: what each may do, why it may do no more, and the approval that would let it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from robots.cases import Pause
from robots.errors import ConfigError, SecretMissing
from robots.model import Mode
from robots.settings import Home, RobotPart
from robots.work.job import Job, altered, job
from robots.work.office import open_store, today


@dataclass(frozen=True)
class RobotLine:
    """One robot as a list shows it."""

    robot: str
    flow: str | None
    system: str | None
    report: str | None
    chore: str | None
    when: str | None
    looks_again: str | None = None  # the robot whose cases it looks at again; its mode is that one's
    follows_up: str | None = None  # the robot whose proposals it holds against decisions; it writes nothing
    mode: Mode | None = None  # None: it makes a report or does a chore, or cannot start
    why_shadow: str | None = None
    approval: Mapping[str, str] | None = None  # the hashes that an approval of what is in force now must hold
    trouble: str | None = None  # why it cannot start
    pause: Pause | None = None  # that a person keeps it from starting by schedule


def roster(home: Home) -> list[RobotLine]:
    """Every robot of config/robots.yaml, in its order; one that cannot start says why.

    Raises:
        ConfigError: config/robots.yaml itself cannot be used.
    """
    paused = _pauses(home)
    return [replace(_line(home, name), pause=paused.get(name)) for name in home.robots]


def shown_when(part: RobotPart) -> str | None:
    """What starts a robot, in the words of the file; None where only people do."""
    return "; ".join(one.shown for one in part.when) or None


def _pauses(home: Home) -> Mapping[str, Pause]:
    try:
        with open_store(home) as store:
            return {name: view.pause for name, view in store.schedules().items() if view.pause}
    except SecretMissing:  # a home without a store has paused nothing
        return {}


def _line(home: Home, name: str) -> RobotLine:
    part = home.robots[name]
    line = RobotLine(
        name, part.flow, part.system, part.report, part.chore, shown_when(part), part.looks_again, part.follows_up
    )
    if not part.works_cases:
        return line
    try:
        settled = job(home, name, day=today())
        why = _why_shadow(home, settled)
    except ConfigError as problem:
        return replace(line, trouble=str(problem))
    versions = settled.versions
    needed = {"rules": versions.rules, "texts": versions.texts, "description": versions.description}
    lacking = needed if why and part.flow and not _only_unaccepted(home, settled) else None
    return replace(line, mode=Mode.SHADOW if why else settled.mode, why_shadow=why, approval=lacking)


def _only_unaccepted(home: Home, settled: Job) -> bool:
    """Whether all that a robot lacks is that its rules and texts are accepted, which takes no new approval."""
    approval = home.robots[settled.robot].approval
    stands = approval is not None and approval.description == settled.system.sha256
    return stands and settled.why_shadow is not None


def _why_shadow(home: Home, settled: Job) -> str | None:
    if settled.mode is Mode.SHADOW:
        return settled.why_shadow or "that is its mode in config/robots.yaml."
    try:
        with open_store(home) as store:
            return altered(settled, store)
    except SecretMissing:  # a home without a store has no drafts that a system could have altered
        return None
