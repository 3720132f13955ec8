"""A robot on changed pages: what it reads and writes there, held against the same pages unchanged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from robots.cases import Store
from robots.errors import CaseProblem, RobotError
from robots.model import Mode, Unknown, Value
from robots.settings import ACCEPTED, Home
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.contract import Contract, Held
from robots.systems.credentials import Credentials
from robots.systems.description import FieldPart, SystemFile, open_system
from robots.systems.listing import Inbox, read_inbox
from robots.systems.session import Session
from robots.systems.window import Window
from robots.work.approving import trial_home
from robots.work.contracts import accept, check, in_force
from robots.work.ledger import Ledger
from robots.work.office import open_store, run_robot
from tests.mutations.kinds import DRAFT, INBOX, UNSEEN, Kind, Mutation, drawn
from tests.mutations.upgrade import Upgrade, upgrading
from tests.systems.parking.drafting import nothing_stands_against_it

FLOW = "parking_permit"
STARTER = Path(__file__).parents[2]
_DAYS = (date(2026, 12, 4), date(2027, 3, 9))
CASES = 3  # whose screens are changed
TRIES = 60  # draws for one change that applies to a page


class Verdict(StrEnum):
    """What came of a change."""

    RIGHT = "right"
    STOPPED = "stopped"
    UNKNOWN = "unknown"  # the case goes to a person
    WRONG = "wrong"


_WORST = (Verdict.WRONG, Verdict.STOPPED, Verdict.UNKNOWN, Verdict.RIGHT)


@dataclass(frozen=True)
class Ended:
    """One change that was made and what the robot made of it."""

    mutation: Mutation
    verdict: Verdict
    told: str  # what was done to the page
    why: str  # which fields, or what the robot said


Tell = Callable[[Ended], None]


@dataclass(frozen=True)
class Place:
    """One case system to be changed: its home folder with what was read and accepted before, and the proxy."""

    home: Home
    system: SystemFile
    password: str
    contract: Contract
    upgrade: Upgrade


@contextmanager
def prepared(name: str, address: str, password: str, folder: Path) -> Iterator[Place]:
    """A system behind the proxy, of which the robot has read some cases once and a person has accepted the screens."""
    with upgrading(address) as upgrade:
        home = trial_home(STARTER, folder, system=name, address=upgrade.address, password=password)
        robot = _only_robot(home, name)
        ran = run_robot(home, robot, mode=Mode.SHADOW, limit=2 * CASES)  # heal compares with what it read
        assert ran.trouble is None, ran.trouble
        with open_store(home) as store, Ledger(store) as ledger:
            accept(store, asyncio.run(check(home, ledger, name, cases=ACCEPTED)), by="test")
            contract = _in_force(store, name)
        system = open_system(home.system_file(name), address=upgrade.address)
        yield Place(home, system, password, contract, upgrade)


def _in_force(store: Store, name: str) -> Contract:
    contract = in_force(store, name)
    assert contract is not None
    return contract


def _only_robot(home: Home, system: str) -> str:
    """The robot that config/robots.yaml ships for a system, as a comment for all but the practice system."""
    listed = home.path / "config" / "robots.yaml"
    name = f"parking-{system}"
    said, found, parts = listed.read_text(encoding="utf-8").partition(f"\n#  {name}:")
    if found:
        entry, blank, others = parts.partition("\n\n")
        shown = "\n".join(line.removeprefix("#") for line in (found + entry).split("\n"))
        listed.write_text(said + shown + blank + others, encoding="utf-8")
    return name


def tried(place: Place, wanted: Mapping[Kind, int], seed: str, tell: Tell = lambda _: None) -> list[Ended]:
    """Change the system's pages as the seed says, so many times of each kind, and let the robot work on each.

    Args:
        place: The system.
        wanted: How many changes of each kind.
        seed: By which they are drawn.
        tell: Hears of each as it ended.
    """

    async def all_of_them() -> list[Ended]:
        held = replace(place.system, watch=Held(place.contract))
        async with (
            warm_browser() as (browser, firewall),
            Session.open(browser, firewall, held, Credentials(place.password)) as session,
            session.window() as window,
        ):
            robot = await _Robot.at(session, window, place.upgrade)
            return [ended async for ended in robot.tries(wanted, seed, tell)]

    return asyncio.run(all_of_them())


@dataclass
class _Truth:
    """One case as its unchanged pages show it."""

    values: Mapping[str, Any]
    draft: Mapping[str, Any]  # what stands in its decision form


class _Robot:
    """A robot with one login, and what the unchanged pages say."""

    def __init__(self, session: Session, window: Window, upgrade: Upgrade, inbox: Inbox) -> None:
        self._session = session
        self._window = window
        self._upgrade = upgrade
        self._inbox = inbox
        self._cases: dict[str, _Truth] = {}

    @classmethod
    async def at(cls, session: Session, window: Window, upgrade: Upgrade) -> _Robot:
        """See how everything is before it is changed; the cases that say most are those that are changed."""
        robot = cls(session, window, upgrade, await read_inbox(session))
        seen: dict[str, _Truth] = {}
        for row in robot._inbox.rows:
            if row.flow == FLOW and not row.protected and len(seen) < 3 * CASES:
                with suppress(CaseProblem):
                    async with robot._opened(row.number) as work:
                        seen[row.number] = _Truth((await work.read()).values, (await work.form()).values)
        says = {number: sum(not _is_nothing(value) for value in case.values.values()) for number, case in seen.items()}
        chosen = sorted(seen, key=lambda number: -says[number])[:CASES]
        upgrade.keeps = True  # the pages on which a change is tried first
        await read_inbox(session)
        for number in chosen:
            async with robot._opened(number) as work:
                robot._cases[number] = _Truth((await work.read()).values, (await work.form()).values)
        upgrade.keeps = False
        return robot

    async def tries(self, wanted: Mapping[Kind, int], seed: str, tell: Tell) -> AsyncIterator[Ended]:
        """Change pages, kind after kind."""
        for kind, many in wanted.items():
            rng = Random(f"{seed} {self._session.system.name} {kind}")
            drawing = drawn(self._session.system.description, FLOW, kind, rng)
            done: list[Mutation] = []
            for mutation in islice(drawing, TRIES * many):
                if len(done) == many:
                    break
                if self._upgrade.applies(mutation) and (ended := await self._try(mutation, rng)):
                    done.append(mutation)
                    tell(ended)
                    yield ended

    async def _try(self, mutation: Mutation, rng: Random) -> Ended | None:
        """One change; None where it applies to no page that came."""
        numbers = list(self._cases) if mutation.kind in UNSEEN else [rng.choice(list(self._cases))]
        self._upgrade.begins(mutation)
        try:
            found = [await self._worked(mutation, number) for number in numbers]
        finally:
            told = tuple(dict.fromkeys(self._upgrade.told))
            self._upgrade.begins(None)
        if not told:
            return None
        verdict, why = found[0]
        if len(found) > 1:  # what one case lets through, another may tell
            verdict, why = next((one for one in found if one[0] in (Verdict.STOPPED, Verdict.UNKNOWN)), max(found))
        return Ended(mutation, verdict, "; ".join(told), why)

    async def _worked(self, mutation: Mutation, number: str) -> tuple[Verdict, str]:
        try:
            if mutation.screen == INBOX:
                return _listed(self._inbox, await read_inbox(self._session))
            if mutation.screen == DRAFT:
                return await self._drafted(number)
            async with self._opened(number) as work:
                return _read(self._cases[number].values, (await work.read()).values)
        except CaseProblem as problem:
            return Verdict.UNKNOWN, str(problem)
        except RobotError as stop:
            return Verdict.STOPPED, str(stop)

    async def _drafted(self, number: str) -> tuple[Verdict, str]:
        """Save a draft on the changed form and read it back there; then see what the unchanged form really holds."""
        truth = self._cases[number]
        fields = self._session.system.description.cases[FLOW].draft.entries
        wanted = {name: _other(part, truth.draft[name]) for name, part in fields.items()}
        said: tuple[Verdict, str]
        try:
            async with self._opened(number) as work:
                said = await _saved(work, wanted)
        except CaseProblem as problem:
            said = Verdict.UNKNOWN, str(problem)
        except RobotError as stop:
            said = Verdict.STOPPED, str(stop)
        mutation, told = self._upgrade.mutation, self._upgrade.told
        self._upgrade.begins(None)
        async with self._opened(number) as work:
            form = await work.form()
            as_wanted, as_before = not work.differing(wanted, form), not work.differing(truth.draft, form)
        self._upgrade.mutation, self._upgrade.told = mutation, told
        truth.draft = form.values
        if not as_wanted and (not as_before or said[0] is Verdict.RIGHT):
            return Verdict.WRONG, f"the form holds something else than was wanted; the robot: {said[1] or said[0]}"
        return said

    @asynccontextmanager
    async def _opened(self, number: str) -> AsyncIterator[Casework]:
        work = await Casework.open(self._session, self._window, number, FLOW)
        try:
            yield work
        finally:
            with suppress(RobotError):
                await work.leave()


async def _saved(work: Casework, wanted: Mapping[str, Value]) -> tuple[Verdict, str]:
    form = await work.form()
    if unknown := [name for name, value in form.values.items() if isinstance(value, Unknown)]:
        return Verdict.UNKNOWN, ", ".join(unknown)
    if not work.writable(form):
        return Verdict.UNKNOWN, "the form cannot be written in"
    await work.save(form, wanted, nothing_stands_against_it)
    differing = work.differing(wanted, await work.form())
    return (Verdict.UNKNOWN, f"read back otherwise: {', '.join(differing)}") if differing else (Verdict.RIGHT, "")


def _other(part: FieldPart, standing: object) -> Value:
    """Another value for a field of the form than the one that stands there."""
    match part.kind:
        case "choice":
            return next(ours for ours in part.options if ours != standing)
        case "date":
            return next(day for day in _DAYS if day != standing)
        case "yes/no":
            return standing is not True
    return next(text for text in (f"{part.called}: {count}." for count in ("ett", "två")) if text != standing)


def _read(truth: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[Verdict, str]:
    """What was read of a case against what is true."""
    told = {name: _held(truth[name], values[name]) for name in truth}
    verdict = next(one for one in _WORST if one in told.values())
    return verdict, ", ".join(name for name, one in told.items() if one is not Verdict.RIGHT)


def _held(true: Any, value: Any) -> Verdict:
    if isinstance(value, tuple) and isinstance(true, tuple) and len(value) == len(true) > 0:
        cells = [_held(was[name], row[name]) for was, row in zip(true, value, strict=True) for name in was]
        return next(one for one in _WORST if one in cells)
    if value == true:
        return Verdict.RIGHT
    return Verdict.UNKNOWN if isinstance(value, Unknown) else Verdict.WRONG


def _listed(true: Inbox, read: Inbox) -> tuple[Verdict, str]:
    """What was read of the inbox against what is true. A row that is kept shut is a person's."""
    rows = {row.number: row for row in read.rows}
    missing = [row.number for row in true.rows if row.number not in rows]
    differing = [row for row in true.rows if row.number in rows and rows[row.number] != row]
    shut = [row for row in differing if rows[row.number].protected]
    if len(shut) < len(differing) or (missing and read.complete) or len(rows) > len(true.rows):
        return Verdict.WRONG, f"{len(differing) - len(shut)} rows read otherwise, {len(missing)} missing"
    return (Verdict.UNKNOWN, f"{len(shut)} shut, {len(missing)} missing") if shut or missing else (Verdict.RIGHT, "")


def _is_nothing(value: object) -> bool:
    return value is None or value == () or isinstance(value, Unknown)
