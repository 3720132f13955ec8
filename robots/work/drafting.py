"""A draft, exactly once as seen in the case system: look, note the intent, save under a permit, load anew, compare.

The gap between the save in the case system and our note of it can be closed by no engine. So the intent, with the
values before and after, is noted first; whoever comes next looks before anything is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from time import monotonic

from loguru import logger

from robots.cases import Claim, PendingDraft
from robots.errors import CaseProblem, ClaimLost, HandsOff, PageProblem, Reason, RobotError, StopAsked
from robots.model import Draft, Proposal, Unknown, Value
from robots.systems.casework import Casework
from robots.systems.decision import Form
from robots.words import Words
from robots.work.job import Job
from robots.work.ledger import Ledger

PROMPT = 1.0
"""Seconds in which the store must say that the claim holds: a process that stood still has an old answer."""


class Drafting:
    """Saves one proposal as a draft in the open case."""

    def __init__(
        self,
        job: Job,
        ledger: Ledger,
        work: Casework,
        claim: Claim,
        say: Words,
        admit: Callable[[Claim], Awaitable[bool]],
    ) -> None:
        """Be ready to save.

        Args:
            job: What the robot does.
            ledger: The store.
            work: The open case.
            claim: The right to work it.
            say: The language of what is noted for people.
            admit: Tells whether a new draft is within the robot's bounds.
        """
        self._job = job
        self._ledger = ledger
        self._store = ledger.store
        self._work = work
        self._claim = claim
        self._say = say
        self._admit = admit

    async def draft(self, proposal: Proposal) -> None:
        """Bring the proposal into the case system as a verified draft, unless it is held back.

        Raises:
            CaseProblem: A person has begun, the system altered the draft, or nobody can tell what was saved.
            PageProblem: The save did not take; nothing stands there, it may be tried again.
            HandsOff: The claim was lost, STOP was asked, or the firewall blocked the save; nothing was written.
        """
        pending = await self._ledger(self._store.pending, self._claim)
        if pending is None and not await self._admit(self._claim):
            return
        form = await self._work.form()
        if pending is not None and self._half_saved(pending, form):
            await self._go_on(pending, form, proposal)
            return
        if pending is not None and (await self._settled(pending, form) or not await self._admit(self._claim)):
            return
        if touched := self._work.touched(form):
            raise CaseProblem(Reason.BEGUN, f"A person has begun the decision ({self._called(touched)}).")
        wanted = self._values(form, proposal)
        before = {name: None if isinstance(value, Unknown) else value for name, value in form.values.items()}
        logger.debug("draft point {}", "before intent")
        intent = await self._ledger(self._store.intend, self._claim, Draft(before=before, after=wanted))
        logger.debug("draft point {}", "after intent")
        await self._save(intent, before, wanted, form)

    def _half_saved(self, pending: PendingDraft, form: Form) -> bool:
        """Whether a robot ended between the saves of a form on several pages, and nobody has written since."""
        draft = pending.draft
        return not pending.saved and self._work.between(draft.before, draft.after, form)

    async def _go_on(self, pending: PendingDraft, form: Form, proposal: Proposal) -> None:
        """Save the pages that are still to be saved, where the proposal says what it said then."""
        before, wanted = pending.draft.before, pending.draft.after
        if {**wanted, **self._said(proposal, wanted)} != wanted:
            raise CaseProblem(
                Reason.UNCERTAIN, "Only a part of a draft was saved, and the case says something else now."
            )
        logger.info("the pages that are left of a draft that was begun earlier are saved")
        await self._save(pending.id, before, wanted, form)

    async def _save(self, intent: int, before: Mapping[str, Value], wanted: Mapping[str, Value], form: Form) -> None:
        """Save what was noted, and look what stands there then."""
        answer: Form | None = None
        try:
            answer = await self._work.save(form, wanted, self._last_act)
        except (ClaimLost, StopAsked):
            raise
        except (CaseProblem, HandsOff) as held:
            if not self._work.half:
                await self._ledger(self._store.abandoned, self._claim, intent)
            elif isinstance(held, CaseProblem):
                await self._undo(intent, before, wanted)
            raise
        except PageProblem as trouble:
            logger.warning("the save gave no sign of success ({}); looking what stands there", trouble)
        await self._compare(intent, before, wanted, answer)

    async def _undo(self, intent: int, before: Mapping[str, Value], wanted: Mapping[str, Value]) -> None:
        """Put back the pages that were saved before one that could not be; the case goes to a person either way.

        Raises:
            CaseProblem: They could not be put back, or a person has written in them.
        """
        form = await self._work.form()
        if self._work.between(before, wanted, form):
            with suppress(PageProblem):  # whatever it was answered, the look tells
                await self._work.save(form, before, self._last_act)
            form = await self._work.form()
        if self._work.differing(before, form):
            raise CaseProblem(Reason.UNCERTAIN, "Only a part of a draft was saved, and it could not be put back.")
        await self._ledger(self._store.abandoned, self._claim, intent)

    async def finish_taking_back(self) -> None:
        """Take a draft back that was noted as being taken back, unless that is done: look first, then write.

        Raises:
            CaseProblem: Something else stands in the form by now: a person has begun.
            PageProblem: The save did not take; the next run tries again.
            HandsOff: The claim was lost, STOP was asked, or the firewall blocked the save; nothing was written.
        """
        pending = await self._ledger(self._store.pending, self._claim)
        if pending is None or not pending.taking_back:
            return
        form, before = await self._work.form(), pending.draft.before
        if self._work.holds(before, form):
            logger.info("the values before the draft stand there already")
        elif self._work.ours(before, pending.draft.after, form):
            logger.debug("draft point {}", "before taking back")
            with suppress(PageProblem):  # whatever it was answered, the look tells
                await self._work.save(form, before, self._last_act)
            back = await self._work.form()
            logger.debug("draft point {}", "after taking back")
            if self._work.ours(before, pending.draft.after, back):
                raise PageProblem("The save did not take: the form holds what it held before.")
            if not self._work.holds(before, back):
                raise CaseProblem(Reason.UNCERTAIN, "A draft was taken back, and something else stands in the form.")
        else:
            raise CaseProblem(Reason.UNCERTAIN, "A draft was taken back, and something else stands in the form.")
        await self._ledger(self._store.taken_back, self._claim, pending.id)
        logger.info("the draft was taken back; the values before it stand there again")

    async def _settled(self, pending: PendingDraft, form: Form) -> bool:
        """Bring a draft that was begun earlier to an end; False where it was never written and may be made anew."""
        if not self._work.differing(pending.draft.after, form):
            if not pending.saved:
                await self._ledger(self._store.drafted, self._claim, pending.id)
            await self._ledger(self._store.verified, self._claim, pending.id)
            logger.info("the draft that was begun earlier stands there, whole")
            return True
        if not pending.saved and not self._work.differing(pending.draft.before, form):
            await self._ledger(self._store.abandoned, self._claim, pending.id)
            return False
        raise CaseProblem(Reason.UNCERTAIN, "A draft was begun, and something else stands in the form now.")

    async def _compare(
        self, intent: int, before: Mapping[str, Value], wanted: Mapping[str, Value], answer: Form | None
    ) -> None:
        """Load the form anew and hold every field against what was to be written.

        Something else than was written is put back only where it is what the save itself was answered with: otherwise
        a colleague may have written it.
        """
        form = await self._work.form()
        logger.debug("draft point {}", "read-back")
        altered = self._work.differing(wanted, form)
        if not altered:
            await self._ledger(self._store.drafted, self._claim, intent)
            await self._ledger(self._store.verified, self._claim, intent)
            logger.debug("draft point {}", "note")
            return
        if not self._work.differing(before, form):  # it may still come: the intent stands, and the next look tells
            raise PageProblem("The save did not take: the form holds what it held before.")
        if self._work.between(before, wanted, form):
            raise PageProblem("Only a part of the draft was saved; the rest is saved next time.")
        if answer is None or answer.values != form.values:
            raise CaseProblem(Reason.UNCERTAIN, "A draft was begun, and something else stands in the form now.")
        await self._ledger(self._store.drafted, self._claim, intent)
        await self._restore(intent, before, altered, form)

    async def _restore(self, intent: int, before: Mapping[str, Value], altered: tuple[str, ...], form: Form) -> None:
        """Put the former values back under a second permit; the case goes to a person either way."""
        named = self._called(altered)
        try:
            with suppress(PageProblem):  # whatever it was answered, the look tells
                await self._work.save(form, before, self._last_act)
            back = await self._work.form()
            if self._work.differing(before, back):
                raise PageProblem("the former values did not come back.")
        except HandsOff:
            raise
        except RobotError as trouble:
            logger.error("the draft was altered in {} and the former values could not be put back: {}", named, trouble)
            told = self._say("The case system altered {fields}; the former values could not be put back.", fields=named)
            await self._ledger(self._store.altered, self._claim, intent, altered, told)
        else:
            logger.warning("the system altered {}; the former values stand there again", named)
            told = self._say("The case system altered {fields}; the former values stand there again.", fields=named)
            await self._ledger(self._store.restored, self._claim, intent, altered, told)

    def _values(self, form: Form, proposal: Proposal) -> dict[str, Value]:
        """What each field of the form shall hold; one that the proposal says nothing about stays as it is."""
        said = self._said(proposal, form.values)
        wanted: dict[str, Value] = {}
        for name, standing in form.values.items():
            value = said.get(name, standing)
            if isinstance(value, Unknown):
                raise CaseProblem(Reason.BEGUN, f'"{self._job.called(name)}" of the decision form could not be read.')
            wanted[name] = value
        return wanted

    def _said(self, proposal: Proposal, fields: Iterable[str]) -> dict[str, Value]:
        """What the proposal says of these fields."""
        said: dict[str, Value] = {
            "outcome": proposal.outcome,
            "reasons": proposal.reasons,
            "note": proposal.note,
            **proposal.values,
        }
        return {name: said[name] for name in fields if name in said}

    def _called(self, fields: tuple[str, ...]) -> str:
        return ", ".join(map(self._job.called, fields))

    async def _last_act(self) -> None:
        """The last look before a request is released: no STOP, and the claim still holds."""
        if self._job.stop_file.exists():
            raise StopAsked("STOP stands in the home folder; nothing was sent.")
        while True:
            asked = monotonic()
            if not await self._ledger(self._store.holds, self._claim):
                raise ClaimLost("the claim was lost while the save was held; nothing was sent.")
            if monotonic() - asked < PROMPT:
                return
