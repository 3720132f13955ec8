"""What `heal` proposes for changed pages: held against what was done to them, and tried by reading them anew."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import Any

from robots.systems.chromium import warm_browser
from robots.systems.credentials import Credentials
from robots.systems.description import SystemFile
from robots.systems.listing import read_inbox
from robots.systems.session import Session
from robots.work.healing import Healing, heal
from robots.work.ledger import Ledger
from robots.work.office import open_store
from tests.mutations import judging
from tests.mutations.judging import Judged, Verdict
from tests.mutations.kinds import DRAFT, HEALED, INBOX, Kind, Mutation, drawn
from tests.mutations.place import FLOW, Place
from tests.mutations.trial import TRIES
from tests.mutations.truth import Truth, opened

SAMPLED = 2  # cases that are looked at to heal, and read again by what is proposed


@dataclass(frozen=True)
class Healed:
    """One change, and what was proposed."""

    kind: Kind
    name: str
    draw: int
    told: str  # what was done to the page
    wanted: Mapping[str, str]  # texts of the description, and what the pages say instead
    proposed: Mapping[str, str]  # what is proposed for each
    verdict: str  # what the pages came to, read by the description with what is proposed
    why: str

    @property
    def named(self) -> bool:
        """Whether what the pages say now is proposed first, wherever the description has to be changed."""
        return all(self.proposed.get(was) == now for was, now in self.wanted.items())

    @property
    def right(self) -> bool:
        """Whether the pages say by the proposed description what the unchanged ones say by the one that was."""
        return self.named and self.verdict == Verdict.RIGHT


def healed(
    place: Place, many: int, seed: str, tell: Callable[[Healed], None] = lambda _: None, before: Sequence[Healed] = ()
) -> list[Healed]:
    """Change the system's pages so many times, each so that a changed description can fit them, and heal it.

    Args:
        place: The system; its store knows what its cases say.
        many: How many changes, of the kinds that can be healed in turn.
        seed: By which they are drawn.
        tell: Hears of each.
        before: Those that an earlier run by the same seed has done already: they count, and are not made again.
    """
    truth = asyncio.run(_seen(place))
    found: list[Healed] = []
    for mutation, draw, made in _drawn(place, seed, before):
        if len(before) + len(found) >= many:
            break
        one = _healed(place, truth, mutation, draw, made)
        if one:
            found.append(one)
            tell(one)
    return found


def _healed(place: Place, truth: Truth, mutation: Mutation, draw: int, made: Mapping[str, Any]) -> Healed | None:
    """None where the change takes nothing from the description: there is nothing to heal."""
    place.upgrade.begins(mutation)
    try:
        with open_store(place.home) as store, Ledger(store) as ledger:
            healing = asyncio.run(heal(place.home, ledger, place.system.name, cases=SAMPLED))
        if not healing.remedies and not healing.checked.troubles:
            return None
        verdict, why = asyncio.run(_read(place, truth, mutation, _proposed(place, healing)))
    except Exception as problem:
        verdict, why = judging.troubled(problem)
        return Healed(mutation.kind, mutation.name, draw, made["told"], {}, {}, verdict, f"heal: {why}")
    finally:
        place.upgrade.begins(None)
    texts = frozenset(_texts(place.system.description.model_dump()))
    wanted = {was: now for was, now in made["renames"] if was in texts}
    proposed = {was: _first(healing, was) for was in wanted}
    if healing.checked.complaints and verdict is Verdict.RIGHT:
        verdict, why = Verdict.STOPPED, "; ".join(healing.checked.complaints)
    return Healed(mutation.kind, mutation.name, draw, made["told"], wanted, proposed, verdict, why)


def _proposed(place: Place, healing: Healing) -> SystemFile:
    """The system by the description that is proposed, in a file beside the one that stands."""
    file = place.home.path / "healed" / healing.system.path.name
    file.parent.mkdir(exist_ok=True)
    file.write_text(healing.after, encoding="utf-8")
    return replace(healing.checked.system, path=file, watch=None)


def _drawn(place: Place, seed: str, before: Sequence[Healed]) -> Iterator[tuple[Mutation, int, Mapping[str, Any]]]:
    """One change after the other, of the kind of which there were fewest, and what it does to the first page that it
    applies to."""
    draws = {kind: max((one.draw + 1 for one in before if one.kind is kind), default=0) for kind in HEALED}
    many, left = Counter(one.kind for one in before), list(HEALED)
    while left:
        kind = min(left, key=lambda one: many[one])
        for draw in range(draws[kind], draws[kind] + TRIES):
            rng = Random(f"{seed} {place.system.name} heal {kind} {draw}")
            mutation = drawn(place.system.description, FLOW, kind, rng)
            made = mutation and place.upgrade.would_change(mutation)
            if mutation and made and made["healed"]:
                draws[kind], many[kind] = draw + 1, many[kind] + 1
                yield mutation, draw, made
                break
        else:
            left.remove(kind)


async def _seen(place: Place) -> Truth:
    async with (
        warm_browser() as (browser, firewall),
        Session.open(browser, firewall, place.system, Credentials(place.password)) as session,
        session.window() as window,
    ):
        return await Truth.seen(session, window, place.upgrade)


async def _read(place: Place, truth: Truth, mutation: Mutation, system: SystemFile) -> Judged:
    """The changed pages by the healed description, against the unchanged ones."""
    async with (
        warm_browser() as (browser, firewall),
        Session.open(browser, firewall, system, Credentials(place.password)) as session,
        session.window() as window,
    ):
        judged = [judging.listed(truth.inbox, await read_inbox(session))] if mutation.screen == INBOX else []
        for number, case in islice(truth.cases.items(), SAMPLED):
            async with opened(session, window, number) as work:
                if mutation.screen == DRAFT:
                    judged.append(judging.read(case.draft, (await work.form()).values))
                else:
                    judged.append(judging.read(case.values, (await work.read()).values))
    return judging.worst(judged)


def _texts(tree: object) -> Iterator[str]:
    """All texts of a description."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for part in tree.values():
            yield from _texts(part)
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from _texts(part)


def _first(healing: Healing, was: str) -> str:
    """What is proposed in the place of a text: of one that is named there, or of the heading over a field."""
    named = [one.now for one in healing.remedies if one.was == was and one.now != was]
    headed = [edit.value for one in healing.remedies for edit in one.edits if edit.keys[-1] == "within"]
    return next((text for text in (*named, *headed) if isinstance(text, str)), "")
