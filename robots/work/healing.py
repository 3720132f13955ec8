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
from pathlib import Path

from robots.cases import AcceptedContract, Store
from robots.errors import CaseProblem, ConfigError, ScreenChanged
from robots.redaction import case_at_hand
from robots.settings import ACCEPTED, SAMPLE, Home
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.contract import Contract, Recorder
from robots.systems.credentials import Credentials
from robots.systems.description import FieldPart, SystemFile, open_system
from robots.systems.listing import look_at_list, read_inbox
from robots.systems.screen import Surveyed
from robots.systems.session import Session
from robots.systems.window import Turn
from robots.work.checking import Checked, check_pages, flows_of
from robots.work.contracts import accept, in_force
from robots.work.credentials import credentials_for
from robots.work.job import heed_hours, heed_stop
from robots.work.ledger import Ledger
from robots.work.pacing import turns
from robots.work.remedies import Pages, Remedy, applied, listed, plain, settled, wounds

ROUNDS = 4
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
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            trial = _trial(system, Path(folder), after)
            new = await _Round(home, ledger, trial, contract, sample, turn, found).go(credentials)
            found += new
            changed = applied(after, [one for one in new if one.sure])
            if changed == after:
                break
            after = changed
        trial = _trial(system, Path(folder), after)
        flows = flows_of(home, trial)
        checked = await check_pages(
            home, trial, flows, credentials, cases=cases or ACCEPTED, contract=contract, turn=turn
        )
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
    told = ", ".join(dict.fromkeys(".".join(one.keys[1:]) for one in healing.remedies if one.edits)) or "nothing"
    accepted = accept(store, replace(healing.checked, system=mended), by=by, healed=f"changed: {told}")
    store.close_breaker(mended.name)
    return accepted


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

    async def go(self, credentials: Credentials) -> list[Remedy]:
        """What is new to be changed."""
        self._heed()
        browser = self._home.settings.browser
        async with (
            warm_browser(browser.program, proxy=browser.proxy) as (warm, firewall),
            Session.open(warm, firewall, self._system, credentials, turn=self._turn) as session,
        ):
            found = listed(self._system, self._contract, "inbox", await look_at_list(session, "inbox"))
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

    def _heed(self) -> None:
        heed_stop(self._home.stop_file)
        heed_hours(self._system, datetime.now(UTC))

    async def _of_flow(self, session: Session, flow: str, numbers: Sequence[str]) -> list[Remedy]:
        """Look once for what is where, and once more for what stands at each candidate."""
        first = await self._surveyed(session, flow, numbers, {})
        hurt = wounds(self._system, self._contract, first)
        tried: dict[str, dict[str, FieldPart]] = {name: {} for name in first.layouts}
        for screen, name, part in (one for wound in hurt for one in wound.tried()):
            tried[screen][name] = part
        second = await self._surveyed(session, flow, first.numbers, tried) if hurt else first
        stored = [await self._ledger(self._stored, number) for number in second.numbers]
        return [*plain(self._system, self._contract, first), *settled(hurt, second, stored)]

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
        seen: dict[str, Mapping[str, Surveyed]] = {}
        async with session.window() as window:
            for number in numbers:
                if len(seen) == self._cases:
                    break
                self._heed()
                with case_at_hand(), suppress(ScreenChanged, CaseProblem):
                    work = await Casework.open(session, window, number, flow, self._handles[number])
                    try:
                        seen[number] = await work.survey(wanted)
                    finally:
                        await work.leave()
        return Pages(flow, tuple(seen), tuple(seen.values()))
