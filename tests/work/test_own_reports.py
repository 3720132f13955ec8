"""A new report is one file: reports/NAME.py of the home folder, scheduled and delivered like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from robots import yamlfile
from robots.cases import Store, key_from
from robots.errors import ConfigError
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import trial_home
from robots.work.office import STORE_KEY, today
from robots.work.reporting import deliver_report, last_week, write_report
from tests.reports.lint import lint
from tests.reports.office import AUTHORITY, Clock, Office, row
from tests.reports.reading import opened, table, text
from tests.work.municipality import TOOLKIT

UNITS = '''"""What each unit has open."""
from robots.reports.own import Column, Edition, ReportBook, hidden_means, shown

TITLE = "Öppna per enhet"

def fill(book: ReportBook, edition: Edition) -> None:
    page = book.page("Enheter", one_paper=True)
    page.title(TITLE, edition.where)
    rows = [[unit, one.number("open")] for unit, one in shown(edition.now, edition.before, "units").items()]
    page.table("Open", [Column("Enhet", widest=30, strong=True), Column("Öppna", "number")], rows)
    page.line(hidden_means(edition.say))
'''


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose folder of reports holds one of its own, which goes into a folder by schedule."""
    made = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    config = made.path / "config"
    yamlfile.change(config / "systems" / "practice.yaml", lambda tree: tree.update({"authority": AUTHORITY}))
    part = {"report": "units", "to": [{"folder": "for_managers"}], "when": "0 5 * * 1"}
    yamlfile.change(config / "robots.yaml", lambda tree: tree["robots"].update({"load": part}))
    for folder in ("reports", "for_managers"):
        (made.path / folder).mkdir()
    (made.path / "reports" / "units.py").write_text(UNITS, encoding="utf-8")
    return Home(made.path)


@pytest.fixture
def office(home: Home) -> Iterator[Office]:
    clock, monday = Clock(), today() - timedelta(days=7 + today().weekday())
    with Store.open(home.database, key_from(Secrets(home.path).secret(STORE_KEY)), clock=clock) as store:
        working = Office(store, clock)
        working.begins(datetime(monday.year, monday.month, monday.day, 3, tzinfo=UTC))
        rows = [row(f"{unit}-{n}", monday, unit=unit) for unit, many in (("Öst", 9), ("Väst", 6)) for n in range(many)]
        working.finds(*rows)
        working.ends()
        yield working


def test_it_is_delivered_like_any_report(home: Home, office: Office) -> None:
    (written,) = deliver_report(home, office.store, "load")
    name = f"report-units-{last_week(today())}.xlsx"
    assert [place.path.name for place in written.places] == [name, name]
    assert written.places[1].path.parent == home.path / "for_managers"
    workbook = opened(written.places[0].path)
    assert table(workbook, "Open") == [{"Enhet": "Väst", "Öppna": 6}, {"Enhet": "Öst", "Öppna": 9}]
    assert lint(written.places[0].path) == []
    assert office.store.frozen(AUTHORITY) == {}, "only the weekly workbook keeps weeks"


def test_it_can_be_written_by_hand_for_any_week(home: Home, office: Office, tmp_path: Path) -> None:
    path = write_report(
        home, "units", tmp_path / "units.xlsx", day=date(2026, 1, 8), week="2026-W01", language="sv", store=office.store
    )
    assert "Öppna per enhet" in text(opened(path))


def test_one_that_is_not_there_is_refused_with_its_line(home: Home) -> None:
    (home.path / "reports" / "units.py").unlink()
    with pytest.raises(ConfigError, match=r'config/robots\.yaml:\d+: there is no report "units"') as refusal:
        _ = home.robots
    assert "One of your own is a file reports/units.py." in str(refusal.value)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("TITLE = 1", "a report has a TITLE and a function fill"),
        ("import nothing_of_the_kind", "cannot be run: No module named"),
        ('TITLE = "A"\ndef fill(book, edition):\n    raise KeyError("unit")', "could not be filled: KeyError"),
    ],
)
def test_one_that_is_wrong_is_named_and_nothing_is_written(home: Home, office: Office, code: str, said: str) -> None:
    (home.path / "reports" / "units.py").write_text(code, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        deliver_report(home, office.store, "load")
    assert list((home.path / "for_managers").iterdir()) == []


def test_it_never_goes_by_mail(home: Home) -> None:
    robots = home.path / "config" / "robots.yaml"
    yamlfile.change(robots, lambda tree: tree["robots"]["load"].update({"to": [{"mail": "chef@kommun.example"}]}))
    with pytest.raises(ConfigError, match="only the weekly workbook goes by mail"):
        _ = Home(home.path).robots
