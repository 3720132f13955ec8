"""The register: the cases as they stand, and everything that can be done to one. The only place that changes a case."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from robots.practice.case import Case, Decision, Document, Lock, Save
from robots.practice.casetype import Control
from robots.practice.clock import Clock


class Refused(Exception):
    """Nothing was saved; the text is the notice that the user sees."""


class Register:
    """Holds every case and document of one practice system."""

    def __init__(self, cases: Mapping[str, Case], clock: Clock) -> None:
        self._cases = dict(cases)
        self._documents = {document.key: document for case in cases.values() for document in case.documents}
        self._new = tuple(number for number, case in cases.items() if case.status == "Nytt")
        self._clock = clock

    def case(self, number: str) -> Case | None:
        """One case, or nothing where there is none of that number."""
        return self._cases.get(number)

    def document(self, key: int) -> Document | None:
        """One attachment."""
        return self._documents.get(key)

    def inbox(self) -> list[Case]:
        """The cases nobody has decided, newest first."""
        return [case for case in reversed(self._cases.values()) if case.status == "Nytt"]

    def decided(self) -> list[Case]:
        """The decided cases, the latest decision first."""
        done = [case for case in self._cases.values() if case.is_decided]
        return sorted(done, key=lambda case: (case.decisions[-1].time, case.number), reverse=True)

    def came_in(self) -> Iterator[Case]:
        """The cases that were new when the system was started."""
        return (self._cases[number] for number in self._new if number in self._cases)

    def open(self, number: str, user: str) -> Case:
        """Open a case: whoever comes first takes its lock, as long as it is not decided."""
        case = self._cases[number]
        takes = case.lock is None and case.status == "Nytt"
        lock = Lock(user, self._clock.now()) if takes else case.lock
        return self._put(replace(case, lock=lock, opened_by=(*case.opened_by, user)))

    def failed(self, number: str) -> bool:
        """Count down a case that answers 500 the first times it is opened; whether this is one of those times."""
        case = self._cases[number]
        if case.failing:
            self._put(replace(case, failing=case.failing - 1))
        return case.failing > 0

    def leave(self, number: str, user: str) -> Case:
        """Leave a case: its lock is free, where it was the user's own."""
        case = self._cases[number]
        return case if case.locked_for(user) else self._put(replace(case, lock=None))

    def lock(self, number: str, user: str | None) -> None:
        """Give the lock to a user, or to nobody."""
        self._put(replace(self._cases[number], lock=Lock(user, self._clock.now()) if user else None))

    def save(self, number: str, user: str, version: str, sent: Callable[[str], str]) -> Case:
        """Save a draft as the form was sent.

        Raises:
            Refused: The lock is not the user's, somebody saved in between, or a date is none.
        """
        case = self._writable(number, user, version)
        values = {control.name: _kept(control, sent(control.name)) for control in case.case_type.decision.controls}
        return self.write(number, user, values)

    def write(self, number: str, user: str, values: Mapping[str, str]) -> Case:
        """Note a draft's values, whoever has the lock."""
        case = self._cases[number]
        values = {**case.draft_values, **values}
        before = case.saves[-2].values if len(case.saves) > 1 else case.case_type.decision.initial
        restored = bool(case.saves) and case.saves[-1].values != values and before == values
        saved = Save(user, self._clock.now(), values, restored)
        return self._changed(replace(case, draft=saved, saves=(*case.saves, saved)))

    def decide(self, number: str, user: str, version: str, sent: Callable[[str], str]) -> Case:
        """Decide a case as the form was sent; its lock is free from then on.

        Raises:
            Refused: As for a save.
        """
        case = self._writable(number, user, version)
        values = {control.name: _kept(control, sent(control.name)) for control in case.case_type.decision.controls}
        return self.settle(number, user, sent("forslag"), values)

    def settle(
        self, number: str, user: str, outcome: str, values: Mapping[str, str] | None = None, why: str = ""
    ) -> Case:
        """Note a decision, whoever has the lock; what is not said of it is as the draft has it."""
        case = self._cases[number]
        decided = {**case.draft_values, **(values or {}), "forslag": outcome}
        decision = Decision(user, self._clock.now(), outcome, decided, why)
        return self._changed(replace(case, status="Beslutat", lock=None, decisions=(*case.decisions, decision)))

    def reopen(self, number: str) -> None:
        """Take a decided case up again; the decision stands among the earlier ones."""
        self._changed(replace(self._cases[number], status="Nytt"))

    def change(self, number: str, label: str, value: str) -> None:
        """Change what a field shows, as when the applicant adds to the application."""
        case = self._cases[number]
        if label not in case.fields:
            raise KeyError(label)
        self._changed(replace(case, fields={**case.fields, label: value}))

    def attach(self, number: str, document: Document) -> None:
        """Add a document that came in later."""
        case = self._cases[number]
        self._documents[document.key] = document
        self._changed(replace(case, documents=(*case.documents, document)))

    def next_document(self) -> int:
        """A number that no document has."""
        return max(self._documents, default=0) + 1

    def remove(self, number: str) -> None:
        """Take a case away, as when it was moved to another board."""
        del self._cases[number]

    def _writable(self, number: str, user: str, version: str) -> Case:
        case = self._cases[number]
        if case.lock is None or case.lock.user != user:
            raise Refused("Du har inte låset")
        if version != str(case.version):
            raise Refused("Ärendet har ändrats av en annan användare")
        return case

    def _changed(self, case: Case) -> Case:
        return self._put(replace(case, version=case.version + 1, changed=self._clock.now()))

    def _put(self, case: Case) -> Case:
        self._cases[case.number] = case
        return case


def _kept(control: Control, sent: str) -> str:
    """What the system keeps of a control's value: too long a text is cut without a word."""
    if control.kind == "date" and sent and not _is_day(sent):
        raise Refused("Ogiltigt datum")
    return sent[: control.cut]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
