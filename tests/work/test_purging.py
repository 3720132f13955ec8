"""Purge: what is kept no longer goes, what is counted stays, and the receipt tells how much, and of nobody."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from robots import yamlfile
from robots.cases import Store, key_from
from robots.errors import ConfigError, StopAsked
from robots.model import PersonalNumber, Record, State, Unknown
from robots.reports.counting import Counting, WeekFigures
from robots.reports.weekly import write_weekly
from robots.reports.weeks import Week
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.office import STORE_KEY
from robots.work.purging import Receipt, days_of_birth, purge
from robots.work.reporting import names_of
from robots.work.terms import terms_of
from tests.reports.office import AUTHORITY, Clock, Office, busy_week, proposed, row
from tests.reports.reading import opened, text
from tests.reports.test_weekly import counted_by_hand
from tests.work.municipality import TOOLKIT

LATER = datetime(2027, 11, 22, 3, 0, tzinfo=UTC)  # a year and some days after the busy week
WEEKS = [Week.of(date(2026, 8, 24) + timedelta(weeks=n)) for n in (*range(4, 15), 62, 63)]


class Member(Record):
    number: PersonalNumber | None


class Household(Record):
    applicant: PersonalNumber
    household: tuple[Member, ...]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of the authority that the office belongs to."""
    made = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    description = made.path / "config" / "systems" / "practice.yaml"
    yamlfile.change(description, lambda tree: tree.update({"authority": AUTHORITY}))
    return made


@pytest.fixture
def office(home: Home) -> Iterator[Office]:
    """An office at work with the home's store."""
    clock, key = Clock(), key_from(Secrets(home.path).secret(STORE_KEY))
    with Store.open(home.database, key, attachments=home.data / "attachments", clock=clock) as store:
        working = Office(store, clock)
        working.due = lambda row: row.received + timedelta(days=14) if row.received else None
        yield working


def keeps(home: Home, **retention: object) -> Home:
    """The home with other settings for how long things are kept."""
    settings = home.path / "config" / "settings.yaml"
    yamlfile.change(settings, lambda tree: tree["retention"].update(retention))
    return Home(home.path)


def removed(receipt: Receipt) -> dict[str, int]:
    """How many of each kind went."""
    counts: dict[str, int] = {}
    for one in receipt.removed:
        counts[one.kind] = counts.get(one.kind, 0) + one.count
    return counts


def all_figures(office: Office, home: Home, at: datetime) -> dict[Week, WeekFigures | None]:
    """Every figure of every week, of all cases, of each case type and of each unit."""
    terms = terms_of(home, office.store)
    counting = Counting.of(office.store, names_of(home), at, since=min(WEEKS), terms=terms)
    return {week: counting.of_week(week) for week in WEEKS}


def a_year_apart(office: Office, week: Callable[[Office], None] = counted_by_hand) -> None:
    """A week with all kinds of cases, and another a year later."""
    week(office)
    office.begins(datetime(2026, 11, 24, 1, 30, tzinfo=UTC))
    office.finds(row("2026-X-1", date(2026, 11, 20), flow="other_flow"))
    office.ends()
    office.begins(datetime(2027, 11, 9, 1, 30, tzinfo=UTC))
    office.finds(row("2027-NEW-1", date(2027, 11, 8)), row("2027-NEW-2", date(2027, 11, 8)))
    office.drafts("2027-NEW-1", proposed("grant"))
    office.ends()


def test_all_figures_of_all_weeks_are_the_same_before_and_after(home: Home, office: Office) -> None:
    a_year_apart(office, busy_week)
    before = all_figures(office, home, LATER)
    week = Week.of(date(2026, 11, 16))
    gone = office.store.cases(state=State.DECIDED)
    assert len(gone) > 300
    assert before[week] is not None

    receipt, _ = purge(home, by="archivist", now=LATER)

    assert removed(receipt)["cases"] == len(gone)
    assert receipt.weeks_frozen > 10
    assert office.store.cases(state=State.DECIDED) == []
    after = all_figures(office, home, LATER)
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}


