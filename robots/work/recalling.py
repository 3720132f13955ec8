"""Calling back what was prepared by some rules, or since some time: untouched drafts go, of others people are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from loguru import logger

from robots.cases import Affected, CaseView, Claim, Store
from robots.errors import CaseProblem, LoginRefused, Reason, TechnicalProblem
from robots.model import Outcome, State
from robots.settings import Home
from robots.systems.casework import Casework
from robots.systems.session import Session
from robots.systems.window import Window
from robots.work.claiming import Claimant
from robots.work.credentials import credentials_for, note_refusal
from robots.work.drafting import Drafting
from robots.work.job import Job, heed_hours, heed_stop, job
from robots.work.ledger import Ledger
from robots.work.membership import alone_with
from robots.work.office import account, open_store, today
from robots.work.running import Run, RunResult
from robots.work.way import TECHNICAL, Way

OPEN = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED, State.VERIFIED, State.STALE, State.FAILED)
"""States from which a case can be called back; in the others a person has it."""


class Fate(StrEnum):
    """What a recall does with a case."""

    TAKE_BACK = "take_back"  # a draft stands; untouched, the values before it are put back
    SET_ASIDE = "set_aside"  # a proposal without a draft, which is made anew
    DECIDED = "decided"  # a person decided: look at the decision
    PERSON = "person"  # a person has it


ACTED_ON = (Fate.TAKE_BACK, Fate.SET_ASIDE)


@dataclass(frozen=True)
class Recalled:
    """One case of a recall."""

    case: CaseView  # as lists show it to people
    fate: Fate
    left: bool = False  # it could not be called back now, as where another robot works it: give the command again
    touched: bool = False  # its draft was left to a person, who is told not to use it


def fate(one: Affected) -> Fate:
    """What is to become of a case."""
    if one.case.state is State.DECIDED:
        return Fate.DECIDED
    if one.case.state not in OPEN or (one.case.state is State.FAILED and one.draft is None):
        return Fate.PERSON
    return Fate.SET_ASIDE if one.draft is None else Fate.TAKE_BACK


def listed(
    home: Home, *, rules: str | None = None, since: datetime | None = None, robot: str | None = None
) -> list[Recalled]:
    """What a recall would do; nothing is changed."""
    with open_store(home) as store:
        return [Recalled(one.case.as_seen, fate(one)) for one in store.affected(rules=rules, since=since, robot=robot)]


def recall(
    home: Home,
    *,
    rules: str | None = None,
    since: datetime | None = None,
    robot: str | None = None,
    tell: Callable[[Outcome, int], None] = lambda _outcome, _count: None,
) -> list[Recalled]:
    """Call back what was prepared. Killed in the middle it goes on when it is given again.

    An untouched draft is taken back whatever the robot's mode is now: a person wants it. What was called back is not
    worked by the same rules again (where only a time is given: not by the same rules, texts and description), and what
    was released of these waits for a person anew.

    Args:
        home: The home folder.
        rules: The beginning of the SHA-256 of rules.xlsx.
        since: The instant from which on drafts and proposals count.
        robot: Only this robot's.
        tell: Told what came of each case that was opened.

    Raises:
        ConfigError: What a robot needs does not fit, or another process works with the store.
        SystemProblem: A case system cannot be worked with now; give the command again.
        StopAsked: STOP stands in the home folder.
    """
    heed_stop(home.stop_file)
    with open_store(home) as store, store.working(), Ledger(store) as ledger:
        affected = store.affected(rules=rules, since=since, robot=robot)
        named = dict.fromkeys(one.case.robot for one in affected if fate(one) in ACTED_ON)
        jobs = {name: job(home, name, day=today()) for name in named}
        by, asked = account(), f"rules {rules[:12]}" if rules else f"since {since:%Y-%m-%d %H:%M}"
        store.note(by, "recall", f"{asked}, cases: {len(affected)}")
        for edition in {(one.case.robot, one.versions.edition) for one in affected}:
            store.void_releases(*edition, by=by)
        for name, settled in jobs.items():
            own = [one for one in affected if one.case.robot == name and fate(one) in ACTED_ON]
            bars = {one.case.number: one.versions.rules if rules else one.versions.edition for one in own}
            run = RecallRun(settled, store, ledger, home.settings, tell=tell)
            run.call_back(bars)
            _visit(home, store, settled, run)
        return [_came(store, one) for one in affected]


def _came(store: Store, one: Affected) -> Recalled:
    """What became of a case, as the store knows it now."""
    now, meant = store.case(one.case.number, one.case.system), fate(one)
    if meant in (Fate.DECIDED, Fate.PERSON):
        return Recalled(now.as_seen, meant)
    if now.state is State.DECIDED:
        return Recalled(now, Fate.DECIDED)
    if now.state is State.HANDED_OVER:
        return Recalled(now.as_seen, meant, touched=True)
    underway = any(draft.result == "taking_back" for draft in store.content(now).drafts)
    return Recalled(now.as_seen, meant, left=now.state is not State.STALE or underway)


def _visit(home: Home, store: Store, settled: Job, run: Run) -> None:
    """Log in as the robot whose cases they are, and call them back."""
    credentials = credentials_for(home, settled.system, store)
    login = f"{settled.system.name}/login-1"
    result = asyncio.run(alone_with(store, settled.robot, login, partial(run.go, credentials)))
    if isinstance(result.trouble, LoginRefused):
        note_refusal(home, result.trouble, credentials, store)
    if result.trouble:
        raise result.trouble


class Recalling(Way):
    """Calls cases back through one window. A fault leaves them as they were."""

    bars: Mapping[str, str]

    async def _through(self, claim: Claim) -> Outcome:
        draft = await self._ledger(self._store.standing_draft, claim)
        if draft is None:  # nothing stands in the case system
            await self._ledger(self._store.set_aside, claim, Reason.RECALLED, barred=self.bars[claim.number])
            return Outcome(claim.number, State.STALE, Reason.RECALLED)
        return await super()._through(claim)

    async def _inside(self, claim: Claim, work: Casework) -> None:
        """Take the draft back where it stands as the robot wrote it; look first, then note the intent, then write."""
        async with self._in_time():
            draft, form = await self._ledger(self._store.standing_draft, claim), await work.form()
        if draft is None:
            return
        gone, bar = work.holds(draft.draft.before, form), self.bars[claim.number]
        if gone and not draft.saved:
            await self._ledger(self._store.abandoned, claim, draft.id)
            await self._ledger(self._store.set_aside, claim, Reason.RECALLED, barred=bar)
            return
        if not gone and not (work.ours(draft.draft.before, draft.draft.after, form) and work.writable(form)):
            raise CaseProblem(Reason.RECALLED, self._say("A person has begun on the draft, or has decided."))
        async with self._in_time():
            await self._ledger(self._store.take_back, claim, draft.id, Reason.RECALLED, barred=bar)
            await Drafting(self._job, self._ledger, work, claim, self._say, self._bounds.admit).finish_taking_back()

    async def _hand_over(self, claim: Claim, problem: CaseProblem) -> Outcome:
        """Whatever keeps a draft from being taken back: nobody is to use it."""
        if problem.reason not in (Reason.PERSON_ONLY, Reason.HOSTILE):
            await self._ledger(self._store.bar, claim, self.bars[claim.number])
            problem = CaseProblem(Reason.RECALLED, str(problem))
        return await super()._hand_over(claim, problem)

    async def _put_back(self, claim: Claim, problem: TechnicalProblem) -> Outcome:
        logger.warning("{} The case was not called back; give the command again.", problem)
        case = await self._ledger(self._store.case, claim.number, claim.system)
        return Outcome(claim.number, case.state, TECHNICAL)


class RecallRun(Run):
    """A run that visits the cases of a recall and no others."""

    way = Recalling

    def call_back(self, bars: Mapping[str, str]) -> None:
        """Say which cases, the most urgent first, and for which rules or edition each is barred from now on."""
        self._bars, self._numbers = bars, list(bars)[::-1]

    async def _next(self, claimant: Claimant, _result: RunResult) -> Claim | None:
        heed_stop(self._job.stop_file)
        heed_hours(self._job.system, datetime.now(UTC))
        while self._numbers:
            number = self._numbers.pop()
            if claim := await claimant.claim(OPEN, number=number):
                return claim
            logger.warning("case {} is another robot's or a person's now; it was not called back", number)
        return None

    def _way(self, session: Session, window: Window) -> Way:
        way = super()._way(session, window)
        assert isinstance(way, Recalling)
        way.bars = self._bars
        return way
