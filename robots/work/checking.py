"""Checking a case system: its description against the flows, then against its pages, on a few cases. Only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robots.errors import CaseProblem, ConfigError
from robots.flow import OpenFlow, open_flow
from robots.model import Unknown
from robots.settings import Home
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.description import SystemFile, open_system
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.work.agreement import agree


@dataclass(frozen=True)
class CheckedField:
    """How one field was read over the sample."""

    flow: str
    screen: str
    field: str
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
    home: Home, system: SystemFile, flows: Sequence[OpenFlow], password: str, *, cases: int
) -> list[CheckedField]:
    """Read the inbox and some cases of each flow, and tell how each field was read.

    Raises:
        ScreenChanged: A screen is not what its description says.
    """
    browser = home.settings.browser
    async with (
        warm_browser(browser.program, proxy=browser.proxy) as (warm, firewall),
        Session.open(warm, firewall, system, password) as session,
    ):
        inbox = await read_inbox(session)
        checked: list[CheckedField] = []
        for flow in flows:
            name = flow.flow.name
            numbers = [row.number for row in inbox.rows if row.flow == name and not row.protected]
            checked += _told(system, name, await _sample(session, name, numbers, cases))
        return checked


async def _sample(session: Session, flow: str, numbers: Sequence[str], cases: int) -> list[dict[str, object]]:
    """What the screens of the first cases that are free show."""
    read: list[dict[str, object]] = []
    async with session.window() as window:
        for number in numbers:
            if len(read) == cases:
                break
            try:
                work = await Casework.open(session, window, number, flow)
            except CaseProblem:
                continue
            try:
                form = await work.form()
                read.append({**(await work.read()).values, **{f"draft.{k}": v for k, v in form.values.items()}})
            finally:
                await work.leave()
    return read


def _told(system: SystemFile, flow: str, read: Sequence[dict[str, object]]) -> list[CheckedField]:
    case = system.description.cases[flow]
    places = [(screen, name, name) for screen, part in case.screens.items() for name in part.fields]
    places += [("draft", name, f"draft.{name}") for name in case.draft.fields]
    checked = []
    for screen, field, key in places:
        values = [values[key] for values in read]
        unknown = [value for value in values if isinstance(value, Unknown)]
        empty = sum(value is None or value == () for value in values)
        why = tuple(dict.fromkeys(value.why for value in unknown))
        checked.append(CheckedField(flow, screen, field, len(values) - empty - len(unknown), empty, len(unknown), why))
    return checked
