"""The proofs of a system's faster lanes at work: a run begins with those that still hold, and keeps what it proves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from robots.cases import LaneGround, Store
from robots.model import Mode
from robots.systems.contract import Held
from robots.systems.description import Lane, SystemFile
from robots.systems.lanes import DRAFT, READS, SAVE, SAVES, Lanes, Proof, lanes
from robots.work.job import Job
from robots.work.ledger import Ledger


@dataclass(frozen=True)
class Proving:
    """The lanes of one run, by flow, and what their proofs hold for; nothing where none is to be proven."""

    ground: LaneGround | None
    lanes: Mapping[str, Lanes]


@dataclass(frozen=True)
class ScreenLane:
    """The lane in which the next run begins to work a screen, once it has proven it anew."""

    flow: str
    screen: str
    lane: str
    read: int = 0  # on how many cases window and desk have read the same
    saved: int = 0  # how many saves the desk has foretold rightly
    why: tuple[str, ...] = ()  # why it is in no faster one


def ground(store: Store, system: SystemFile, browser: str) -> LaneGround | None:
    """What a proof holds for; None where nobody has accepted what the screens look like: nothing is proven then."""
    accepted = store.contract(system.name)
    return LaneGround(system.name, accepted.at, browser, system.sha256) if accepted else None


async def begin(ledger: Ledger, job: Job, *, shown: bool) -> Proving:
    """The lanes of a run whose browser has started.

    Args:
        ledger: The store.
        job: What the robot does, with the browser's version.
        shown: Whether a person looks on: then every page is to be seen.
    """
    if shown or not isinstance(job.system.watch, Held):
        return Proving(None, lanes(job.system.description, None))
    holds = await ledger(ground, ledger.store, job.system, job.browser)
    if holds is None:
        return Proving(None, lanes(job.system.description, None))
    kept = await ledger(ledger.store.lane_proofs, holds)
    return Proving(holds, lanes(job.system.description, _opened(kept), saves=job.mode is Mode.DRAFT))


async def keep(ledger: Ledger, job: Job, proving: Proving) -> None:
    """Keep what a run has proven of its flow, however it ended; a comparison that failed voids what was kept before."""
    if proving.ground:
        flow = job.flow.flow.name
        proof = proving.lanes[flow].proven.model_dump_json()
        await ledger(ledger.store.keep_lane_proof, proving.ground, flow, proof)


def screen_lanes(store: Store, system: SystemFile, browser: str) -> tuple[ScreenLane, ...]:
    """Each screen's lane by what was proven so far, for `run.py check`."""
    holds = ground(store, system, browser)
    kept = store.lane_proofs(holds) if holds else {}
    proofs = _opened(kept)
    return tuple(
        ScreenLane(flow, screen, Lane.PAGE, why=(_NO_CONTRACT,))
        if holds is None
        else _lane(system, flow, screen, proofs.get(flow, Proof()))
        for flow, part in system.description.cases.items()
        for screen in (*part.screens, DRAFT)
    )


def _opened(kept: Mapping[str, str]) -> dict[str, Proof]:
    return {flow: Proof.model_validate_json(proof) for flow, proof in kept.items()}


def _lane(system: SystemFile, flow: str, screen: str, proof: Proof) -> ScreenLane:
    fast = proof.read.get(screen, 0) >= READS and Lane.FETCH in system.description.lanes
    saves = fast and screen == DRAFT and proof.saved >= SAVES and not _bars_replay(system, flow)
    lane = Lane.REPLAY if saves else Lane.FETCH if fast else Lane.PAGE
    why = tuple(_why(system, flow, screen, proof, lane))
    return ScreenLane(flow, screen, lane, proof.read.get(screen, 0), proof.saved if screen == DRAFT else 0, why)


def _why(system: SystemFile, flow: str, screen: str, proof: Proof, lane: Lane) -> Iterator[str]:
    """Why a screen is in no faster lane."""
    if lane is Lane.PAGE:
        if Lane.FETCH not in system.description.lanes:
            yield _FORBIDDEN
        else:
            yield proof.refused.get(screen, _NOT_YET)
    elif screen == DRAFT and lane is Lane.FETCH:
        yield _bars_replay(system, flow) or proof.refused.get(SAVE, _NOT_YET)


def _bars_replay(system: SystemFile, flow: str) -> str:
    if Lane.REPLAY not in system.description.lanes:
        return _FORBIDDEN
    return _SEVERAL if system.description.cases[flow].draft.then else ""


_NO_CONTRACT = "nobody has accepted what the screens look like."
_FORBIDDEN = "the description does not allow it."
_SEVERAL = "a form on several pages is saved by its pages."
_NOT_YET = "too few cases have shown that it sees the same."
