"""The tables. In the clear stands only what a list of cases needs; everything that was read is a sealed blob."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy
from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, Index, LargeBinary, String, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, mapped_column

from robots.cases.records import Versions
from robots.errors import Reason
from robots.model import Mode, State


class Instant(TypeDecorator[datetime]):
    """An instant with a zone; SQLite has no type for it, so it is kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse instants without a zone: they mean another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _words(kind: type[StrEnum]) -> Enum:
    return Enum(
        kind, native_enum=False, length=20, values_callable=lambda members: [member.value for member in members]
    )


class DraftResult(StrEnum):
    """How far one draft came."""

    INTENDED = "intended"
    DRAFTED = "drafted"
    VERIFIED = "verified"
    ALTERED = "altered"
    RESTORED = "restored"
    ABANDONED = "abandoned"
    TAKING_BACK = "taking_back"
    TAKEN_BACK = "taken_back"


STANDING = (DraftResult.DRAFTED, DraftResult.VERIFIED, DraftResult.ALTERED, DraftResult.TAKING_BACK)
"""Results of drafts that stand in the case system, as far as the store knows."""


class Table(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it as a plain class attribute
        datetime: Instant(),
        bytes: LargeBinary(),
        str: String(),
        State: _words(State),
        Reason: _words(Reason),
        Mode: _words(Mode),
        DraftResult: _words(DraftResult),
    }


def table_of(rows: type[Table]) -> sqlalchemy.Table:
    """The table beneath, for statements that are built once and go past the object mapper."""
    return cast(sqlalchemy.Table, rows.__table__)


_URGENCY = (
    text("urgent DESC"),
    text("(due IS NULL)"),
    "due",
    text("(received IS NULL)"),
    "received",
    "number",
)
"""The order in which cases are worked and listed, as an index holds it; `by_urgency` asks for the same."""


def _only(what: str) -> dict[str, Any]:
    """An index of the few rows that meet a condition, which costs nothing where a row does not.

    On PostgreSQL the migrations say the same; to name it here as well would load that dialect at every start.
    """
    return {"sqlite_where": text(what)}


class CanaryRow(Table):
    """One sealed text, opened first of all: it tells a wrong key before anything is read or written."""

    __tablename__ = "canary"

    id: Mapped[int] = mapped_column(primary_key=True)
    blob: Mapped[bytes]


class RunRow(Table):
    """One run of a robot."""

    __tablename__ = "runs"
    __table_args__ = (Index("runs_robot", "robot", "id"), Index("runs_began", "began"))

    id: Mapped[int] = mapped_column(primary_key=True)
    robot: Mapped[str]
    system: Mapped[str]
    flow: Mapped[str]
    mode: Mapped[Mode]
    versions: Mapped[Versions] = composite(
        mapped_column("rules"), mapped_column("texts"), mapped_column("description"), mapped_column("browser")
    )
    began: Mapped[datetime]
    ended: Mapped[datetime | None]
    outcome: Mapped[str | None]
    error: Mapped[bytes | None]


