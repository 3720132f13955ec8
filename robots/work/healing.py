"""Healing a description: the smallest change of it that fits the pages as they are now, for a person to accept.

Nothing changes by itself. What a field said before, as the store has it of the same cases, is compared inside this
process and never shown; values are never healed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Literal

from robots.cases import AcceptedContract, Store
from robots.errors import CaseProblem, ConfigError, ScreenChanged
from robots.model import DecidedRow, InboxRow
from robots.redaction import case_at_hand
from robots.settings import ACCEPTED, SAMPLE, Home
from robots.systems.astray import NotThere
from robots.systems.casework import Casework
from robots.systems.chromium import Warm, warm_browser
from robots.systems.contract import Contract, Recorder
from robots.systems.credentials import Credentials
from robots.systems.description import FieldPart, Listing, SystemFile, open_system
from robots.systems.layout import Layout
from robots.systems.listing import look_at_list, read_inbox, try_list
from robots.systems.screen import Survey
from robots.systems.session import Session
from robots.systems.view import Turn
from robots.work.checking import Checked, check_warm, flows_of
from robots.work.columns import mixed, sorted_out
from robots.work.contracts import accept, in_force
from robots.work.credentials import credentials_for
from robots.work.job import heed_hours, heed_stop
from robots.work.ledger import Ledger
from robots.work.pacing import turns
from robots.work.reached import of_list, reached
from robots.work.relisted import called, moved, told
from robots.work.remedies import Remedy, applied, of_one_case
from robots.work.renamed import listed, plain
from robots.work.surveyed import Pages
from robots.work.wounds import settled, wounds

LISTS: tuple[Literal["inbox", "decided"], ...] = ("inbox", "decided")
ROUNDS = 8
"""What one change makes visible, such as a screen under a renamed heading, is healed in the next round."""


@dataclass(frozen=True)
class Healing:
    """What is proposed for one system."""

    system: SystemFile  # as its description stands
    before: str  # its text
    after: str  # and what it would be
    remedies: tuple[Remedy, ...]
    checked: Checked  # the pages, by the changed description
    environment: str | None

    @property
    def unsure(self) -> tuple[Remedy, ...]:
        """What a person has to decide: no candidate is surely the right one."""
        return tuple(one for one in self.remedies if not one.sure)

    @property
    def diff(self) -> str:
        """The change of the file."""
        name = self.system.shown
        lines = unified_diff(
            self.before.splitlines(), self.after.splitlines(), name, f"{name} (proposed)", "", "", 1, ""
        )
        return "\n".join(lines)


async def heal(
    home: Home, ledger: Ledger, name: str, *, cases: int | None = None, environment: str | None = None
) -> Healing:
    """Propose what to change of a description, by its pages as they are now. Only reads.

    Raises:
        ConfigError: The description cannot be used; no page was opened.
        StopAsked, SystemClosed: No page was opened, or no more.
        ScreenChanged: So much has changed that nothing can be proposed, such as the login page.
    """
    file = home.system_file(name)
    before = after = file.read_text(encoding="utf-8")
    system = open_system(file, address=home.settings.addresses.get(name), environment=environment)
    flows_of(home, system)
    credentials = await ledger(credentials_for, home, system, ledger.store)
    contract = await ledger(in_force, ledger.store, name) or Contract()
    turn = turns(system, ledger)
    sample = cases or SAMPLE
    found: list[Remedy] = []
    _heed(home, system)
    browser = home.settings.browser
    with tempfile.TemporaryDirectory() as folder:
        async with warm_browser(browser.program, proxy=browser.proxy) as warm:
            for _ in range(ROUNDS):
                trial = _trial(system, Path(folder), after)
                new = await _Round(home, ledger, trial, contract, sample, turn, found).go(warm, credentials)
                found += new
                changed = applied(after, [one for one in new if one.sure])
                if changed == after:
                    break
                after = changed
            trial = _trial(system, Path(folder), after)
            flows = flows_of(home, trial)
            checked = await check_warm(
                warm, home, trial, flows, credentials, cases=cases or ACCEPTED, contract=contract, turn=turn
            )
    checked = replace(checked, system=replace(checked.system, path=system.path))  # the trial's file is gone
    return Healing(system, before, after, tuple(found), checked, environment)


def take(store: Store, healing: Healing, *, by: str) -> AcceptedContract:
    """Change the description as proposed, and accept with it what the screens look like now.

    The approvals of its robots are void with that, as after any change of a description.

    Raises:
        ConfigError: It does not fit yet, or somebody has changed the file meanwhile; nothing was changed.
    """
    if healing.environment:
        raise ConfigError("What was seen in another environment is accepted once the system itself is like that.")
    if healing.checked.complaints or healing.unsure:
        raise ConfigError("Nothing was changed: not everything fits yet. Change the rest by hand, then: run.py check")
    path = healing.system.path
    if path.read_text(encoding="utf-8") != healing.before:
        raise ConfigError(f"{healing.system.shown} was changed meanwhile. Nothing was changed; heal it anew.")
    path.write_text(healing.after, encoding="utf-8")
    mended = open_system(path)
    changed = ", ".join(dict.fromkeys(".".join(one.keys[1:]) for one in healing.remedies if one.edits)) or "nothing"
    accepted = accept(store, replace(healing.checked, system=mended), by=by, healed=f"changed: {changed}")
    store.close_breaker(mended.name)
    return accepted


def _heed(home: Home, system: SystemFile) -> None:
    heed_stop(home.stop_file)
    heed_hours(system, datetime.now(UTC))


def _trial(system: SystemFile, folder: Path, text: str) -> SystemFile:
    """The system by another text of its description."""
    path = folder / system.path.name
    path.write_text(text, encoding="utf-8")
    about = {"address": system.description.address, "account": system.description.account}
    trial = open_system(path)
    return replace(trial, description=trial.description.model_copy(update=about))


class _Round:
    """One look at all pages by one version of the description."""

    def __init__(
        self,
        home: Home,
        ledger: Ledger,
        system: SystemFile,
        contract: Contract,
        cases: int,
        turn: Turn,
        found: Sequence[Remedy],
    ) -> None:
        self._home = home
        self._ledger = ledger
        self._system = replace(system, watch=Recorder())
        self._contract = contract
        self._cases = cases
        self._turn = turn
        self._known = {one.keys for one in found}
        self._handles: Mapping[str, str | None] = {}

    async def go(self, warm: Warm, credentials: Credentials) -> list[Remedy]:
        """What is new to be changed."""
        _heed(self._home, self._system)
        async with Session.open(*warm, self._system, credentials, turn=self._turn) as session:
            found = [remedy for name in LISTS for remedy in await self._of_list(session, name)]
            try:
                inbox = await read_inbox(session)
            except ScreenChanged:
                return self._new(found)
            self._handles = {row.number: row.handle for row in inbox.rows}
            for flow in self._system.description.cases:
                numbers = [row.number for row in inbox.rows if row.flow == flow and not row.protected]
                found += await self._of_flow(session, flow, await self._known_first(numbers))
            return self._new(found)

    def _new(self, found: Sequence[Remedy]) -> list[Remedy]:
        return [one for one in found if one.keys not in self._known]

    async def _of_list(self, session: Session, name: Literal["inbox", "decided"]) -> list[Remedy]:
        if getattr(self._system.description, name) is None:
            return []
        try:
            page = await look_at_list(session, name)
        except NotThere as gone:
            return list(of_list(self._system, name, gone))
        return [*listed(self._system, self._contract, name, page), *await self._relisted(session, name, page)]

    async def _relisted(self, session: Session, name: Literal["inbox", "decided"], page: Layout) -> list[Remedy]:
        """What a list's columns are called where its headings stand in another order."""
        listing: Listing = getattr(self._system.description, name)
        headings = moved(listing, name, self._contract, page)
        if not headings:
            return []
        cases = await self._ledger(partial(self._ledger.store.cases, system=self._system.name))
        known = {case.number: case for case in cases}
        rows = [await self._rows(session, name, called(listing, way)) for way in ({}, headings)]
        return list(told(name, listing, headings, known, *rows))

    async def _rows(
        self, session: Session, name: Literal["inbox", "decided"], columns: Mapping[str, FieldPart]
    ) -> Sequence[InboxRow | DecidedRow]:
        try:
            return await try_list(session, name, columns)
        except ScreenChanged:
            return ()

    async def _of_flow(self, session: Session, flow: str, numbers: Sequence[str]) -> list[Remedy]:
        """Look once for what is where, and once more for what stands at each candidate."""
        first = await self._surveyed(session, flow, numbers, {})
        hurt, tables = wounds(*self._about(first)), list(mixed(*self._about(first)))
        tried: dict[str, dict[str, FieldPart]] = {name: {} for name in first.layouts}
        for screen, name, part in (one for wound in hurt for one in wound.tried()):
            tried[screen][name] = part
        for table in tables:
            tried[table.screen][table.keys[-1]] = table.tried
        second = await self._surveyed(session, flow, first.numbers, tried) if hurt or tables else first
        stored = [await self._ledger(self._stored, number) for number in second.numbers]
        columns = [remedy for table in tables for remedy in sorted_out(table, second, stored)]
        about = self._about(first)
        found = [*reached(*about), *plain(*about), *settled(hurt, second, stored), *columns]
        return list(of_one_case(found)) if len(first.numbers) == 1 else found

    def _about(self, pages: Pages) -> tuple[SystemFile, Contract, Pages]:
        return self._system, self._contract, pages

    async def _known_first(self, numbers: Sequence[str]) -> list[str]:
        """Cases of which the store holds what they said come first: they can be compared."""
        known = {number for number in numbers if await self._ledger(self._stored, number)}
        return sorted(numbers, key=lambda number: number not in known)

    def _stored(self, number: str) -> Mapping[str, object]:
        store = self._ledger.store
        try:
            return store.content(store.case(number, self._system.name)).application or {}
        except ConfigError:
            return {}

    async def _surveyed(
        self, session: Session, flow: str, numbers: Sequence[str], wanted: Mapping[str, Mapping[str, FieldPart]]
    ) -> Pages:
        seen: dict[str, Survey] = {}
        async with session.window() as window:
            for number in numbers:
                if len(seen) == self._cases:
                    break
                _heed(self._home, self._system)
                with case_at_hand(), suppress(ScreenChanged, CaseProblem):
                    try:
                        work = await Casework.open(session, window, number, flow, self._handles[number])
                    except NotThere as gone:
                        seen[number] = Survey(astray={"": gone})
                        continue
                    try:
                        seen[number] = await work.survey(wanted)
                    finally:
                        await work.leave()
        return Pages(flow, tuple(seen), tuple(seen.values()))
