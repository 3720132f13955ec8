"""What the store takes and gives: frozen records, none of which knows a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Generic, TypeVar

from robots.cases.compared import Compared, WhyOtherwise
from robots.errors import Reason
from robots.model import HAND_OVER, OVER, Draft, File, Finding, Mode, Proposal, Record, State, Unknown, Value

R = TypeVar("R", bound=Record)

Shown = Value | Unknown | tuple[Mapping[str, "Shown"], ...]
"""A stored value as a person may look at it: Unknown where nothing was read surely, nested records as mappings."""


@dataclass(frozen=True)
class Versions:
    """By what a proposal was made: SHA-256 of rules, texts and description, and the browser's version."""

    rules: str = ""
    texts: str = ""
    description: str = ""
    browser: str = ""

    @property
    def edition(self) -> str:
        """The three that an approval is given for, as one: a change of any makes another edition."""
        return sha256("\n".join((self.rules, self.texts, self.description)).encode("utf-8")).hexdigest()


class Held(StrEnum):
    """Why a proposal may not be drafted yet."""

    RELEASE = "release"  # one of the first by changed rules, texts or description: it waits for a person's release
    OTHERS = "others"  # it waits until those are released


@dataclass(frozen=True)
class Claim:
    """The right to work one case until it expires. A higher fence elsewhere ends it at once."""

    case_id: int
    number: str
    system: str
    flow: str
    robot: str
    owner: str  # the process or login slot that works the case
    fence: int
    state: State  # when it was claimed
    run: int
    minutes: int  # how long it lasts; each step begins that time anew
    login: str | None = None  # the account of the case system that it is worked as
    received: date | None = None
    handle: str | None = field(default=None, repr=False)  # the id that its addresses hold; may be a personal number


@dataclass(frozen=True)
class InboxChange:
    """What one reading of the inbox changed."""

    found: tuple[str, ...]  # numbers that were new, or had been withdrawn and are back
    gone: tuple[str, ...]  # prepared or still to prepare, but no longer listed: look at each before it is withdrawn


@dataclass(frozen=True)
class CaseView:
    """What may stand in the clear about a case."""

    id: int
    number: str
    system: str
    flow: str | None  # None: nothing but the number is held
    robot: str
    authority: str
    unit: str | None
    caseworker: str | None
    state: State
    reason: Reason | None
    due: date | None
    received: date | None
    urgent: bool
    attempts: int  # technical failures since it was found or prepared, or since a person asked for a retry
    not_before: datetime | None
    outcome: str | None  # the latest proposal's
    decided: date | None
    decided_outcome: str | None
    days_waiting_for_applicant: int | None
    owner: str | None  # who holds the claim, if anyone
    claimed_until: datetime | None
    disposed: datetime | None
    held: Held | None = None  # of a proposal: why it may not be drafted yet
    remind: date | None = None  # of a case that waits for the applicant: when a person is to be told
    blind: bool = False  # nobody is to see its proposal before the decision
    times: Mapping[State, datetime] = field(default_factory=lambda: MappingProxyType({}))  # when last reached

    @property
    def is_hidden(self) -> bool:
        """Whether its proposal is shown to nobody yet: what a person has read before, their decision leans on."""
        return self.blind and self.state not in OVER and self.outcome not in (None, HAND_OVER)

    @property
    def as_seen(self) -> CaseView:
        """The case as lists show it to people: a blind one like any that no robot has prepared."""
        if not self.is_hidden:
            return self
        state = State.EXTRACTED if self.state in (State.PROPOSED, State.STALE) else self.state
        return replace(self, state=state, outcome=None, held=None)


@dataclass(frozen=True)
class Attempt:
    """One step that a robot took with a case."""

    at: datetime
    robot: str
    run: int | None
    step: str
    state: State | None  # the state it brought, if any
    seconds: float  # since the step before it, or since the claim
    error: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class StoredDraft:
    """One draft as the store knows it.

    `result`: intended, drafted, verified, altered, restored or abandoned; taking_back and taken_back where the robot
    puts the values before it back, since the facts changed or a person recalled it.
    """

    id: int
    at: datetime
    robot: str
    result: str
    draft: Draft | None  # None once the case was disposed of


