"""A made-up municipality's store, filled through the store's own doors. No person or number in it is real."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from robots.cases import Claim, Store, Versions
from robots.errors import Reason
from robots.model import DecidedRow, Draft, Finding, InboxRow, Mode, Proposal, Record, Result, State, Unknown
from robots.reports.names import FlowNames, Names

KEY = bytes(range(32))
AUTHORITY = "Testnämnden"
FLOW = "parking_permit"
VERSIONS = Versions(rules="sha-of-rules", texts="sha-of-texts", description="sha-of-description")
NAMES = Names(
    authority=AUTHORITY,
    municipality="Övningskommun",
    systems={"practice": "Övningssystemet"},
    flows={
        FLOW: FlowNames(
            title="Parkeringstillstånd",
            fields={"walking_distance": "Gångsträcka", "permits": "Tidigare tillstånd"},
            criteria={"walking": "Gångförmåga", "photo": "Passfoto", "certificate": "Läkarintyg"},
            requests={"photo": "Passfoto", "certificate": "Läkarintyg"},
        )
    },
)
PASSED = Finding("certificate", Result.PASS, "Läkarintyg finns med.", "Lokal rutin; 20 § förvaltningslagen", "H1")
WALKS = Finding("walking", Result.PASS, "Sökanden går högst 300 meter; gränsen är 500 meter.", "13 kap. 8 § TrF", "G1")
WALKS_FAR = Finding("walking", Result.FAIL, "Sökanden går 800 meter; gränsen är 500 meter.", "13 kap. 8 § TrF", "G4")
NO_PHOTO = Finding("photo", Result.UNKNOWN, "Passfoto saknas.", "Lokal rutin; 20 § förvaltningslagen", "H2")


class Permit(Record):
    """An earlier permit."""

    valid_to: date


class Application(Record):
    """What the case system shows; the name is a test person's."""

    name: str
    walking_distance: int | None
    permits: tuple[Permit, ...]


NAME = "Testa Provsson (påhittad)"
READ = Application.of({"name": NAME, "walking_distance": 300, "permits": ()})
UNREAD = Application.of({"name": NAME, "walking_distance": Unknown("not a whole number"), "permits": ()})


def proposed(outcome: str, *missing: str) -> Proposal:
    """A proposal of an outcome."""
    return Proposal(outcome, f"Motivering för {outcome}", "Förberett av robot", missing=missing)


@dataclass
class Clock:
    """A clock that the office turns."""

    at: datetime = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Office:
    """One authority's store with a robot at work."""

    store: Store
    clock: Clock
    robot: str = "parking-practice"
    due: Callable[[InboxRow], date | None] = lambda row: None
    run: int = field(init=False, default=0)

    @classmethod
    def open(cls, folder: Path, *, due_after: int | None = None) -> Office:
        """A new store; each case is due so many days after it came, if any."""
        clock = Clock()
        store = Store.open(f"sqlite:///{(folder / 'cases.db').as_posix()}", KEY, clock=clock)
        office = cls(store, clock)
        if due_after is not None:
            office.due = lambda row: row.received + timedelta(days=due_after) if row.received else None
        return office

    def begins(self, at: datetime | None = None) -> int:
        """A run begins."""
        self.clock.at = at or self.clock.at
        self.run = self.store.begin_run(
            robot=self.robot, system="practice", flow=FLOW, mode=Mode.DRAFT, versions=VERSIONS
        )
        return self.run

    def ends(self, outcome: str = "done", error: str | None = None, minutes: int = 12) -> None:
        """The run ends."""
        self.clock.at += timedelta(minutes=minutes)
        self.store.end_run(self.run, outcome=outcome, error=error)

    def finds(self, *rows: InboxRow, authority: str = AUTHORITY) -> None:
        """The robot reads these rows of the inbox."""
        self.store.record_inbox(
            run=self.run,
            system="practice",
            robot=self.robot,
            authority=authority,
            rows=rows,
            complete=False,
            due=self.due,
        )

    def decided(self, *rows: DecidedRow) -> None:
        """The robot reads what people decided."""
        self.store.record_decided(run=self.run, system="practice", robot=self.robot, authority=AUTHORITY, rows=rows)

    def has(self, number: str, flow: str = FLOW) -> Claim:
        """The robot takes a case."""
        claim = self.store.claim(
            run=self.run,
            system="practice",
            flow=flow,
            robot=self.robot,
            owner="slot-1",
            wanted=tuple(State),
            number=number,
            again=True,
        )
        assert claim is not None
        return claim

    def proposes(
        self, number: str, proposal: Proposal, findings: Sequence[Finding] = (PASSED, WALKS), flow: str = FLOW
    ) -> Claim:
        """The robot reads a case and proposes something."""
        claim = self.has(number, flow)
        self.store.extracted(claim, READ, [])
        self.store.proposed(claim, findings, proposal, VERSIONS)
        return claim

    def drafts(
        self, number: str, proposal: Proposal, findings: Sequence[Finding] = (PASSED, WALKS), flow: str = FLOW
    ) -> None:
        """The robot saves a draft and reads it back."""
        claim = self.proposes(number, proposal, findings, flow)
        draft = self.store.intend(claim, Draft(before={"reasons": ""}, after={"reasons": proposal.reasons}))
        self.store.drafted(claim, draft)
        self.store.verified(claim, draft)

    def alters(self, number: str, *, restored: bool) -> None:
        """The case system cuts a draft."""
        claim = self.proposes(number, proposed("grant"))
        draft = self.store.intend(claim, Draft(before={"reasons": ""}, after={"reasons": "lång text"}))
        self.store.drafted(claim, draft)
        note = self.store.restored if restored else self.store.altered
        note(claim, draft, ["reasons"], 'Systemet kortade "Motivering".')

    def hands_over(self, number: str, reason: Reason, text: str = "", reading: Record = READ, flow: str = FLOW) -> None:
        """The robot hands a case to a person."""
        claim = self.has(number, flow)
        self.store.extracted(claim, reading, [])
        self.store.hand_over(claim, reason, text)

    def fails(self, number: str, flow: str = FLOW) -> None:
        """A case fails for technical reasons."""
        self.store.put_back(self.has(number, flow), "HTTP 500", after=timedelta(seconds=1), most=1)