class CaseRow(Table):
    """One case: where it stands, who works it, and its wrapped key."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("cases_number", "number", "system", unique=True),
        Index("cases_claim", "system", "flow", "state", *_URGENCY),
        Index("cases_proposed", "system", "flow", "outcome", *_URGENCY, **_only("state = 'proposed'")),
        Index("cases_state", "state", *_URGENCY),
        Index("cases_robot", "robot", "state", "reason"),
        Index("cases_owner", "owner", **_only("owner IS NOT NULL")),
        Index("cases_rest", "system", "flow", "not_before", **_only("not_before IS NOT NULL")),
        Index("cases_held", "robot", "held", **_only("held IS NOT NULL")),
        Index("cases_decided", "decided", **_only("decided IS NOT NULL")),
        Index("cases_stands_in", "stands_in", **_only("stands_in IS NOT NULL")),
        Index("cases_follow", "system", "flow", "follow", **_only("follow IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    system: Mapped[str]
    flow: Mapped[str | None]
    robot: Mapped[str]
    authority: Mapped[str]
    unit: Mapped[str | None]
    caseworker: Mapped[str | None]
    state: Mapped[State]
    reason: Mapped[Reason | None]
    received: Mapped[date | None]
    due: Mapped[date | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None]
    decided: Mapped[date | None]
    decided_outcome: Mapped[str | None]
    days_waiting_for_applicant: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    owner: Mapped[str | None]
    fence: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    run: Mapped[int | None]  # the run that had it last, so that it does not take the case twice
    stepped: Mapped[datetime | None]
    stands_in: Mapped[str | None]  # the robot that has the case open in the case system
    stands_as: Mapped[str | None]  # the account that it has it open as
    held: Mapped[str | None]  # the edition by which its proposal may not be drafted yet
    asked: Mapped[datetime | None]  # since when a person is asked to release it; None: others come before it
    barred: Mapped[str | None]  # the rules, or the edition, that no robot may work it by: a person recalled it
    remind: Mapped[date | None]  # waiting for the applicant: when a person is to be told
    looked: Mapped[datetime | None]  # when a robot last looked again and found nothing changed
    blind: Mapped[bool | None]  # nobody sees its proposal before the decision; None: nothing was proposed yet
    follow: Mapped[date | None]  # the day of a decision that is still to be read and held against the proposal
    handle: Mapped[bytes | None]  # the id that its addresses hold, sealed: it may be a personal number
    key: Mapped[bytes | None]  # wrapped; made with the first blob, destroyed by disposal
    disposed: Mapped[datetime | None]


class WorkerRow(Table):
    """One process that works with the store.

    A worker's is gone once it has ended or was declared dead; a service's is kept for some days, to tell when that was.
    """

    __tablename__ = "workers"
    __table_args__ = (
        Index("workers_owner", "owner", unique=True),
        Index("workers_login", "login", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]  # the name under which it claims cases
    host: Mapped[str]
    service: Mapped[bool]  # whether it starts robots by schedule
    since: Mapped[datetime]
    seen: Mapped[datetime]  # its last sign of life
    ended: Mapped[datetime | None]  # of a service: when it ended as it was asked to
    robot: Mapped[str | None]  # what it works at
    login: Mapped[str | None]  # with which login: "practice/login-1"; no two workers have one


class PaceRow(Table):
    """When a case system may be asked for the next page."""

    __tablename__ = "paces"

    system: Mapped[str] = mapped_column(primary_key=True)
    free_at: Mapped[float]  # seconds since 1970


class RefusalRow(Table):
    """A password that a case system refused, as the mark that only the same password gives."""

    __tablename__ = "refusals"

    secret: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[bytes]


class AttemptRow(Table):
    """One step of a robot with a case."""

    __tablename__ = "attempts"
    __table_args__ = (Index("attempts_case", "case_id", "state", "at"), Index("attempts_run", "run", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    run: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    robot: Mapped[str]
    at: Mapped[datetime]
    step: Mapped[str]
    state: Mapped[State | None]
    seconds: Mapped[float]
    error: Mapped[bytes | None]
    evidence: Mapped[str | None]


class ReadingRow(Table):
    """What one reading of a case gave: application and documents."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    at: Mapped[datetime]
    application: Mapped[bytes]
    documents: Mapped[bytes]


