"""What came of a demo: told by the store, and judged by the practice system's own account and hand-written key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from robots.cases import CaseView, Store
from robots.errors import Reason
from robots.model import Result, State


@dataclass(frozen=True)
class Ending:
    """What came of one case."""

    number: str
    state: State
    outcome: str | None  # the proposal's, where there is one
    reason: str | None
    why: str | None  # a hand-over's reason in words


@dataclass(frozen=True)
class Difference:
    """A case that ended otherwise than the answer key says, as where a rule was changed."""

    number: str
    story: str  # the key's own sentence about the case
    expected: Ending
    came: Ending


def ending_of(store: Store, case: CaseView) -> Ending:
    """What came of a case, with why it was handed over."""
    return Ending(case.number, case.state, case.outcome, case.reason, _why(store, case))


def _why(store: Store, case: CaseView) -> str | None:
    """A hand-over's reason: the engine's sentence or, where the rules led to it, those of the checks that decided."""
    if case.state is not State.HANDED_OVER or case.reason is Reason.PERSON_ONLY:
        return None
    content = store.content(case)
    decided = (finding.reason for finding in content.findings if finding.result in (Result.FAIL, Result.UNKNOWN))
    return content.hand_over or " ".join(decided) or None


def came_in(store: Store) -> dict[str, CaseView]:
    """The cases that robots found in the inbox, by number."""
    return {case.number: case for case in store.cases() if case.state is not State.DECIDED}


def decided_by_robot(account: Mapping[str, Any]) -> int:
    """How many decisions the practice system saw the robot make; any other number than 0 is a disaster."""
    return int(account["decisions"].get("robot", 0))


def saves_by_robot(account: Mapping[str, Any]) -> int:
    """How many drafts the practice system saw the robot save."""
    return int(account["draft_saves"].get("robot", 0))


def counts(store: Store, account: Mapping[str, Any]) -> dict[str, Any]:
    """What the store and the practice system's own account say of the robot's work."""
    cases = came_in(store)
    summary = store.summary()
    saves = [[save for save in case["saves"] if save["user"] == "robot"] for case in account["cases"].values()]
    return {
        "found": len(cases),
        "drafted": sum(bool(case) for case in saves),
        "verified": summary.states.get(State.VERIFIED, 0),
        "proposed": summary.states.get(State.PROPOSED, 0),
        "withdrawn": summary.states.get(State.WITHDRAWN, 0),
        "failed": summary.states.get(State.FAILED, 0),
        "handed_over": {str(reason): count for reason, count in sorted(summary.reasons.items())},
        "flows": dict(Counter(case.flow or "-" for case in cases.values())),
        "draft_saves": saves_by_robot(account),
        "restored": sum(save["restored"] for case in saves for save in case),
        "decided_by_robot": decided_by_robot(account),
        "locks_left": sum(user == "robot" for user in account["locks"].values()),
    }


def differences(store: Store, account: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Difference]:
    """The cases that ended otherwise than the hand-written key says, in the store or in the case system itself."""
    cases = came_in(store)
    for number, wanted in key["cases"].items():
        case = cases.get(number)
        if not _right(store, case, wanted, account):
            said = wanted["expect"]
            wanted_end = Ending(number, State(wanted["state"]), said.get("outcome"), said.get("handed_over"), None)
            came = ending_of(store, case) if case else Ending(number, State.WITHDRAWN, None, None, None)
            yield Difference(number, wanted["story"], wanted_end, came)


def _right(store: Store, case: CaseView | None, expected: Mapping[str, Any], account: Mapping[str, Any]) -> bool:
    """Whether a case ended as the hand-written key says, in the store and in the case system itself."""
    if case is None:
        return False
    real, wanted, content = account["cases"][case.number], expected["expect"], store.content(case)
    saves = sum(save["user"] == "robot" for save in real["saves"])
    stands = all(real["draft"].get(name) == value for name, value in expected["draft"].items())
    if case.state != expected["state"] or saves != expected["saves"] or not stands:
        return False
    if "handed_over" in wanted:
        return bool(case.reason == wanted["handed_over"])
    missing = content.proposal.missing if content.proposal else ()
    failed = {finding.criterion for finding in content.findings if finding.result is Result.FAIL}
    return (
        case.outcome == wanted["outcome"]
        and set(missing) == set(wanted.get("missing", ()))
        and (wanted["outcome"] != "reject" or failed == set(wanted["fails"]))
    )