def row(number: str, received: date = date(2026, 11, 16), **more: object) -> InboxRow:
    """A row of the inbox."""
    shown: dict[str, object] = {"flow": FLOW, "unit": "Enhet Öst", "caseworker": "Testhandläggare Ett", **more}
    return InboxRow(number, received=received, **shown)  # type: ignore[arg-type]


def history(weeks: Iterable[date], seed: int = 1) -> list[DecidedRow]:
    """Some weeks of older cases with decisions by people, drawn from a seed."""
    rng = Random(seed)
    rows: list[DecidedRow] = []
    for monday in weeks:
        for _ in range(rng.randint(25, 45)):
            decided = monday + timedelta(days=rng.randint(0, 4))
            received = decided - timedelta(days=rng.randint(5, 70))
            outcome = rng.choice(("grant", "grant", "grant", "reject", "dismiss"))
            waiting = rng.choice((0, 0, 0, 7, 14, 21))
            rows.append(
                DecidedRow(
                    f"{received.year}-PRK-{len(rows) + 1:05}",
                    FLOW,
                    received,
                    decided,
                    outcome,
                    days_waiting_for_applicant=min(waiting, (decided - received).days),
                )
            )
    return rows


def busy_week(office: Office, monday: date = date(2026, 11, 16)) -> None:
    """A week of every kind of case, for whoever wants to look at the workbooks."""
    start = datetime(monday.year, monday.month, monday.day, 1, 30, tzinfo=UTC)
    numbers = [f"2026-PRK-{n:05}" for n in range(2001, 2061)]
    office.begins(start - timedelta(days=5))
    office.decided(*history(monday - timedelta(weeks=n) for n in range(9, -1, -1)))
    office.ends()
    for at in range(3):
        today = numbers[at * 20 : at * 20 + 20]
        office.begins(start + timedelta(days=2 * at))
        office.finds(*(_arrived(number, n, at, monday) for n, number in enumerate(today)))
        for n, number in enumerate(today):
            _one_way(office, n, at, number)
        office.ends()
    office.begins(start + timedelta(days=3))
    office.ends("SystemDown", "Övningssystemet svarar inte.", minutes=2)
    office.begins(start + timedelta(days=5))
    office.decided(*(_followed(number, n, monday) for n, number in enumerate(numbers[:20]) if n > 13))
    office.ends()


def _arrived(number: str, n: int, at: int, monday: date) -> InboxRow:
    return row(
        number,
        monday - timedelta(days=2 * n - 2 - at),
        urgent=n == 7,
        protected=n == 13 and at == 0,
        unit=("Enhet Öst", "Enhet Väst")[n % 2],
        caseworker=("Testhandläggare Ett", "Testhandläggare Två", None)[n % 3],
    )


def _followed(number: str, n: int, monday: date) -> DecidedRow:
    received = monday - timedelta(days=2 * n - 2)
    return DecidedRow(number, FLOW, received, monday + timedelta(days=4), "reject" if n == 19 else "grant")


def _one_way(office: Office, n: int, at: int, number: str) -> None:
    match n:
        case 0:
            office.alters(number, restored=at != 1)
        case 1 | 2:
            office.hands_over(
                number, Reason.UNREADABLE, '"Gångsträcka" kunde inte läsas säkert: är inget heltal', UNREAD
            )
        case 3:
            office.hands_over(number, Reason.JUDGEMENT, "Sökanden är folkbokförd i en annan kommun.")
        case 4:
            office.hands_over(number, (Reason.LOCKED, Reason.BEGUN, Reason.CONTRADICTION)[at])
        case 5 | 6:
            office.proposes(number, proposed("reject"), (PASSED, WALKS_FAR))
        case 8 | 9 | 10:
            office.drafts(number, proposed("completion", "photo"), (PASSED, NO_PHOTO, WALKS))
        case 11 if at == 2:
            office.fails(number)
        case 13 if at == 0:
            pass
        case 19 if at == 2:
            pass
        case _:
            office.drafts(number, proposed("grant"))
