"""A robot on changed pages: it reads and drafts as ever, and what it made of each change is judged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from robots.errors import CaseProblem
from robots.model import Unknown, Value
from robots.systems.casework import Casework
from robots.systems.chromium import warm_browser
from robots.systems.contract import Held
from robots.systems.credentials import Credentials
from robots.systems.description import FieldPart
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.systems.window import Window
from robots.work.office import today
from tests.mutations import judging
from tests.mutations.judging import CAUGHT, Ended, Judged, Verdict
from tests.mutations.kinds import DRAFT, INBOX, UNSEEN, Kind, Mutation, drawn
from tests.mutations.place import FLOW, Place
from tests.mutations.truth import Truth, opened
from tests.systems.parking.drafting import nothing_stands_against_it

_DAYS = (date(2026, 12, 4), date(2027, 3, 9))
TRIES = 40  # draws without one that applies to a page: there are no more of that kind

Tell = Callable[[Ended], None]


def tried(
    place: Place,
    wanted: Mapping[Kind, int],
    seed: str,
    tell: Tell = lambda _: None,
    *,
    before: Sequence[Ended] = (),
) -> list[Ended]:
    """Change the system's pages as the seed says, so many times of each kind, and let the robot work on each.

    Args:
        place: The system.
        wanted: How many changes of each kind.
        seed: By which they are drawn.
        tell: Hears of each as it ended.
        before: Those that an earlier run by the same seed has done already: they count, and are not made again.
    """

    async def all_of_them() -> list[Ended]:
        held = replace(place.system, watch=Held(place.contract))
        async with (
            warm_browser() as (browser, firewall),
            Session.open(browser, firewall, held, Credentials(place.password)) as session,
            session.window() as window,
        ):
            robot = _Robot(session, window, place, await Truth.seen(session, window, place.upgrade))
            return [ended async for ended in robot.tries(wanted, seed, tell, before)]

    return asyncio.run(all_of_them())


class _Robot:
    """A robot with one login, and what the unchanged pages say."""

    def __init__(self, session: Session, window: Window, place: Place, truth: Truth) -> None:
        self._session = session
        self._window = window
        self._place = place
        self._upgrade = place.upgrade
        self._truth = truth

    async def tries(
        self, wanted: Mapping[Kind, int], seed: str, tell: Tell, before: Sequence[Ended]
    ) -> AsyncIterator[Ended]:
        """Change pages, kind after kind."""
        for kind, many in wanted.items():
            done = [one for one in before if one.kind is kind]
            left, draw = many - len(done), max((one.draw for one in done), default=-1)
            missed = 0
            while left > 0 and missed < TRIES:
                draw, missed = draw + 1, missed + 1
                rng = Random(f"{seed} {self._session.system.name} {kind} {draw}")
                mutation = drawn(self._session.system.description, FLOW, kind, rng)
                if mutation is None:
                    break
                if self._upgrade.applies(mutation) and (ended := await self._try(mutation, draw, rng)):
                    left, missed = left - 1, 0
                    tell(ended)
                    yield ended

    async def _try(self, mutation: Mutation, draw: int, rng: Random) -> Ended | None:
        """One change; None where it applies to no page that came."""
        numbers = list(self._truth.cases) if mutation.kind in UNSEEN else [rng.choice(list(self._truth.cases))]
        self._upgrade.begins(mutation)
        try:
            found = [await self._worked_again(mutation, numbers[0])]
            for number in numbers[1:]:
                if found[-1][0] not in CAUGHT:  # else it is told, and the other cases need not be read
                    found.append(await self._worked_again(mutation, number))
        finally:
            told = tuple(dict.fromkeys(self._upgrade.told))
            self._upgrade.begins(None)
        return Ended.of(mutation, draw, judging.over_cases(found), "; ".join(told)) if told else None

    async def _worked_again(self, mutation: Mutation, number: str) -> Judged:
        """After a fault a case is tried once more, as in a run."""
        judged = await self._worked(mutation, number)
        return await self._worked(mutation, number) if judged[0] is Verdict.FAILED else judged

    async def _worked(self, mutation: Mutation, number: str) -> Judged:
        try:
            if mutation.screen == INBOX:
                return judging.listed(self._truth.inbox, await read_inbox(self._session))
            if mutation.screen == DRAFT:
                return await self._drafted(number)
            async with opened(self._session, self._window, number) as work:
                values = (await work.read()).values
        except Exception as problem:
            return judging.troubled(problem)
        truth = self._truth.cases[number].values
        judged = judging.read(truth, values)
        if judged[0] is Verdict.WRONG and mutation.kind in UNSEEN and not self._refused(truth):
            why = self._refused(values)
            return (Verdict.UNKNOWN, f"the rules: {why}") if why else judged
        return judged

    def _refused(self, values: Mapping[str, Any]) -> str:
        """Why the rules, with the range of each number on sheet Begrepp, leave the case to a person; empty if not."""
        try:
            self._place.flow.propose(self._place.flow.flow.application.of(values), today())
        except CaseProblem as problem:
            return str(problem)
        return ""

    async def _drafted(self, number: str) -> Judged:
        """Save a draft on the changed form and read it back there; then see what the unchanged form really holds."""
        truth = self._truth.cases[number]
        fields = self._session.system.description.cases[FLOW].draft.entries
        wanted = {name: _other(part, truth.draft[name]) for name, part in fields.items()}
        try:
            async with opened(self._session, self._window, number) as work:
                said = await _saved(work, wanted)
        except Exception as problem:
            said = judging.troubled(problem)
        mutation, told = self._upgrade.mutation, self._upgrade.told
        self._upgrade.begins(None)
        async with opened(self._session, self._window, number) as work:
            form = await work.form()
            as_wanted, as_before = not work.differing(wanted, form), not work.differing(truth.draft, form)
        self._upgrade.mutation, self._upgrade.told = mutation, told
        truth.draft = form.values
        if not as_wanted and (not as_before or said[0] is Verdict.RIGHT):
            return Verdict.WRONG, f"the form holds something else than was wanted; the robot: {said[1] or said[0]}"
        return said


async def _saved(work: Casework, wanted: Mapping[str, Value]) -> Judged:
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
