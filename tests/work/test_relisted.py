"""A list whose headings stand in another order: the store tells whether its columns moved with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from robots.cases import CaseView, Versions
from robots.model import InboxRow, Mode
from robots.systems.contract import Contract
from robots.systems.description import open_system
from robots.systems.layout import Grid, Layout
from robots.work.approving import trial_home
from robots.work.office import open_store
from robots.work.relisted import called, moved, told
from robots.work.remedies import Edit

TOOLKIT = Path(__file__).parents[2]
INBOX = open_system(TOOLKIT / "config" / "systems" / "practice.yaml").description.inbox
TITLES = ("Märkning", "Ärende", "Inkom", "Ärendetyp", "Enhet", "Handläggare")
ROWS = tuple(
    InboxRow(number, "parking_permit", date(2026, 11, day), unit=unit, caseworker="Anna")
    for number, day, unit in (("BA-1", 2, "Enhet 1"), ("BA-2", 3, "Enhet 2"))
)
MIXED = tuple(replace(row, unit=row.caseworker) for row in ROWS)


def page(*titles: str) -> Layout:
    return Layout(tables={"rows": Grid(titles=titles)})


def shuffled(*titles: str) -> dict[str, str]:
    return moved(INBOX, "inbox", Contract(screens={"inbox": page(*TITLES)}), page(*titles))


@pytest.fixture
def known(tmp_path: Path) -> dict[str, CaseView]:
    """What the store has of the cases in the list, as a run noted them before."""
    home = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    asked = {"system": "practice", "robot": "parking-practice"}
    with open_store(home) as store:
        run = store.begin_run(flow="parking_permit", mode=Mode.SHADOW, versions=Versions(), **asked)
        store.record_inbox(run=run, authority="A", rows=ROWS, complete=True, due=lambda _: None, **asked)
        return {case.number: case for case in store.cases()}


def test_headings_in_their_order_or_with_another_among_them_are_none_that_changed_places() -> None:
    assert shuffled(*TITLES) == {}
    assert shuffled(*TITLES, "Prioritet") == {}


def test_what_stands_above_a_column_of_ours_now_is_told_by_where_its_heading_stood() -> None:
    there = shuffled("Märkning", "Ärende", "Inkom", "Ärendetyp", "Handläggare", "Enhet")
    assert there == {"unit": "Handläggare", "caseworker": "Enhet"}
    assert called(INBOX, there)["unit"].label == ("Handläggare",)
    assert called(INBOX, there)["number"] == INBOX.columns["number"]


def test_columns_that_moved_with_their_headings_need_no_change(known: dict[str, CaseView]) -> None:
    assert list(told("inbox", INBOX, {"unit": "Handläggare"}, known, ROWS, MIXED)) == []


def test_headings_that_moved_alone_are_followed(known: dict[str, CaseView]) -> None:
    (remedy,) = told("inbox", INBOX, {"unit": "Handläggare"}, known, MIXED, ROWS)
    assert remedy.sure
    assert remedy.edits == (Edit(("inbox", "columns", "unit", "label"), "Handläggare"),)


def test_what_the_list_does_not_say_of_a_case_is_not_held_against_it(known: dict[str, CaseView]) -> None:
    bare = INBOX.model_copy(update={"columns": {"number": INBOX.columns["number"]}})
    rows = tuple(replace(row, received=None, unit=None) for row in ROWS)
    (remedy,) = told("inbox", bare, {"number": "Enhet"}, known, (), rows)
    assert (remedy.now, remedy.sure) == ("Enhet", True)


def test_where_the_store_cannot_tell_a_person_decides(known: dict[str, CaseView]) -> None:
    for rows, others, cases in ((ROWS, ROWS, known), (ROWS, MIXED, {})):
        (remedy,) = told("inbox", INBOX, {"unit": "Handläggare"}, cases, rows, others)
        assert (remedy.now, remedy.sure, remedy.edits) == ("", False, ())
