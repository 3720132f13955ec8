"""The account, for tests to ask: every request in order, every state of a case, and the key of right outcomes."""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from robots.practice.case import Case
from robots.practice.population import Population
from robots.practice.register import Register

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """One request that reached the server, and how it was answered."""

    time: datetime
    user: str
    method: str
    path: str
    target: str  # of a post from a caseworker's page
    case: str
    status: int


class Account:
    """What really happened."""

    def __init__(self, register: Register, population: Population, seed: int, day: date) -> None:
        self._register = register
        self._key = population.key
        self._seed = seed
        self._day = day
        self._begun = {case.number: len(case.saves) for case in population.cases.values()}
        self._events: list[Event] = []

    def note(self, event: Event) -> None:
        """Keep one request."""
        self._events.append(event)

    def events(self) -> list[Json]:
        """Every request in order."""
        return [{**asdict(event), "time": event.time.isoformat()} for event in self._events]

    def summary(self) -> Json:
        """Requests, saves, decisions and locks since the start, and each new case as it stands.

        A draft that a caseworker had begun before the start stands among the case's saves but is not counted.
        """
        cases = list(self._register.came_in())
        saves = [save for case in cases for save in case.saves[self._begun[case.number] :]]
        return {
            "requests": len(self._events),
            "draft_saves": Counter(save.user for save in saves),
            "decisions": Counter(decision.user for case in cases for decision in case.decisions),
            "locks": {case.number: case.lock.user for case in cases if case.lock},
            "cases": {case.number: _told(case) for case in cases},
        }

    def key(self) -> Json:
        """The right outcome of each new case, from the hand-written table."""
        cases: Json = {}
        for case in self._register.came_in():
            scenario, expected = self._key[case.number]
            cases[case.number] = {
                "story": scenario.story,
                "expect": expected.model_dump(exclude_defaults=True),
                "state": expected.state,
                "saves": expected.saves,
                "draft": expected.draft(case, self._day),
            }
        return {"seed": self._seed, "day": str(self._day), "cases": cases}


def _told(case: Case) -> Json:
    saves = (replace(save, values=dict(save.values)) for save in case.saves)
    decisions = (replace(made, values=dict(made.values)) for made in case.decisions)
    return {
        "status": case.status,
        "version": case.version,
        "draft": dict(case.draft.values) if case.draft else {},
        "saves": [{**asdict(save), "time": save.time.isoformat()} for save in saves],
        "opened_by": list(case.opened_by),
        "decisions": [{**asdict(made), "time": made.time.isoformat()} for made in decisions],
    }