@dataclass(frozen=True)
class PendingDraft:
    """A draft that a robot did not bring to an end: look at the case before anything is written.

    `saved` tells that the save is known to have been made; without it only the look can tell. `taking_back`: it was
    to be taken back, and whether it was only the look can tell.
    """

    id: int
    draft: Draft
    saved: bool
    taking_back: bool = False


@dataclass(frozen=True)
class CaseContent:
    """A case with everything that was read and proposed, decrypted."""

    case: CaseView
    application: Mapping[str, Shown] | None
    documents: tuple[File, ...]
    findings: tuple[Finding, ...]
    proposal: Proposal | None
    versions: Versions | None
    drafts: tuple[StoredDraft, ...]
    hand_over: str | None  # the latest hand-over's text
    attempts: tuple[Attempt, ...]
    others: tuple[str, ...] = ()  # the numbers of the same person's other open applications
    read: datetime | None = None  # when the application was last read
    proposed: datetime | None = None  # when the proposal was made


@dataclass(frozen=True)
class Reading:
    """What one reading of a case gave."""

    at: datetime
    run: int
    application: Mapping[str, Shown]
    documents: tuple[File, ...]


@dataclass(frozen=True)
class LastRead(Generic[R]):
    """What was last read of a case, as its flow knows it."""

    number: str
    system: str
    application: R
    day: date  # in Sweden: when it was proposed on or, where it never was, read


@dataclass(frozen=True)
class Proposed:
    """One proposal with its findings, and by which versions it was made."""

    at: datetime
    run: int
    findings: tuple[Finding, ...]
    proposal: Proposal
    versions: Versions


@dataclass(frozen=True)
class HandOver:
    """One hand-over to a person."""

    at: datetime
    reason: Reason
    text: str


@dataclass(frozen=True)
class AuditEntry:
    """Who read or changed what, and when."""

    place: int  # in the chain
    at: datetime
    who: str  # a person's account, or a robot
    action: str
    system: str | None
    number: str | None  # None: something done with the whole store
    detail: str


@dataclass(frozen=True)
class Acknowledged:
    """That somebody acknowledged a warning about the person of a case, in it or in another of the same flow.

    What the warning said is not held: only whether a new one says the same.
    """

    criterion: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Explanation:
    """What somebody says of a decision that differs from the proposal."""

    reason: WhyOtherwise
    by: str
    at: datetime
    comment: str = ""


@dataclass(frozen=True)
class GivenExplanation:
    """What came of an answer: whether it is new, and what others last said of the same case."""

    new: bool
    others: tuple[Explanation, ...]

    def clashes(self, reason: WhyOtherwise) -> tuple[Explanation, ...]:
        """The others' answers that give another reason."""
        return tuple(one for one in self.others if one.reason is not reason)


