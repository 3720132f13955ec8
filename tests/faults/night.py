"""Nights on a faulty line: a robot works an inbox through the fault proxy, run after run, and is judged afterwards.

Judged by the practice system's own account, which no fault touches, and by the hand-written key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from robots.model import State
from tests.faults.proxy import FaultProxy, Request, proxied
from tests.work.municipality import Municipality, municipality, practice

AT_WORK = ("/arende", "/handlaggning", "/bilaga")
"""What is asked for when a case is worked; login and lists are left in peace, or hardly any run would begin."""
TURNS_A_PAGE = b"__EVENTTARGET=bladdra"
ATTEMPTS = 12
WAIT = 3.0  # seconds that the robot waits for an answer


@dataclass(frozen=True)
class Judged:
    """What came of a night."""

    cases: int
    ended: Mapping[str, int]  # by state
    lost: tuple[str, ...]  # cases that stand nowhere, or midway
    doubled: tuple[str, ...]  # cases with more saves than are right and the proxy itself brought about
    wrong: tuple[str, ...]  # cases in which something else stands than the key says

    @property
    def amiss(self) -> tuple[str, ...]:
        return self.lost + self.doubled + self.wrong


@contextmanager
def faulty_line(
    folder: Path, *, cases: int, seed: int, share: float, attempts: int = ATTEMPTS
) -> Iterator[tuple[Municipality, FaultProxy]]:
    """A practice system, a proxy before it that spoils this share of the requests to cases, and a home behind both."""

    def of(request: Request) -> float:
        return share if request.path.startswith(AT_WORK) and TURNS_A_PAGE not in request.body else 0.0

    with practice(cases=cases, seed=seed) as (address, password):
        proxy = FaultProxy(address, seed, of)
        with proxied(proxy) as line:
            soon = {"longest_probe": 0.2}  # a run that is refused for a fault of the line before is no night's work
            town = municipality(folder, line, password, attempts=attempts, wait=WAIT, settled=soon)
            town = replace(town, address=address)
            try:
                yield town, proxy
            finally:
                town.ends()


def worked(town: Municipality, *, nights: int) -> int:
    """Let the robot run until nothing is left to do; how many runs that took."""
    for night in range(1, nights + 1):
        town.starts_robot().process.join()
        if found(town) and not midway(town):
            return night
    return nights


def found(town: Municipality) -> bool:
    """Whether the inbox was read at all."""
    with town.store() as store:
        return bool(store.cases(robot=town.robot))


def midway(town: Municipality) -> list[str]:
    """The cases that a robot has yet to bring to an end."""
    with town.store() as store:
        return [
            case.number
            for case in store.cases(robot=town.robot)
            if case.state in (State.FOUND, State.EXTRACTED, State.DRAFTED)
            or (case.state is State.PROPOSED and case.outcome in ("grant", "completion"))
        ]


def judged(town: Municipality, proxy: FaultProxy) -> Judged:
    """Hold what stands in the case system and in the store against the key."""
    account, key = town.account(), town.account("/facit")["cases"]
    with town.store() as store:
        stands = {case.number: case for case in store.cases(robot=town.robot)}
    lost = [number for number in key if number not in stands] + midway(town)
    saves = {number: _saves(account, number) for number in key}
    more = {number: saves[number] - key[number]["saves"] for number in key if saves[number] > key[number]["saves"]}
    doubled = list(more) if sum(more.values()) > proxy.saved_twice else []
    wrong = [
        number
        for number, case in stands.items()
        if number in key and not _right(case.state, case.reason, account["cases"][number]["draft"], key[number])
    ]
    return Judged(
        cases=len(key),
        ended=Counter(case.state.value for case in stands.values()),
        lost=tuple(lost),
        doubled=tuple(doubled),
        wrong=tuple(wrong),
    )


def _saves(account: Mapping[str, Any], number: str) -> int:
    return sum(save["user"] == "robot" for save in account["cases"][number]["saves"])


def _right(state: State, reason: str | None, draft: Mapping[str, str], right: Mapping[str, Any]) -> bool:
    """A verified draft holds what the key says. Any other case holds that, or nothing, or a person was told to look."""
    if state is State.VERIFIED:
        return state == right["state"] and right["draft"].items() <= draft.items()
    told = state is State.HANDED_OVER and reason in ("uncertain", "altered")
    return told or not any(draft.values()) or right["draft"].items() <= draft.items()
