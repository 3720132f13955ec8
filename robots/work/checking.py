"""Checking a case system: its description against the flows, then against its pages, on a few cases. Only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from robots.errors import CaseProblem, ConfigError, ScreenChanged
from robots.flow import OpenFlow, open_flow
from robots.model import InboxRow, Unknown
from robots.settings import Home
from robots.systems.casework import Casework
from robots.systems.chromium import Warm, warm_browser
from robots.systems.contract import Change, Contract, Recorder
from robots.systems.credentials import Credentials
from robots.systems.description import DraftPart, FieldPart, SystemFile, open_system
from robots.systems.layout import Layout, common
from robots.systems.listing import read_inbox, spread
from robots.systems.session import Session
from robots.systems.stops import Stopped
from robots.systems.view import Turn, at_once
from robots.work.job import heed_hours, heed_stop
from robots.work.matching import agree

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
    under: tuple[str, ...] = ()  # the headings that it stood under, each once
    times: int = 0  # how often its label stood on a page, at most
    changed: tuple[str, ...] = ()  # what is otherwise than accepted


@dataclass(frozen=True)
class Checked:
    """What a check of one system came to."""

    system: SystemFile
    browser: str  # its version
    fields: tuple[CheckedField, ...]
    cases: int  # that were read
    screens: Mapping[str, Layout]  # what each screen showed on all of them
    changes: tuple[Change, ...]  # what is otherwise than accepted
    complaints: Mapping[str, str]  # what does not fit the description, a line each, and of which flow; "": of all

    @property
    def troubles(self) -> tuple[str, ...]:
        """What stops a robot, a line each."""
        return (*self.complaints, *(told(self.system, change) for change in self.changes if change.field))

    @property
    def notes(self) -> tuple[Change, ...]:
        """What is otherwise and touches no field of ours."""
        return tuple(change for change in self.changes if not change.field)

    def accepted(self) -> Checked:
        """The same once a person has accepted what the screens look like: nothing is otherwise any more."""
        return replace(self, changes=(), fields=tuple(replace(field, changed=()) for field in self.fields))

    def refuse(self) -> None:
        """Go no further where a screen has changed.

        Raises:
            ScreenChanged: One is not what its description says or a person accepted; all of it is told.
        """
        if self.troubles:
            advice = "" if self.troubles[-1].endswith(self.system.advice) else f" {self.system.advice}"
            raise ScreenChanged("\n".join(self.troubles) + advice)


def told(system: SystemFile, change: Change) -> str:
    """A change with its place in the description."""
    return f"{system.place(*change.screen.split('/'), 'fields', change.field)}: {change.says}"


def open_checked(home: Home, name: str, environment: str | None = None) -> tuple[SystemFile, tuple[OpenFlow, ...]]:
    """Open a description and all its flows, checked against each other.

    Args:
        home: The home folder.
        name: The case system.
        environment: One of its environments, to be worked instead of the system itself.

    Raises:
        ConfigError: Something does not fit; the text names file and line.
    """
    if name not in home.systems:
        known = ", ".join(home.systems) or "none"
        raise ConfigError(f'config/systems: there is no description "{name}.yaml". There are: {known}.')
    address = home.settings.addresses.get(name)
    system = open_system(home.system_file(name), address=address, environment=environment)
    return system, flows_of(home, system)


def flows_of(home: Home, system: SystemFile) -> tuple[OpenFlow, ...]:
    """All flows of a system, checked against its description.

    Raises:
        ConfigError: Something does not fit; the text names file and line.
    """
    flows = tuple(open_flow(home.flow_folder(flow)) for flow in system.description.cases)
    for flow in flows:
        agree(system, flow)
    return flows


async def check_pages(
    home: Home,
    system: SystemFile,
    flows: Sequence[OpenFlow],
    credentials: Credentials,
    *,
    cases: int,
    contract: Contract | None = None,
    turn: Turn = at_once,
) -> Checked:
    """Read the inbox and some cases of each flow, and tell how each field was read and what has changed.

    Args:
        home: The home folder.
        system: The case system.
        flows: Its flows.
        credentials: Of the robot's account.
        cases: How many of each flow.
        contract: What a person accepted, to hold each page against.
        turn: Waits until the pace of the system's owner allows the next page.

    Raises:
        StopAsked: STOP stands in the home folder; nothing more was read.
        SystemClosed: The system is closed; nothing was read.
    """
    heed_stop(home.stop_file)
    heed_hours(system, datetime.now(UTC))
    browser = home.settings.browser
    async with warm_browser(browser.program, proxy=browser.proxy) as warm:
        return await check_warm(warm, home, system, flows, credentials, cases=cases, contract=contract, turn=turn)


async def check_warm(
    warm: Warm,
    home: Home,
    system: SystemFile,
    flows: Sequence[OpenFlow],
    credentials: Credentials,
    *,
    cases: int,
    contract: Contract | None = None,
    turn: Turn = at_once,
) -> Checked:
    """The same in a browser that is there already; see check_pages."""
    check = _Check(home, replace(system, watch=Recorder()), contract or Contract())
    check.heed()
    browser, firewall = warm
    async with Session.open(browser, firewall, check.system, credentials, turn=turn) as session:
        await check.look(session, [flow.flow.name for flow in flows], cases)
        return check.done(browser.version)


class _Check:
    """One check at work."""

    def __init__(self, home: Home, system: SystemFile, contract: Contract) -> None:
        self.system = system
        self._home = home
        self._contract = contract
        self._samples: dict[str, list[Sample]] = {}
        self._complaints: dict[str, str] = {}

    def heed(self) -> None:
        """Go no further while STOP stands or the system is closed."""
        heed_stop(self._home.stop_file)
        heed_hours(self.system, datetime.now(UTC))

    async def look(self, session: Session, flows: Sequence[str], cases: int) -> None:
        """Read the inbox and the cases."""
        try:
            inbox = await read_inbox(session)
        except ScreenChanged as change:
            self._complain(change)
            return
        for name in flows:
            rows = [row for row in inbox.rows if row.flow == name and not row.protected]
            self._samples[name] = await self._sample(session, name, rows, cases)

    def done(self, browser: str) -> Checked:
        """What it came to."""
        pages = self.system.watch.pages if isinstance(self.system.watch, Recorder) else {}
        found = (
            change for name, seen in pages.items() for page in seen for change in self._contract.changes(name, page)
        )
        changes = tuple(dict.fromkeys(found))
        fields = [field for flow, read in self._samples.items() for field in _told(self.system, flow, read)]
        return Checked(
            system=self.system,
            browser=browser,
            fields=tuple(_placed(field, pages, changes) for field in fields),
            cases=sum(map(len, self._samples.values())),
            screens={name: common(seen) for name, seen in pages.items()},
            changes=changes,
            complaints=self._complaints,
        )

    async def _sample(self, session: Session, flow: str, rows: Sequence[InboxRow], cases: int) -> list[Sample]:
        """What the screens of some cases that are free show."""
        read: list[Sample] = []
        unmarked = 0
        async with session.window() as window:
            for row in spread(rows, cases):
                if len(read) == cases:
                    break
                self.heed()
                try:
                    work = await Casework.open(session, window, row.number, flow, row.handle)
                except ScreenChanged as change:
                    self._complain(change, flow)
                    return read
                except CaseProblem:
                    continue
                try:
                    read.append(await self._read(work, flow))
                except Stopped as stop:  # of such a case nothing is shown
                    unmarked += stop.missing
                except CaseProblem:
                    continue
                finally:
                    await work.leave()
        if unmarked and not read:
            place = self.system.place("cases", flow, "stops", "marks")
            self._complain(ScreenChanged(f"{place}: no case shows all these marks. {self.system.advice}"), flow)
        return read

    async def _read(self, work: Casework, flow: str) -> Sample:
        """Every value of a case by its screen and field; where a screen has changed, each is looked at by itself."""
        sample: dict[tuple[bool, str], object] = {}
        whole = True
        for is_draft, read in ((False, work.read), (True, work.form)):
            try:
                sample |= {(is_draft, name): value for name, value in (await read()).values.items()}
                for gone in (await work.unsaved() if is_draft else {}).values():  # else the first draft would tell
                    self._complain(gone, flow)
            except ScreenChanged as change:
                self._complain(change, flow)
                whole = False
        return sample if whole else await self._looked(work, flow, sample)

    async def _looked(self, work: Casework, flow: str, sample: Sample) -> Sample:
        """What each screen shows by itself, and complains of."""
        for complaint in await work.look():
            self._complain(complaint, flow)
        with suppress(ScreenChanged):  # of a mark, which was told
            for screen, seen in (await work.survey({})).screens.items():
                sample = {
                    **{(screen.partition("/")[0] == "draft", name): value for name, value in seen.values.items()},
                    **sample,
                }
        return sample

    def _complain(self, change: ScreenChanged, flow: str = "") -> None:
        said = str(change).removesuffix(f" {self.system.advice}").splitlines()
        self._complaints |= {line: flow for line in said if line not in self._complaints}


def _told(system: SystemFile, flow: str, read: Sequence[Sample]) -> list[CheckedField]:
    case = system.description.cases[flow]
    screens = [*case.screens.items(), *(("draft", sheet) for sheet in case.draft.sheets.values())]
    return [
        _field(
            flow, screen, name, field, [sample.get((isinstance(part, DraftPart), name), _MISSING) for sample in read]
        )
        for screen, part in screens
        for name, field in part.fields.items()
    ]


_MISSING = Unknown("its screen has changed")


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


def _placed(field: CheckedField, pages: Mapping[str, Sequence[Layout]], changes: Sequence[Change]) -> CheckedField:
    """The same with where it stood, how unique its label is, and what is otherwise than accepted."""
    at = f"cases/{field.flow}/{field.screen if field.screen == 'draft' else f'screens/{field.screen}'}"
    mine = {name: seen for name, seen in pages.items() if name == at or name.startswith(f"{at}/then/")}
    there = [page.fields.get(field.field) or page.tables.get(field.field) for seen in mine.values() for page in seen]
    found = [place for place in there if place is not None]
    return replace(
        field,
        under=tuple(dict.fromkeys(place.section for place in found)),
        times=max((getattr(place, "times", 1) for place in found), default=0),
        changed=tuple(change.says for change in changes if change.screen in mine and change.field == field.field),
    )