def test_the_workbook_of_a_closed_week_is_the_same_before_and_after(home: Home, office: Office, tmp_path: Path) -> None:
    a_year_apart(office, busy_week)
    words = {"names": names_of(home), "week": Week.of(date(2026, 11, 16)), "made": LATER}
    write_weekly(office.store, tmp_path / "before.xlsx", **words)
    purge(home, by="archivist", now=LATER)
    assert office.store.cases(state=State.DECIDED) == []
    write_weekly(office.store, tmp_path / "after.xlsx", **words)
    assert text(opened(tmp_path / "after.xlsx")) == text(opened(tmp_path / "before.xlsx"))


def test_a_case_goes_only_once_its_last_week_is_over(home: Home, office: Office) -> None:
    home = keeps(home, cases=1)
    counted_by_hand(office)  # some of its cases are decided on Friday the 20th
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    purge(home, by="archivist", now=saturday)
    assert date(2026, 11, 20) in {case.decided for case in office.store.cases(state=State.DECIDED)}
    purge(home, by="archivist", now=saturday + timedelta(days=2))
    assert office.store.cases(state=State.DECIDED) == []


def test_a_dry_run_says_what_would_go_and_changes_nothing(home: Home, office: Office) -> None:
    a_year_apart(office)
    old = _file(home.data / "reports" / "worklist-old.xlsx", LATER - timedelta(days=91))
    before = office.store.cases()

    would, path = purge(home, by="archivist", dry_run=True, now=LATER)

    assert path is None
    assert old.exists()
    assert office.store.cases() == before
    assert office.store.frozen(AUTHORITY) == {}
    assert [entry for entry in office.store.audit() if entry.action == "purge"] == []
    assert not (home.data / "receipts").exists()
    did, _ = purge(home, by="archivist", now=LATER)
    assert removed(did) == removed(would)
    assert removed(did)["reports"] == 1


def test_a_receipt_is_written_also_when_nothing_went_and_names_no_case(home: Home, office: Office) -> None:
    a_year_apart(office)
    numbers = [case.number for case in office.store.cases() if len(case.number) > 1]
    _, first = purge(home, by="archivist", now=LATER)
    receipt, second = purge(home, by="archivist", now=LATER + timedelta(minutes=1))

    assert set(removed(receipt).values()) == {0}
    assert first is not None
    assert second is not None
    told = json.loads(first.read_text("utf-8"))
    assert told["by"] == "archivist"
    assert told["backups_until"] == "2028-02-20"
    cases = next(one for one in told["removed"] if one["kind"] == "cases")
    assert (cases["setting"], cases["limit"], cases["until"]) == ("retention.cases", 365, "2026-11-22")
    said = first.read_text("utf-8") + second.read_text("utf-8")
    assert not [number for number in numbers if number in said]
    assert first.parent.stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize(
    ("number", "members", "kept"),
    [
        ("198012052384", (), (1, 0)),
        ("198012652387", (), (1, 0)),  # a coordination number: 60 more
        ("198012032386", ("198012152382",), (1, 0)),
        ("198012032386", ("198012042386",), (0, 0)),
        (Unknown("not a number"), (), (0, 1)),
    ],
)
def test_cases_of_people_born_on_an_exempt_day_are_kept_and_counted(
    home: Home, office: Office, number: object, members: tuple[str, ...], kept: tuple[int, int]
) -> None:
    home = keeps(home, exempt_born_on=[5, 15, 25])
    office.begins()
    office.finds(row("2026-1"))
    household = tuple({"number": member} for member in members)
    office.store.extracted(
        claim := office.has("2026-1"), Household.of({"applicant": number, "household": household}), []
    )
    office.store.withdrawn(claim)

    receipt, _ = purge(home, by="archivist", now=LATER)

    assert (receipt.exempt, receipt.unclear) == kept
    assert len(office.store.cases()) == sum(kept)


def test_days_of_birth_are_found_wherever_a_number_stands() -> None:
    read = {"applicant": "198012052384", "rows": ({"number": "198012752386"}, {"number": None}), "reference": "2026-1"}
    assert list(days_of_birth(read)) == [5, 15]


