"""The weekly workbook: each figure against a week that was counted by hand, and what stands where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from robots.errors import ConfigError, Reason
from robots.model import DecidedRow
from robots.reports.edition import WEEKS
from robots.reports.figures import Figures, Lead, Share, Spread
from robots.reports.weekly import WeeklySummary, write_weekly
from robots.reports.weeks import Week
from robots.words import Language
from robots.workdays import working_days_on
from tests.reports.office import FLOW, NAMES, NO_PHOTO, PASSED, READ, UNREAD, VERSIONS, Office, proposed, row
from tests.reports.reading import below, beside, cells, names, opened, table, tables, text

MADE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


def decided(number: str, received: date, day: date, outcome: str = "grant", waited: int | None = None) -> DecidedRow:
    return DecidedRow(number, FLOW, received, day, outcome, days_waiting_for_applicant=waited)


def counted_by_hand(office: Office) -> None:
    """Three cases known only from the list of decisions, six that the robot took up; every case is due in 14 days."""
    office.begins(datetime(2026, 11, 11, 1, 30, tzinfo=UTC))
    office.decided(
        decided("A", date(2026, 11, 2), date(2026, 11, 10)),  # in the week before
        decided("B", date(2026, 10, 20), date(2026, 11, 16)),  # 27 days
        decided("C", date(2026, 10, 1), date(2026, 11, 20), waited=14),  # 50 days
    )
    office.ends()
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.finds(
        row("D", date(2026, 11, 16)),
        row("E", date(2026, 11, 13)),
        row("F", date(2026, 11, 5)),  # due on the 19th: past it on Sunday the 22nd
        row("G", date(2026, 11, 12)),  # due on the 26th: four working days left
        row("H", date(2026, 11, 16), protected=True),  # counted on the day it was seen
        row("I", date(2026, 11, 16)),
    )
    office.drafts("D", proposed("grant"))
    office.proposes("E", proposed("reject"))
    office.hands_over("F", Reason.UNREADABLE, reading=UNREAD)
    office.drafts("G", proposed("completion", "photo"), (PASSED, NO_PHOTO))
    office.fails("I")
    office.decided(
        decided("D", date(2026, 11, 16), date(2026, 11, 18)),  # as proposed, 2 days
        decided("E", date(2026, 11, 13), date(2026, 11, 20)),  # otherwise than proposed, 7 days
    )
    office.ends()
    office.begins(datetime(2026, 11, 17, 1, 30, tzinfo=UTC))
    office.ends("SystemDown", "Systemet svarar inte.")


BY_HAND = Figures(
    inflow=3,  # D, H, I
    closed=4,  # B, C, D, E
    decided=4,
    open=4,  # F, G, H, I
    ages=(3, 1, 0, 0, 0, 0),  # F is 17 days old
    lead=Lead(
        whole=Spread(17.0, pytest.approx(43.1)),  # 2, 7, 27, 50; 27 and seven tenths of the way to 50
        applicant=Spread(14.0, 14.0),  # only known of C
        us=Spread(36.0, 36.0),  # of C
        robot=Spread(0.0, pytest.approx(2.1)),  # 0, 0, 0 and 3: E came on the 13th and was proposed on the 16th
    ),
    in_time=Share(2, 2),  # D, E
    at_risk=1,  # G
    overdue=1,  # F
    prepared=Share(3, 6),  # D, E, G
    agreement=Share(1, 2),
    helped=2,  # D, E
    reworked=1,  # E
    handed_over={Reason.PERSON_ONLY: 1, Reason.UNREADABLE: 1},
    completions=1,
    failed=1,
)


LINKED = replace(NAMES, addresses={("practice", FLOW): "https://system.example/arende/{case}"})


def write(office: Office, out: Path, week: str = "2026-W47", language: Language = "sv") -> WeeklySummary:
    return write_weekly(office.store, out, names=LINKED, week=week, language=language, made=MADE)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "weekly.xlsx"


def test_every_figure_is_what_was_counted_by_hand(office: Office, out: Path) -> None:
    counted_by_hand(office)
    figures = write(office, out).figures
    assert figures is not None
    assert figures.whole == BY_HAND
    assert (figures.runs, figures.on_time) == (Share(1, 2), Share(0, 0))
    assert figures.asked == {FLOW: {"photo": 1}}
    assert {name: one.open for name, one in figures.flows.items()} == {FLOW: 3, "": 1}, "of H only the number is held"
    assert {name: one.closed for name, one in figures.units.items()} == {"Enhet Öst": 2, "": 2}


def test_the_first_sheet_shows_the_figures_as_values_under_their_names(office: Office, out: Path) -> None:
    counted_by_hand(office)
    write(office, out)
    workbook = opened(out)
    week = workbook["Veckan"]
    assert [below(week, label) for label in ("Inkomna", "Avslutade", "Öppna", "Ledtid, dagar")] == [
        *(3, 4, 4, "–"),  # two were decided: their days tell of each
    ]
    assert below(week, "Inkomna", 2) == "+1 sedan förra veckan"
    assert [below(week, label) for label in ("I tid", "Förberedda av robotar")] == ["–", 0.5], "two tell nothing of all"
    assert [below(week, label, 3) for label in ("Förberedda av robotar", "Öppna")] == [
        "✗ mål: minst 60\u00a0%",
        "inget mål satt",
    ]
    named = {name: value for name, value in names(workbook).items() if not name.startswith("WhatIf")}
    assert (named["Arrived"], named["Open"], named["PastLastDay"], named["HandedOver"]) == (3, 4, 1, 2)
    assert [beside(week, "Överlämnade", n) for n in (4, 6)] == [2, 0]
    assert beside(week, "Gick fel", 4) == "En körning avbröts. Ett ärende misslyckades av tekniska skäl."
    assert beside(week, "Gick fel", 20) == "Ägare: ingen ägare angiven"
    assert beside(week, "Risk för försening", 4) == (
        "Ett öppet ärende har passerat sin sista dag. Ett öppet ärende har högst 5 arbetsdagar kvar."
    )
    assert [beside(week, label, 3) for label in ("0–14 dagar", "15–30 dagar", "över 180 dagar")] == [3, 1, 0]


def test_the_chart_shows_thirteen_weeks_and_leaves_a_gap_where_nothing_is_known(office: Office, out: Path) -> None:
    counted_by_hand(office)
    write(office, out)
    workbook = opened(out)
    (chart,) = workbook["Veckan"]._charts
    assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
    weeks = table(workbook, "Weeks")
    assert len(weeks) == WEEKS
    assert [(row["Vecka"], row["Inkomna"], row["Avslutade"], row["Öppna"]) for row in weeks[-3:]] == [
        ("v. 45", None, None, None),  # before the first decision and the first run
        ("v. 46", 2, 1, 5),  # E, G; A; B, C, E, F, G
        ("v. 47", 3, 4, 4),
    ]


def test_the_cases_near_their_last_day_are_listed_with_links_and_nothing_else_of_them(
    office: Office, out: Path
) -> None:
    counted_by_hand(office)
    write(office, out)
    workbook = opened(out)
    listed = table(workbook, "Pressing")
    assert [(row["Ärende"], row["Arbetsdagar kvar"], row["Status"]) for row in listed] == [
        ("F", -1, "Överlämnat"),
        ("G", 4, "Utkast kontrollerat"),
    ]
    sheet = workbook["Sista dagar"]
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["https://system.example/arende/F", "https://system.example/arende/G"]


def test_each_run_stands_there_with_how_it_ended(office: Office, out: Path) -> None:
    counted_by_hand(office)
    write(office, out)
    workbook = opened(out)
    (robot,) = table(workbook, "Robots")
    assert (robot["Körningar"], robot["Avbrutna"], robot["Stoppade"]) == (2, 1, 0)
    assert [(run["Slut"], run["Varför den avbröts"]) for run in table(workbook, "Runs")] == [
        ("Klar", None),
        ("Systemet svarade inte", "Systemet svarar inte."),
    ]


def test_a_run_that_was_killed_counts_as_broken_off_once_a_day_has_passed(office: Office, out: Path) -> None:
    office.begins(MADE - timedelta(days=3))
    office.begins(MADE - timedelta(hours=20))  # may still be at work
    summary = write(office, out)
    assert summary.figures is not None
    assert summary.figures.runs == Share(0, 1)
    assert "Utan slut: roboten dödades" in text(opened(out))


def test_what_robots_do_is_not_known_of_weeks_before_the_first_of_them_ran(office: Office, out: Path) -> None:
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.decided(decided("A", date(2026, 11, 2), date(2026, 11, 10)))
    write(office, out)
    workbook = opened(out)
    for label in ("Överlämnade", "Föreslagna kompletteringar", "Tekniska misslyckanden"):
        assert [beside(workbook["Veckan"], label, n) for n in (4, 6)] == [0, "–"]
    assert write(office, out, week="2026-W46").figures is not None
    assert beside(opened(out)["Veckan"], "Överlämnade", 4) == "–"
    assert "Ingen robot hade kört ännu." in text(opened(out))


def test_an_empty_store_gives_dashes_with_the_reason_and_never_a_nought(office: Office, out: Path) -> None:
    assert write(office, out).figures is None
    workbook = opened(out)
    assert below(workbook["Veckan"], "Inkomna") == "–"
    assert "Inget är känt om den här veckan." in text(workbook)
    assert [
        cell.coordinate for cell in cells(workbook) if cell.value == 0 and cell.parent.title != "Sparade timmar"
    ] == []
    assert tables(workbook) == ["Savings", "Weeks", "Definitions", "Assumptions"]


def test_a_week_where_everything_failed_is_written_as_well(office: Office, out: Path) -> None:
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.finds(row("A"), row("B"))
    office.fails("A")
    office.fails("B")
    office.ends("LoginRefused", "Lösenordet nekades.")
    summary = write(office, out)
    assert summary.figures is not None
    assert (summary.figures.whole.failed, summary.figures.whole.prepared) == (2, Share(0, 2))
    assert (
        beside(opened(out)["Veckan"], "Gick fel", 4) == "En körning avbröts. 2 ärenden misslyckades av tekniska skäl."
    )


def test_the_last_day_itself_is_in_time_and_not_past(office: Office, out: Path) -> None:
    office.begins(datetime(2026, 11, 9, 1, 30, tzinfo=UTC))  # every case is due in 14 days
    office.finds(*(row(f"C{day}", date(2026, 11, day)) for day in (5, 6, 7, 8)))
    office.decided(
        decided("C5", date(2026, 11, 5), date(2026, 11, 19)),  # on its last day
        decided("C6", date(2026, 11, 6), date(2026, 11, 21)),  # the day after
    )
    office.ends()
    whole = write(office, out).figures.whole  # type: ignore[union-attr]
    assert whole.in_time == Share(1, 2)
    assert (whole.overdue, whole.at_risk) == (1, 1), "C7 was due on Saturday; C8 is on Sunday, when the week ends"


def test_a_blind_case_saves_nobody_any_work_and_is_listed_like_one_that_no_robot_prepared(
    office: Office, out: Path
) -> None:
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.finds(row("A", date(2026, 11, 2)), row("B", date(2026, 11, 16)))
    for number in ("A", "B"):
        claim = office.has(number)
        office.store.extracted(claim, READ, [])
        office.store.proposed(claim, (PASSED,), proposed("grant"), VERSIONS, blind=1.0)
    office.decided(decided("B", date(2026, 11, 16), date(2026, 11, 18)))
    office.ends()
    whole = write(office, out).figures.whole  # type: ignore[union-attr]
    assert (whole.prepared, whole.agreement, whole.helped) == (Share(2, 2), Share(1, 1), 0)
    assert [(one["Ärende"], one["Status"]) for one in table(opened(out), "Pressing")] == [("A", "Inläst")]


def test_without_last_days_nothing_is_said_to_be_in_time_or_at_risk(tmp_path: Path, out: Path) -> None:
    office = Office.open(tmp_path)
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.finds(row("A"))
    write(office, out)
    week = opened(out)["Veckan"]
    assert below(week, "I tid") == "–"
    assert beside(week, "Nära sista dagen", 4) == "–"
    assert beside(week, "Risk för försening", 4) == "Inte känt: inget öppet ärende har en känd sista dag."
    office.store.close()


def test_of_a_week_that_is_not_over_only_what_has_been_is_counted(office: Office, out: Path) -> None:
    counted_by_hand(office)
    early = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
    figures = write_weekly(office.store, out, names=LINKED, week="2026-W47", made=early).figures
    assert figures is not None
    assert (figures.whole.closed, figures.whole.open) == (1, 7)


def test_cases_and_runs_of_another_authority_are_left_out(office: Office, out: Path) -> None:
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    office.finds(row("A"), authority="En annan nämnd")
    figures = write(office, out).figures
    assert figures is not None
    assert figures.whole.inflow == 0


def test_the_workbook_can_be_had_in_english(office: Office, out: Path) -> None:
    counted_by_hand(office)
    write(office, out, language="en")
    workbook = opened(out)
    assert workbook.sheetnames[:3] == ["The week", "Last days", "Case types"]
    assert beside(workbook["The week"], "Went wrong", 4) == "One run was broken off. One case failed technically."
    assert table(workbook, "Runs")[1]["Ended"] == "System Down"


def test_week_53_and_the_week_around_new_year_are_weeks_like_others(office: Office, out: Path) -> None:
    assert write(office, out, week="2026-W53").week == Week.of(date(2027, 1, 1))
    assert Week(2027, 1).earlier(1) == Week(2026, 53)
    assert (Week(2026, 53).first, Week(2026, 53).last) == (date(2026, 12, 28), date(2027, 1, 3))


@pytest.mark.parametrize("text", ["2026", "2026-W54", "2027-W53", "W47", "2026-47", "next"])
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match="2026-W47"):
        Week.parse(text)


@pytest.mark.parametrize("text", ["0001-W05", "1999-W52", "2101-W01", "9999-W52"])
def test_a_week_of_another_century_is_a_slip_of_the_hand(text: str) -> None:
    with pytest.raises(ConfigError, match=f'"{text}" is no week of the years 2000 to 2100'):
        Week.parse(text)


def test_holidays_and_the_eves_that_sweden_takes_off_are_no_working_days() -> None:
    assert working_days_on(date(2026, 12, 23), 2) == date(2026, 12, 29)
    assert working_days_on(date(2026, 6, 18), 1) == date(2026, 6, 22)
    assert working_days_on(date(2026, 12, 30), 1) == date(2027, 1, 4)
