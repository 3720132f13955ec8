"""A case as the practice system holds it: what came in, what has been done to it, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from robots.practice.casetype import CaseType

Marking = Literal["", "Brådskande", "Skyddade personuppgifter", "Jäv", "Ej robot"]
Status = Literal["Nytt", "Beslutat"]


@dataclass(frozen=True, slots=True)
class Document:
    """An attachment. A pop-up document's address stands nowhere in the case's page."""

    key: int
    case: str
    kind: str
    name: str
    media_type: str
    content: bytes
    pop_up: bool

    @property
    def size(self) -> str:
        """How large it is, as the page shows it."""
        return f"{max(1, round(len(self.content) / 1024))} kB"


class EarlierPeriod(NamedTuple):
    """An earlier permit, in the order of its table's columns."""

    number: str
    starts: str
    ends: str
    status: str


@dataclass(frozen=True, slots=True)
class Lock:
    """Who has the case, and since when."""

    user: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Save:
    """One save of the draft. Restored: it put back the values from before the save that came before it."""

    user: str
    time: datetime
    values: Mapping[str, str]
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that a user made: the form as it was decided, and why that is otherwise than what was prepared."""

    user: str
    time: datetime
    outcome: str
    values: Mapping[str, str] = field(default_factory=dict)  # by control
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case; a change makes a new record, so a reader never sees half a change."""

    number: str
    case_type: CaseType
    received: date
    subject: str  # Ärendemening
    unit: str
    caseworker: str
    marking: Marking = ""
    fields: Mapping[str, str]  # what the tabs show, by the label before any upgrade
    rows: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)  # of tables, by section
    periods: tuple[EarlierPeriod, ...] = ()  # newest first
    documents: tuple[Document, ...] = ()
    changed: datetime
    waited: int = 0  # days that the case waited for the applicant
    status: Status = "Nytt"
    version: int = 1
    lock: Lock | None = None
    draft: Save | None = None
    saves: tuple[Save, ...] = ()
    opened_by: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    unescaped: str = ""  # a field that the pages print as markup: an old flaw of the system
    failing: int = 0  # how many more times opening it answers 500

    @property
    def draft_values(self) -> Mapping[str, str]:
        """What the decision form shows: the saved draft, or the form as it is before anyone saved."""
        return self.draft.values if self.draft else self.case_type.decision.initial

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands; one that was reopened has only earlier ones."""
        return self.status == "Beslutat" and bool(self.decisions)

    def locked_for(self, user: str) -> bool:
        """Whether a colleague has the case."""
        return self.lock is not None and self.lock.user != user
