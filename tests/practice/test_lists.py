"""The list of new cases and that of decided ones."""

from collections import Counter
from datetime import date

import pytest

from tests.practice.clerk import Clerk
from tests.practice.conftest import DAY

INBOX = ["Ärende", "Inkom", "Ärendetyp", "Ärendemening", "Nämnd", "Enhet", "Handläggare", "Märkning", "Senast ändrad"]
DECIDED = ["Ärende", "Inkom", "Ärendetyp", "Beslutsdatum", "Beslut", "Handläggare", "Väntan på sökande (dagar)"]


def test_the_inbox_shows_25_rows_a_page_and_is_turned_by_postback(reader: Clerk) -> None:
    first = reader.get("/inkorg")
    second = reader.send(first, "bladdra", "2")
    third = reader.send(second, "bladdra", "3")
    assert first.headers_of_grid == INBOX
    assert [len(page.rows) for page in (first, second, third)] == [25, 25, 10]
    assert "60 ärenden, sida 3 av 3" in third.text
    assert len({row[0] for page in (first, second, third) for row in page.rows}) == 60


def test_the_links_that_turn_the_page_are_absent_at_the_ends(reader: Clerk) -> None:
    first = reader.get("/inkorg")
    last = reader.send(first, "bladdra", "3")
    assert ("Föregående" in first.text, "Nästa" in first.text) == (False, True)
    assert ("Föregående" in last.text, "Nästa" in last.text) == (True, False)
    assert "javascript:__doPostBack('bladdra','2')" in first.text


def test_a_long_subject_is_cut_and_stands_whole_in_the_title(reader: Clerk) -> None:
    page = reader.get("/inkorg")
    assert page.rows[0][3] == "Ansökan om parkeringstill…"
    assert 'title="Ansökan om parkeringstillstånd, ' in page.text


def test_protected_identity_and_urgency_are_marked_in_the_inbox(reader: Clerk) -> None:
    page = reader.get("/inkorg")
    pages = [page, reader.send(page, "bladdra", "2"), reader.send(page, "bladdra", "3")]
    markings = Counter(row[7] for page in pages for row in page.rows)
    assert markings["Skyddade personuppgifter"] == 1
    assert set(markings) == {"", "Brådskande", "Skyddade personuppgifter"}
    protected = next(row[0] for page in pages for row in page.rows if row[7] == "Skyddade personuppgifter")
    assert reader.account("facit")["cases"][protected]["expect"] == {"handed_over": "person_only"}


def test_eight_weeks_of_older_cases_were_decided_by_people(reader: Clerk) -> None:
    page = reader.get("/avslutade")
    rows = list(page.rows)
    while "Nästa" in page.text:
        page = reader.send(page, "bladdra_avslutade", str(int(page.text.split(", sida ")[1].split(" ")[0]) + 1))
        rows += page.rows
    weeks = Counter(date.fromisoformat(row[3]).isocalendar()[:2] for row in rows)
    assert page.headers_of_grid == DECIDED
    assert len(weeks) == 8
    assert all(25 <= count <= 45 for count in weeks.values())
    assert {row[4] for row in rows} == {"Bifall", "Avslag", "Avvisning"}
    assert all(row[1] < row[3] < str(DAY) for row in rows)
    assert any(int(row[6]) > 0 for row in rows)


@pytest.mark.parametrize("page", ["0", "99", "two", ""])
def test_a_page_that_is_not_there_is_the_nearest_one(reader: Clerk, page: str) -> None:
    assert reader.send(reader.get("/inkorg"), "bladdra", page).status == 200