def test_old_files_go_by_age_and_evidence_by_room_as_well(home: Home, office: Office) -> None:
    home, now = keeps(home, evidence_megabytes=1, evidence=14), LATER
    evidence, data = home.logs / "evidence", home.data
    gone = [
        _file(evidence / "one" / "picture.png", now - timedelta(days=14)),
        _file(evidence / "two" / "picture.png", now - timedelta(days=3), size=600_000),  # the oldest beyond the room
        _file(home.logs / "robots.2027-01-01.jsonl", now - timedelta(days=31)),
        _file(data / "reports" / "worklist-old.xlsx", now - timedelta(days=90)),
        _file(data / "extracts" / "2026-1" / "index.html", now - timedelta(days=90)),
        _file(data / "learned" / "one.html", now - timedelta(days=14)),
    ]
    stays = [
        _file(evidence / "three" / "picture.png", now - timedelta(days=2), size=600_000),
        _file(home.logs / "robots.jsonl", now - timedelta(days=400)),
        _file(home.logs / ".gitkeep", now - timedelta(days=400)),
        _file(home.logs / "robots.2027-11-01.jsonl", now - timedelta(days=5)),
        _file(data / "reports" / "weekly-new.xlsx", now - timedelta(days=89)),
        _file(data / "extracts" / "2026-2" / "index.html", now - timedelta(days=1)),
        _file(data / "learned" / "two.html", now - timedelta(days=13)),
        _file(data / "secrets" / "a.password", now - timedelta(days=400)),
    ]

    receipt, _ = purge(home, by="archivist", now=now)

    assert [path for path in gone if path.exists()] == []
    assert [path for path in stays if not path.exists()] == []
    assert removed(receipt) == {
        "cases": 0,
        "attachments": 0,
        "evidence": 2,
        "learned": 1,
        "logs": 1,
        "reports": 1,
        "extracts": 1,
        "audit": 0,
    }
    assert sorted(path.name for path in evidence.iterdir()) == ["three"]
    assert [entry.detail for entry in office.store.audit()] == [
        "files: evidence 1, evidence 1, learned 1, logs 1, reports 1, extracts 1"
    ]


def test_old_audit_goes_and_what_is_left_is_whole(home: Home, office: Office) -> None:
    office.clock.at = LATER - timedelta(days=1826)
    office.store.note("clerk", "worklist")
    office.clock.at = LATER - timedelta(days=1824)
    office.store.note("clerk", "worklist")

    receipt, _ = purge(home, by="archivist", now=LATER)

    assert removed(receipt)["audit"] == 1
    assert [(entry.place, entry.action) for entry in office.store.audit()] == [(2, "worklist"), (3, "purge")]
    assert office.store.verify_audit().well


def test_beside_a_robot_at_work_nothing_is_purged(home: Home, office: Office) -> None:
    counted_by_hand(office)
    with office.store.working():
        with pytest.raises(ConfigError, match="Another process"):
            purge(home, by="archivist", now=LATER)
        purge(home, by="archivist", dry_run=True, now=LATER)
    assert office.store.cases(state=State.DECIDED)


def test_while_stop_stands_nothing_is_purged(home: Home, office: Office) -> None:
    counted_by_hand(office)
    home.stop_file.touch()
    with pytest.raises(StopAsked):
        purge(home, by="archivist", now=LATER)
    assert office.store.cases(state=State.DECIDED)


def test_a_purge_that_was_killed_after_some_cases_leaves_the_same_figures_when_it_goes_on(
    home: Home, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year_apart(office)
    before = all_figures(office, home, LATER)
    purged = Store.purge

    def struck(store: Store, cases: list[object], *, by: str) -> int:
        purged(store, cases[:2], by=by)
        raise KeyboardInterrupt

    with monkeypatch.context() as blow:
        blow.setattr(Store, "purge", struck)
        with pytest.raises(KeyboardInterrupt):
            purge(home, by="archivist", now=LATER)
    assert office.store.cases(state=State.DECIDED)

    purge(home, by="archivist", now=LATER)

    assert office.store.cases(state=State.DECIDED) == []
    assert all_figures(office, home, LATER) == before


def _file(path: Path, at: datetime, *, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path
