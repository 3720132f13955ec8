"""A closed week never changes: what becomes known later is listed, and stands in no figure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from ruamel.yaml import YAML

from robots.model import DecidedRow
from robots.reports.terms import Terms
from robots.reports.weekly import write_weekly
from tests.reports.lint import lint
from tests.reports.office import FLOW, NAMES, Office, proposed, row
from tests.reports.reading import names, opened, table, text

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday in Sweden
TUESDAY = SUNDAY_NIGHT + timedelta(days=1)


def written(office: Office, out: Path, made: datetime, week: str = "2026-W47", terms: Terms | None = None) -> Workbook:
    write_weekly(office.store, out, names=NAMES, week=week, made=made, terms=terms)
    return opened(out)


def a_week(office: Office, *, read_after: bool = True) -> None:
    """Three cases came, one of them was decided."""
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.finds(row("A"), row("B"), row("C"))
    office.drafts("A", proposed("grant"))
    office.ends()
    office.begins(datetime(2026, 11, 19, 1, 30, tzinfo=UTC))
    office.decided(DecidedRow("A", FLOW, date(2026, 11, 16), date(2026, 11, 18), "grant"))
    office.ends()
    if read_after:
        reads(office, SUNDAY_NIGHT - timedelta(minutes=20))


def reads(office: Office, at: datetime, outcome: str = "done") -> None:
    """A run reads the lists, and nothing in them is new."""
    office.begins(at)
    office.ends(outcome)


def late_news(office: Office) -> None:
    """On Tuesday a robot reads of a decision of the week that was closed."""
    office.begins(TUESDAY)
    office.decided(DecidedRow("B", FLOW, date(2026, 11, 16), date(2026, 11, 20), "reject"))
    office.ends()


def test_what_becomes_known_later_changes_no_figure_and_is_listed(office: Office, tmp_path: Path) -> None:
    a_week(office)
    first = written(office, tmp_path / "first.xlsx", SUNDAY_NIGHT)
    late_news(office)
    again = written(office, tmp_path / "again.xlsx", TUESDAY + timedelta(hours=3))
    known = ("Arrived", "Closed", "Open", "Prepared", "HandedOver")
    assert [names(again)[name] for name in known] == [names(first)[name] for name in known] == [3, 1, 2, "–", 0]
    assert table(again, "Data") == table(first, "Data")
    assert "Corrections" not in [name for sheet in first.worksheets for name in sheet.tables]
    told = [
        (one["Vecka"], one["Siffra"], one["Som den står"], one["Som räknat nu"]) for one in table(again, "Corrections")
    ]
    assert told == [
        ("2026-W47", "Avslutade", 1, 2),
        ("2026-W47", "Beslutade", 1, 2),
        ("2026-W47", "Öppna", 2, 1),
    ]
    assert {one["Fastställd"] for one in table(again, "Corrections")} == {datetime(2026, 11, 23, 0, 30)}  # noqa: DTZ001


def test_the_next_week_goes_on_from_what_is_known_by_then(office: Office, tmp_path: Path) -> None:
    a_week(office)
    written(office, tmp_path / "first.xlsx", SUNDAY_NIGHT)
    late_news(office)
    following = written(office, tmp_path / "next.xlsx", TUESDAY + timedelta(weeks=1), week="2026-W48")
    assert (names(following)["Open"], names(following)["Closed"]) == (1, 0)
    assert [one["Öppna"] for one in table(following, "Weeks")[-2:]] == [2, 1]


def test_a_week_that_is_not_over_is_not_kept(office: Office, tmp_path: Path) -> None:
    a_week(office)
    written(office, tmp_path / "early.xlsx", SUNDAY_NIGHT - timedelta(hours=2))
    assert office.store.frozen(NAMES.authority) == {}
    late_news(office)
    assert names(written(office, tmp_path / "late.xlsx", TUESDAY))["Closed"] == 2


def test_a_week_is_kept_only_once_its_system_was_read_after_its_sunday(office: Office, tmp_path: Path) -> None:
    a_week(office, read_after=False)
    reads(office, SUNDAY_NIGHT - timedelta(minutes=20), "SystemDown")
    first = written(office, tmp_path / "first.xlsx", SUNDAY_NIGHT)
    said = "Övningssystemet (Parkeringstillstånd) har inte lästs sedan veckan slutade: siffrorna kan ändras."
    assert said in text(first)
    assert lint(tmp_path / "first.xlsx", formulas=("Sparade timmar",)) == []
    assert office.store.frozen(NAMES.authority) == {}
    late_news(office)
    again = written(office, tmp_path / "again.xlsx", TUESDAY + timedelta(hours=3))
    assert (names(again)["Closed"], names(again)["Open"]) == (2, 1)
    assert "har inte lästs sedan veckan slutade" not in text(again)
    assert ("2026-W47", None) in office.store.frozen(NAMES.authority)
    following = written(office, tmp_path / "next.xlsx", TUESDAY + timedelta(weeks=1), week="2026-W48")
    before, after = table(following, "Weeks")[-2:]
    assert before["Öppna"] + after["Inkomna"] - after["Avslutade"] == after["Öppna"]


def test_a_week_waits_four_weeks_for_a_robot_that_does_not_come_back(office: Office, tmp_path: Path) -> None:
    a_week(office, read_after=False)
    written(office, tmp_path / "third.xlsx", SUNDAY_NIGHT + timedelta(weeks=3))
    assert office.store.frozen(NAMES.authority) == {}
    written(office, tmp_path / "fourth.xlsx", SUNDAY_NIGHT + timedelta(weeks=4))
    assert ("2026-W47", None) in office.store.frozen(NAMES.authority)


def test_later_weeks_say_that_they_go_on_from_corrected_figures(office: Office, tmp_path: Path) -> None:
    a_week(office)
    written(office, tmp_path / "first.xlsx", SUNDAY_NIGHT)
    late_news(office)
    following = written(office, tmp_path / "next.xlsx", TUESDAY + timedelta(weeks=1), week="2026-W48")
    said = [str(cell.value) for line in following["Veckor"].iter_rows() for cell in line]
    assert "Rättade i efterhand: 2026-W47. Senare veckor utgår från de rättade siffrorna, se Rättelser." in said


def test_where_its_cases_may_be_purged_nothing_is_compared(office: Office, tmp_path: Path) -> None:
    a_week(office)
    terms = Terms(kept=timedelta(days=2))
    written(office, tmp_path / "first.xlsx", SUNDAY_NIGHT, terms=terms)
    late_news(office)
    again = written(office, tmp_path / "again.xlsx", TUESDAY, terms=terms)
    assert "Inget har blivit känt som skulle ändra en avslutad vecka." in text(again)


def test_week_53_is_kept_and_compared_like_any_other(office: Office, tmp_path: Path) -> None:
    office.begins(datetime(2026, 12, 28, 1, 30, tzinfo=UTC))
    office.finds(row("A", date(2026, 12, 28)), row("B", date(2027, 1, 2)))
    office.ends()
    made = datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
    reads(office, made - timedelta(hours=2))
    book = written(office, tmp_path / "w53.xlsx", made, week="2026-W53")
    assert (names(book)["Arrived"], book.properties.title) == (2, "Vecka 53, 2026")
    assert [week for week, _ in office.store.frozen(NAMES.authority)] == ["2026-W53"]
    reads(office, made + timedelta(weeks=1, hours=-2))
    first = written(office, tmp_path / "w1.xlsx", made + timedelta(weeks=1), week="2027-W01")
    assert [one["Vecka"] for one in table(first, "Weeks")[-2:]] == ["v. 53", "v. 1"]
    assert [one["Öppna"] for one in table(first, "Weeks")[-2:]] == [2, 2]


def test_what_ships_follows_decisions_up_before_the_weekly_report_keeps_them() -> None:
    robots = YAML(typ="safe").load(Path(__file__).parents[2] / "config" / "robots.yaml")["robots"]
    follow_up, weekly = robots["follow-up-parking"]["when"], robots["weekly"]["when"]["cron"]
    assert time_of(follow_up) < time_of(weekly)


def time_of(cron: str) -> tuple[int, int]:
    """Hour and minute."""
    minute, hour, *_ = cron.split()
    return int(hour), int(minute)
