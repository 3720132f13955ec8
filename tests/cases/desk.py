"""Test data and a robot at its desk. Every person and number here is made up."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from robots.cases import Claim, InboxChange, Store, Versions
from robots.model import (
    DecidedRow,
    Draft,
    File,
    Finding,
    InboxRow,
    Mode,
    PersonalNumber,
    Proposal,
    Record,
    Result,
    State,
    Unknown,
    lay_open,
)

NAME = "Testperson Påhittad Exempelsson"
NUMBER = "201212121212"
ILLNESS = "testintyg: svår testartros i påhittat knä"
SECRETS = (NAME, NUMBER, ILLNESS, "Motiveringstext som ingen får läsa", "intyg-testperson.pdf", "testbilaga innehåll")
KEY = bytes(range(32))
VERSIONS = Versions(
    rules="sha-of-rules", texts="sha-of-texts", description="sha-of-description", browser="headless 156"
)
WAY = (State.FOUND, State.EXTRACTED, State.PROPOSED, State.DRAFTED, State.VERIFIED)

CERTIFICATE = "testbilaga innehåll".encode()
FILE = File(
    name="intyg-testperson.pdf",
    media_type="application/pdf",
    size=len(CERTIFICATE),
    sha256=hashlib.sha256(CERTIFICATE).hexdigest(),
)


class Permit(Record):
    """An earlier permit, as a row of a nested table."""

    valid_to: date
    fee: Decimal | None


class Application(Record):
    """One application, with every sort of value that a record can hold."""

    applicant: PersonalNumber
    name: str
    illness: str | None
    walking_distance: int | None
    alone: bool
    received: date
    fee: Decimal
    certificate: File | None
    permits: tuple[Permit, ...]


APPLICATION = Application.of(
    {
        "applicant": NUMBER,
        "name": NAME,
        "illness": ILLNESS,
        "walking_distance": None,
        "alone": True,
        "received": date(2026, 11, 2),
        "fee": Decimal("350.00"),
        "certificate": FILE,
        "permits": (
            Permit.of({"valid_to": date(2025, 12, 31), "fee": Decimal("1.10")}),
            Permit.of({"valid_to": Unknown("no date"), "fee": None}),
        ),
    }
)
FINDINGS = (
    Finding("walking ability", Result.PASS, f"{NAME} går 400 m", "13 kap. 8 § trafikförordningen", "R3", ("distance",)),
    Finding("lasting", Result.UNKNOWN, ILLNESS, "lokal riktlinje", nearest=(f"rad R4: ansökan anger {ILLNESS}",)),
)
PROPOSAL = Proposal(
    outcome="grant",
    reasons="Motiveringstext som ingen får läsa",
    note="Förberett av robot",
    values={"valid_to": date(2031, 11, 2), "fee": Decimal("0.00"), "kind": None},
    missing=("passfoto",),
    rules="sha-of-rules",
    counterfactual=(f"Förslaget skulle bli bifall om {NAME} gick kortare",),
)
DRAFT = Draft(
    before={"reasons": "", "valid_to": None}, after={"reasons": PROPOSAL.reasons, "valid_to": date(2031, 11, 2)}
)


def applied_by(number: str) -> Application:
    """The application, as another person would have sent it."""
    return Application.of({**lay_open(APPLICATION), "applicant": number})


@dataclass
class Clock:
    """A clock that a test turns."""

    at: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Desk:
    """A robot at work with a store."""

    store: Store
    clock: Clock
    robot: str = "robot-a"
    run: int = field(init=False)

    def __post_init__(self) -> None:
        self.new_run()

    def new_run(self, mode: Mode = Mode.DRAFT) -> int:
        self.run = self.store.begin_run(
            robot=self.robot, system="practice", flow="parking_permit", mode=mode, versions=VERSIONS
        )
        return self.run

    def reads_inbox(self, *rows: InboxRow, complete: bool = True) -> InboxChange:
        return self.store.record_inbox(
            run=self.run,
            system="practice",
            robot=self.robot,
            authority="Testnämnden",
            rows=rows,
            complete=complete,
            due=lambda row: row.received + timedelta(days=60) if row.received else None,
        )

    def reads_decided(self, *rows: DecidedRow) -> int:
        asked = {"run": self.run, "system": "practice", "robot": self.robot, "authority": "Testnämnden"}
        return self.store.record_decided(**asked, rows=rows)

    def claims(
        self,
        number: str | None = None,
        *,
        wanted: Collection[State] = WAY,
        owner: str = "slot-1",
        again: bool = False,
        minutes: int = 15,
        drafts: Collection[str] | None = None,
        login: str | None = None,
        other_logins: Collection[str] = (),
    ) -> Claim | None:
        return self.store.claim(
            run=self.run,
            system="practice",
            flow="parking_permit",
            robot=self.robot,
            owner=owner,
            wanted=wanted,
            number=number,
            again=again,
            minutes=minutes,
            drafts=drafts,
            login=login,
            other_logins=other_logins,
        )

    def has(self, number: str = "2026-1") -> Claim:
        """Claim a case, found in the inbox just before."""
        self.reads_inbox(row(number), complete=False)
        claim = self.claims(number)
        assert claim is not None
        return claim

    def has_elsewhere(self, number: str = "2026-1") -> Claim:
        """Claim a case of another case system, found in its inbox just before."""
        elsewhere = {"run": self.run, "system": "roundup", "robot": self.robot}
        self.store.record_inbox(
            authority="Testnämnden", rows=[row(number)], complete=True, due=lambda _: None, **elsewhere
        )
        claim = self.store.claim(flow="parking_permit", owner="slot-1", wanted=WAY, **elsewhere)
        assert claim is not None
        return claim

    def has_proposed(self, number: str = "2026-1", applicant: str = NUMBER) -> Claim:
        claim = self.has(number)
        self.store.keep_document(claim, FILE, CERTIFICATE)
        self.store.extracted(claim, applied_by(applicant), [FILE])
        self.store.proposed(claim, FINDINGS, PROPOSAL, VERSIONS)
        return claim

    def has_drafted(self, number: str = "2026-1") -> tuple[Claim, int]:
        claim = self.has_proposed(number)
        draft = self.store.intend(claim, DRAFT)
        self.store.drafted(claim, draft)
        return claim, draft

    def state(self, number: str = "2026-1") -> State:
        return self.store.case(number).state


def row(number: str = "2026-1", day: int = 1, **more: object) -> InboxRow:
    shown: dict[str, object] = {"flow": "parking_permit", "received": date(2026, 11, day), **more}
    return InboxRow(number, **shown)  # type: ignore[arg-type]


def decided(number: str = "2026-1", outcome: str | None = "grant", **more: object) -> DecidedRow:
    shown: dict[str, object] = {"flow": "parking_permit", "received": date(2026, 11, 1), **more}
    return DecidedRow(number, decided=date(2026, 11, 20), outcome=outcome, **shown)  # type: ignore[arg-type]