class ProposalRow(Table):
    """One proposal with its findings, and by which versions it was made."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    at: Mapped[datetime]
    outcome: Mapped[str]
    versions: Mapped[Versions] = composite(
        mapped_column("rules", index=True),
        mapped_column("texts"),
        mapped_column("description"),
        mapped_column("browser"),
    )
    findings: Mapped[bytes]
    proposal: Mapped[bytes]


class DraftRow(Table):
    """One draft, from the intent on. A case has at most one intent without a result."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index(
            "drafts_one_intent",
            "case_id",
            unique=True,
            **_only("result = 'intended'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=True)
    robot: Mapped[str]
    at: Mapped[datetime]
    result: Mapped[DraftResult]
    blob: Mapped[bytes | None]  # None once the case was disposed of


class AlterationRow(Table):
    """One field of a draft that the case system altered, cut or dropped. Field names are the description's."""

    __tablename__ = "alterations"
    __table_args__ = (Index("alterations_robot", "robot", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)  # None: its case was purged
    robot: Mapped[str]
    field: Mapped[str]
    at: Mapped[datetime]


class ReleaseRow(Table):
    """One of the first drafts of an edition that a person released. It outlives its case: it is counted."""

    __tablename__ = "releases"
    __table_args__ = (Index("releases_edition", "robot", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    robot: Mapped[str]
    edition: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)  # None once the case was purged
    reading: Mapped[int | None]  # on which the proposal was made that was released
    at: Mapped[datetime]
    by: Mapped[str]


class PersonRow(Table):
    """That a person stands in a case: the mark of a personal number, which only the store's key can make."""

    __tablename__ = "persons"
    __table_args__ = (Index("persons_mark", "mark", "field"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    field: Mapped[str]  # of the flow's record; inside a table "household.number"
    mark: Mapped[bytes]


class AcknowledgementRow(Table):
    """That somebody acknowledged a warning: the mark of its sentence, which only the store's key can make."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        Index("acknowledgements_sentence", "sentence", unique=True),
        Index("acknowledgements_person", "person", "flow"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sentence: Mapped[bytes]
    person: Mapped[bytes | None]  # the mark of who stands in the application; None: nobody known does
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)  # only where no person is known
    flow: Mapped[str]
    criterion: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class ExplanationRow(Table):
    """Why a person decided otherwise than was proposed."""

    __tablename__ = "explanations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reason: Mapped[str]
    by: Mapped[str]
    comment: Mapped[bytes | None]
    at: Mapped[datetime]


class ScheduleRow(Table):
    """A robot's schedule: since when it is kept, whether it is paused, and who works as this robot now."""

    __tablename__ = "schedules"

    robot: Mapped[str] = mapped_column(primary_key=True)
    kept: Mapped[str] = mapped_column(default="")  # the `when:` that `since` is about
    since: Mapped[datetime]  # what was due before is not caught up
    paused: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    paused_by: Mapped[str | None]
    paused_why: Mapped[str | None]
    holder: Mapped[str | None]
    held_until: Mapped[datetime | None]


class FiringRow(Table):
    """One firing: whoever inserts it owns it."""

    __tablename__ = "firings"
    __table_args__ = (
        Index("firings_due", "robot", "due", unique=True),
        Index("firings_planned", "robot", "planned"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    robot: Mapped[str]
    due: Mapped[str]
    planned: Mapped[datetime]
    fired: Mapped[datetime]
    owner: Mapped[str]
    begun: Mapped[datetime | None]  # of one for the queue: when a worker first took it
    ended: Mapped[datetime | None]
    outcome: Mapped[str | None]  # "queued" from the first, where it is for the queue
    drafts: Mapped[int] = mapped_column(default=0, server_default="0")  # that were begun in its runs


class HandOverRow(Table):
    """One hand-over to a person."""

    __tablename__ = "hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    at: Mapped[datetime]
    reason: Mapped[Reason]
    blob: Mapped[bytes]
    other: Mapped[str | None]  # of a duplicate: the number of the person's other case


class FollowUpRow(Table):
    """One decision of a person, held against the proposal. Who decided stands nowhere."""

    __tablename__ = "follow_ups"
    __table_args__ = (Index("follow_ups_decided", "decided"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    run: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    robot: Mapped[str]
    at: Mapped[datetime]
    decided: Mapped[date]
    verdict: Mapped[str]
    met: Mapped[str]  # blind, drafted or shown
    blob: Mapped[bytes]


class AuditRow(Table):
    """Who read or changed what, and when. It outlives the case; `chain` binds it to the entry before it."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_case", "number", "system"),
        Index("audit_action", "action", "at", **_only("number IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # the place in the chain, without gaps
    at: Mapped[datetime]
    who: Mapped[str]  # a person's account, or a robot
    action: Mapped[str]
    system: Mapped[str | None]
    number: Mapped[str | None]  # None: something done with the whole store
    detail: Mapped[str]
    chain: Mapped[bytes | None]  # None: of the first version, and nothing was added since


class AuditStartRow(Table):
    """Where the audit begins once old entries were removed: place and chain of the last of them, sealed."""

    __tablename__ = "audit_start"

    id: Mapped[int] = mapped_column(primary_key=True)
    blob: Mapped[bytes]


class WeekRow(Table):
    """A week's figures as they were when cases that it counts were purged; they do not change any more."""

    __tablename__ = "weeks"
    __table_args__ = (Index("weeks_week", "authority", "week", "flow", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    authority: Mapped[str]
    week: Mapped[str]  # "2026-W47"
    flow: Mapped[str | None]  # None: of all case types
    figures: Mapped[str]  # JSON


class AlertRow(Table):
    """One cause that people are told of, until it is over. Of each there is at most one that is not."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "alerts_open",
            "kind",
            "about",
            unique=True,
            **_only("closed IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str]  # a robot, a case system, or nothing
    detail: Mapped[str]  # JSON: the robots that it concerns, and figures
    stage: Mapped[str]
    since: Mapped[datetime]
    opened: Mapped[datetime]
    gone: Mapped[datetime | None]
    closed: Mapped[datetime | None]
    spoken: Mapped[datetime | None]
    times: Mapped[int]


class AlertMessageRow(Table):
    """What one recipient is told of one alert. At most one waits to be sent: a newer one takes its place."""

    __tablename__ = "alert_messages"
    __table_args__ = (
        Index(
            "alert_messages_waiting",
            "alert_id",
            "recipient",
            unique=True,
            **_only("sent IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"), index=True)
    recipient: Mapped[str]  # a mail address, or the name of a secret
    event: Mapped[str]
    made: Mapped[datetime]
    held: Mapped[datetime | None]  # until then the process that took it sends it
    sent: Mapped[datetime | None]
    tries: Mapped[int]  # that failed
    failure: Mapped[str | None]


class AlertWatchRow(Table):
    """Since when something is watched as it is, so that no robot is late for what was planned before it was known."""

    __tablename__ = "alert_watches"

    what: Mapped[str] = mapped_column(primary_key=True)
    how: Mapped[str]
    since: Mapped[datetime]


class BreakerRow(Table):
    """A case system that could not be worked with, and is not until somebody or a probe says otherwise."""

    __tablename__ = "breakers"

    system: Mapped[str] = mapped_column(primary_key=True)
    cause: Mapped[str]
    since: Mapped[datetime]
    tries: Mapped[int]
    next_probe: Mapped[datetime | None]
    description: Mapped[str]
    browser: Mapped[str]
    error: Mapped[bytes]


class HeldBackRow(Table):
    """A robot that could not do its work because of its case system."""

    __tablename__ = "held_back"

    robot: Mapped[str] = mapped_column(primary_key=True)
    system: Mapped[str]
    since: Mapped[datetime]


class ContractRow(Table):
    """What the screens of a case system looked like when a person accepted them; the latest is in force."""

    __tablename__ = "contracts"

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    accepted_by: Mapped[str]
    cases: Mapped[int]
    browser: Mapped[str]
    description: Mapped[str]
    blob: Mapped[bytes]


class NotedChangeRow(Table):
    """A change of a screen that touches no field of ours, from when it was first seen until a contract is accepted."""

    __tablename__ = "noted_changes"

    system: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    blob: Mapped[bytes]


class LaneProofRow(Table):
    """What was proven of a case system's faster lanes, and by which contract, browser and description."""

    __tablename__ = "lane_proofs"

    system: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    contract: Mapped[datetime]
    browser: Mapped[str]
    description: Mapped[str]
    blob: Mapped[bytes]