@dataclass(frozen=True)
class CaseHistory:
    """All that is held about a case, decrypted, oldest first: every reading, not only the latest."""

    case: CaseView
    readings: tuple[Reading, ...]
    proposals: tuple[Proposed, ...]
    hand_overs: tuple[HandOver, ...]
    drafts: tuple[StoredDraft, ...]
    attempts: tuple[Attempt, ...]
    audit: tuple[AuditEntry, ...]
    acknowledged: tuple[Acknowledged, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    decisions: tuple[Compared, ...] = ()


@dataclass(frozen=True)
class Verified:
    """What a walk along the audit's chain came to."""

    entries: int
    first: datetime | None
    last: datetime | None
    head: str  # the last entry's mark, to be noted outside the machine
    broken: AuditEntry | None = None  # the first entry that does not fit
    start_broken: bool = False  # the note of where the chain begins was changed
    holds: bool | None = None  # whether an earlier mark is still in it; None: none was given

    @property
    def well(self) -> bool:
        return self.broken is None and not self.start_broken and self.holds is not False


@dataclass(frozen=True)
class RunView:
    """One run of a robot. `ended` is None while it works, and for ever where it was killed."""

    id: int
    robot: str
    system: str
    flow: str
    mode: Mode
    versions: Versions
    began: datetime
    ended: datetime | None
    outcome: str | None
    error: str | None


@dataclass(frozen=True)
class Firing:
    """One time at which a robot starts by schedule. Robot and `due` name it: no second scheduler fires it again.

    `due` is Swedish wall time ("2026-10-25T02:30") for what is bound to the clock, an instant in UTC that ends in Z for
    intervals, and else what it follows: "after:ROBOT:RUN", "waiting:FIRING", "continued:RUN".
    """

    robot: str
    due: str
    planned: datetime  # the instant that it is for; it may start later


@dataclass(frozen=True)
class FiringView:
    """A firing that has been started. `ended` is None while its robot works, and for ever where it was killed.

    One for the queue of several machines has an outcome from the first, "queued" until a worker says otherwise.
    """

    id: int
    robot: str
    due: str
    planned: datetime
    fired: datetime
    owner: str  # the scheduler that started it
    begun: datetime | None  # of one for the queue: when a worker first took it
    ended: datetime | None
    outcome: str | None  # "done", or the class of the error that ended it

    @property
    def queued(self) -> bool:
        """Whether workers are to do it, or do."""
        return self.ended is None and self.outcome is not None

    @property
    def firing(self) -> Firing:
        return Firing(self.robot, self.due, self.planned)


@dataclass(frozen=True)
class Pause:
    """That a person keeps a robot from starting by schedule."""

    since: datetime
    until: datetime | None  # None: until somebody resumes it
    by: str
    why: str

    def stands(self, at: datetime) -> bool:
        """Whether it holds at an instant."""
        return self.until is None or at < self.until


@dataclass(frozen=True)
class ScheduleView:
    """What the store knows of a robot's schedule, whatever config/robots.yaml says of it by now."""

    robot: str
    since: datetime  # what was due before is not caught up
    pause: Pause | None
    holder: str | None  # who works as this robot now: a firing's `due`, or a person's process
    held_until: datetime | None  # when the mark of being at work expires, unless it is renewed


@dataclass(frozen=True)
class AcceptedContract:
    """What the screens of a case system looked like when a person accepted them."""

    system: str
    at: datetime
    by: str  # who accepted
    cases: int  # on how many cases it was seen
    browser: str  # the version that showed it
    description: str  # the SHA-256 of the description that it was read by
    screens: str = field(repr=False)  # JSON; robots.systems.contract knows what it says


@dataclass(frozen=True)
class LaneGround:
    """What a proof of the faster lanes holds for; with any other it is void."""

    system: str
    contract: datetime  # when the one in force was accepted
    browser: str  # its version
    description: str  # the SHA-256


@dataclass(frozen=True)
class NotedChange:
    """A change of a screen that touches no field of ours."""

    system: str
    since: datetime
    says: str


@dataclass(frozen=True)
class Breaker:
    """A case system that could not be worked with: no run begins there before the next probe, or before a person acts.

    Robots of one system share it.
    """

    system: str
    cause: str  # the class of what was wrong: SystemDown, BrowserGone, ScreenChanged, LoginRefused
    since: datetime
    tries: int  # how often it was tried and found so
    next_probe: datetime | None  # from when on one run tries the system again; None: it waits for a person
    description: str  # the SHA-256 of the description that it was worked by
    browser: str  # the version of the browser
    says: str  # what was wrong, and what to do


@dataclass(frozen=True)
class HeldBack:
    """A robot that could not do its work because of its case system, and is to do it once the system is back."""

    robot: str
    system: str
    since: datetime


@dataclass(frozen=True)
class WorkerView:
    """One process that works with the store, on whatever machine."""

    owner: str  # the name under which it claims cases
    host: str
    since: datetime
    seen: datetime  # its last sign of life
    silent: timedelta  # how long ago that was, by the database's clock
    robot: str | None  # what it works at
    login: str | None  # "practice/login-1"
    ended: datetime | None = None  # of a service: when it ended as it was asked to


@dataclass(frozen=True)
class Summary:
    """How many cases stand where, and why people have them."""

    states: Mapping[State, int]
    reasons: Mapping[Reason, int]  # of those handed over
    to_release: int = 0  # proposals that wait for a person's release
    to_remind: int = 0  # cases whose applicant has not answered by the reminder day


@dataclass(frozen=True)
class Affected:
    """A case that a recall is about."""

    case: CaseView
    versions: Versions  # by which its draft or, where it has none, its proposal was made
    draft: int | None  # the draft that stands in the case system, as far as the store knows
