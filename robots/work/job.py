"""What one run of a robot has to do, settled before any browser starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from robots.cases import Store, Versions
from robots.errors import ConfigError, StopAsked, SystemClosed
from robots.flow import OpenFlow, open_flow
from robots.model import HAND_OVER, Mode
from robots.settings import Home, RobotPart
from robots.systems.description import SystemFile, open_system
from robots.systems.opening import shut
from robots.work import trust
from robots.work.accepting import acceptances
from robots.work.matching import agree

RULES, TEXTS, DESCRIPTION = "rules", "texts", "description"  # what an approval is given for


@dataclass(frozen=True)
class Job:
    """A robot's flow and system, checked against each other, and what it may do with them."""

    robot: str
    flow: OpenFlow
    system: SystemFile
    mode: Mode
    why_shadow: str | None  # where draft mode was wished and not granted
    drafts: frozenset[str]
    day: date
    stop_file: Path
    approved: date | None = None
    browser: str = ""  # its version, once it is started
    drafts_a_run: int = 100
    first: int = 5  # drafts of an edition that wait for a person's release
    answer_within: int = 21  # days until a person is told that an applicant who was asked has not answered
    runs_as: str = ""  # the robot of config/robots.yaml whose run it is, where that comes after this one
    blind: float = 0.0  # the share of cases whose proposal nobody sees before deciding, from 0 to 1

    @property
    def runs_under(self) -> str:
        """The name that its runs bear."""
        return self.runs_as or self.robot

    @property
    def versions(self) -> Versions:
        """By what its proposals are made."""
        rules, texts = self.flow.sha256s
        return Versions(rules=rules, texts=texts, description=self.system.sha256, browser=self.browser)

    def called(self, field: str) -> str:
        """What people call a field: by the rules or, where they do not speak of it, as the case system does."""
        named = self.flow.called(field)
        return self._labels.get(field, field) if named == field else named

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        case = self.system.description.cases[self.flow.flow.name]
        parts = [
            part for screen in (*case.screens.values(), *case.draft.sheets.values()) for part in screen.fields.items()
        ]
        return {name: part.label[0] if part.label else part.within or name for name, part in parts}


def job(home: Home, robot: str, *, day: date, mode: Mode | None = None) -> Job:
    """Open all that a robot needs, and settle whether it may save drafts.

    Args:
        home: The home folder.
        robot: Its name in config/robots.yaml. One that looks again does so as the robot whose cases they are, and so
            does one that follows up, which is always in shadow.
        day: The day that decides which amounts and limits are in force.
        mode: Another mode than the robot's own, for one run. Draft mode always needs the approval.

    Raises:
        ConfigError: Something does not fit; no robot starts.
    """
    part, runs_as = home.robot(robot), ""
    follows = part.follows_up is not None
    if part.comes_after:
        robot, runs_as = part.comes_after, robot
        part = home.robot(robot)
    if part.flow is None or part.system is None:
        if follows:
            raise ConfigError(f'config/robots.yaml: "{runs_as}" follows up the proposals of a robot with a flow.')
        if runs_as:
            raise ConfigError(f'config/robots.yaml: "{runs_as}" looks again at the cases of a robot with a flow.')
        if part.chore:
            raise ConfigError(f'config/robots.yaml: robot "{robot}" works no case system; use: run.py run {robot}')
        raise ConfigError(f'config/robots.yaml: robot "{robot}" makes a report; use: run.py report {part.report}')
    flow = open_flow(home.flow_folder(part.flow))
    system = open_system(home.system_file(part.system), address=home.settings.addresses.get(part.system))
    agree(system, flow)
    if follows and system.description.cases[flow.flow.name].decision is None:
        raise ConfigError(
            f"{system.place('cases', flow.flow.name)}: it does not say where a decided case shows the decision "
            f'("decision"), so "{runs_as}" has nothing to follow up by.'
        )
    wanted = Mode.SHADOW if follows else mode or part.wanted_mode
    persons = home.settings.rules.accepted_by
    why = _why_not(part, flow, system, persons) if wanted is Mode.DRAFT else None
    if why and mode is Mode.DRAFT:
        raise ConfigError(f'config/robots.yaml: robot "{robot}" may not save drafts: {why} See: run.py robots')
    drafts = frozenset(part.drafts) - {HAND_OVER}
    granted = Mode.SHADOW if why else wanted
    approved = part.approval.day if part.approval else None
    bounds = home.settings.bounds
    return Job(
        robot,
        flow,
        system,
        granted,
        why,
        drafts,
        day,
        home.stop_file,
        approved,
        drafts_a_run=part.drafts_a_run or bounds.drafts_a_run,
        first=bounds.first,
        answer_within=bounds.answer_within,
        runs_as=runs_as,
        blind=(bounds.blind if part.blind is None else part.blind) / 100,
    )


def heed_stop(stop_file: Path) -> None:
    """Go no further while STOP stands in the home folder.

    Raises:
        StopAsked: It does.
    """
    if stop_file.exists():
        raise StopAsked("STOP stands in the home folder. Nothing is read or written until it is removed.")


def heed_hours(system: SystemFile, at: datetime) -> None:
    """Go no further while the case system is closed or being maintained.

    Raises:
        SystemClosed: It is; the robot goes on when it opens.
    """
    if closed := system.description.opening.closed(at):
        raise SystemClosed(f"{shut(system.name, closed)}.", closed.until)


def altered(job: Job, store: Store) -> str | None:
    """Why the robot must go back to shadow: a field that the system altered in several drafts since the approval."""
    return trust.altered(store, job.robot, job.approved)


def _why_not(part: RobotPart, flow: OpenFlow, system: SystemFile, persons: int) -> str | None:
    """Why a robot may not save drafts; None where it was approved, and what is in force was approved or accepted since.

    The description must be the approved one. Rules and texts may be newer where enough persons accepted them; where two
    must, their acceptance is needed even of those that the approval names.
    """
    if part.approval is None:
        return "it has no approval."
    approved = (part.approval.rules, part.approval.texts)
    named = zip((RULES, TEXTS), approved, flow.sha256s, strict=True)
    changed = [name for name, then, now in named if then != now]
    accepted = next((one for one in acceptances(flow.folder) if one.holds(flow.sha256s)), None)
    since = accepted is not None and (not changed or accepted.day >= part.approval.day)
    stands = since and accepted is not None and accepted.persons >= persons
    if part.approval.description != system.sha256:
        return f"changed since it was approved: {', '.join([*([] if stands else changed), DESCRIPTION])}."
    if stands or (persons == 1 and not changed):
        return None
    command = f"run.py rules accept {flow.flow.name} --by NAME --reference REF"
    if persons == 1:
        return f"changed since it was approved: {', '.join(changed)}. To accept that: {command}"
    told = "one has" if accepted else "nobody has"
    return f"two persons must accept its rules and texts, and so far {told}. To accept them: {command}"
