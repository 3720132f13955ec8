"""Checking a case system: its description against the flows, then against its pages, on a few cases. Only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robots.errors import CaseProblem, ConfigError, ScreenChanged
from robots.flow import OpenFlow, open_flow
from robots.model import Unknown
from robots.settings import Home
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.description import DraftPart, FieldPart, SystemFile, open_system
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.systems.stops import Stopped
from robots.work.agreement import agree
from robots.work.job import heed_stop

Sample = Mapping[tuple[bool, str], object]
"""What one case shows, by whether the field stands in the decision form, and its name."""


@dataclass(frozen=True)
class CheckedField:
    """How one field was read over the sample."""

    flow: str
    screen: str
    field: str
    label: str  # by what it is found: its label, the section it stands in, or its selector
    kind: str
    read: int
    empty: int
    unknown: int
    why: tuple[str, ...]  # what was unreadable, each once


def open_checked(home: Home, name: str) -> tuple[SystemFile, tuple[OpenFlow, ...]]:
    """Open a description and all its flows, checked against each other.

    Raises:
        ConfigError: Something does not fit; the text names file and line.
    """
    if name not in home.systems:
        known = ", ".join(home.systems) or "none"
        raise ConfigError(f'config/systems: there is no description "{name}.yaml". There are: {known}.')
    system = open_system(home.system_file(name), address=home.settings.addresses.get(name))
    flows = tuple(open_flow(home.flow_folder(flow)) for flow in system.description.cases)
    for flow in flows:
        agree(system, flow)
    return system, flows


async def check_pages(
    home: Home, system: SystemFile, flows: Sequence[OpenFlow], credentials: Credentials, *, cases: int
) -> list[CheckedField]:
    """Read the inbox and some cases of each flow, and tell how each field was read.

    Raises:
        ScreenChanged: A screen is not what its description says.
        StopAsked: STOP stands in the home folder; nothing was read.
    """
    heed_stop(home.stop_file)
    browser = home.settings.browser
    async with (
        warm_browser(browser.program, proxy=browser.proxy) as (warm, firewall),
        Session.open(warm, firewall, system, credentials) as session,
    ):
        inbox = await read_inbox(session)
        checked: list[CheckedField] = []
        for flow in flows:
            name = flow.flow.name
            numbers = [row.number for row in inbox.rows if row.flow == name and not row.protected]
            checked += _told(system, name, await _sample(session, name, numbers, cases))
        return checked


async def _sample(session: Session, flow: str, numbers: Sequence[str], cases: int) -> list[Sample]:
    """What the screens of the first cases that are free show."""
    read: list[Sample] = []
    unmarked = 0
    async with session.window() as window:
        for number in numbers:
            if len(read) == cases:
                break
            try:
                work = await Casework.open(session, window, number, flow)
            except CaseProblem:
                continue
            try:
                read.append(await _read(work))
            except Stopped as stop:  # of such a case nothing is shown
                unmarked += stop.missing
            except CaseProblem:
                continue
            finally:
                await work.leave()
    if unmarked and not read:
        place = session.system.place("cases", flow, "stops", "marks")
        raise ScreenChanged(f"{place}: no case shows all these marks. {session.system.advice}")
    return read


async def _read(work: Casework) -> Sample:
    """Every value of a case by its screen and field; what has changed on any screen is told at once."""
    changes: list[str] = []
    sample: dict[tuple[bool, str], object] = {}
    for is_draft, read in ((False, work.read), (True, work.form)):
        try:
            sample |= {(is_draft, name): value for name, value in (await read()).values.items()}
        except ScreenChanged as change:
            changes.append(str(change))
    if changes:
        raise ScreenChanged("\n".join(changes))
    return sample


def _told(system: SystemFile, flow: str, read: Sequence[Sample]) -> list[CheckedField]:
    case = system.description.cases[flow]
    screens = [*case.screens.items(), *(("draft", sheet) for sheet in case.draft.sheets.values())]
    return [
        _field(flow, screen, name, field, [sample[isinstance(part, DraftPart), name] for sample in read])
        for screen, part in screens
        for name, field in part.fields.items()
    ]


def _field(flow: str, screen: str, name: str, part: FieldPart, values: Sequence[object]) -> CheckedField:
    unknown = [value for value in values if isinstance(value, Unknown)]
    empty = sum(value is None or value == () for value in values)
    return CheckedField(
        flow=flow,
        screen=screen,
        field=name,
        label=next(iter(part.label), None) or part.within or part.at or (part.from_.documents if part.from_ else ""),
        kind=part.kind,
        read=len(values) - empty - len(unknown),
        empty=empty,
        unknown=len(unknown),
        why=tuple(dict.fromkeys(value.why for value in unknown)),
    )
