"""Saving, deciding, locks and versions: all by the same address, told apart by the body alone."""

from collections.abc import Callable

import pytest

from tests.practice.clerk import Clerk

Started = Callable[..., Clerk]
FILLED = {"forslag": "Bifall", "motivering": "Går 500 meter.", "galler_fran": "2026-11-23", "galler_till": "2031-11-22"}


@pytest.fixture
def number(clerk: Clerk) -> str:
    return clerk.number_of("En förare som går 500 meter")


def test_the_form_begins_with_a_grant_preselected_and_no_draft(clerk: Clerk, number: str) -> None:
    page = clerk.decision_form(number)
    assert '<option value="Bifall" selected>' in page.text
    assert "Inget utkast" in page.text
    assert "Spara utkast" in page.text
    assert "Fatta beslut" in page.text


def test_a_save_is_told_shown_and_counted_once(clerk: Clerk, number: str) -> None:
    answer = clerk.send(clerk.decision_form(number), "spara", **FILLED)
    assert "Utkast sparat " in answer.text
    assert "av Robot (övning)" in clerk.decision_form(number).text
    account = clerk.account()
    assert account["draft_saves"] == {"robot": 1}
    assert account["decisions"] == {}
    assert account["cases"][number]["draft"] == {**FILLED, "svar_senast": "", "underrattad": "", "anteckning": ""}
    assert account["cases"][number]["status"] == "Nytt"


def test_a_decision_posts_to_the_same_address_and_is_counted(clerk: Clerk, number: str) -> None:
    answer = clerk.send(clerk.decision_form(number), "fatta", **FILLED)
    assert "Beslut fattat " in answer.text
    account = clerk.account()
    assert account["decisions"] == {"robot": 1}
    assert account["cases"][number]["status"] == "Beslutat"
    assert account["draft_saves"] == {}
    assert account["locks"].get(number) is None
    assert "59 ärenden" in clerk.get("/inkorg").text
    assert clerk.get("/avslutade").rows[0][0] == number


def test_reasons_are_cut_after_2000_characters_without_a_word(clerk: Clerk, number: str) -> None:
    answer = clerk.send(clerk.decision_form(number), "spara", motivering="å" * 2001)
    assert "Utkast sparat " in answer.text
    assert clerk.account()["cases"][number]["draft"]["motivering"] == "å" * 2000


def test_saving_the_values_from_before_is_seen_as_a_restore(clerk: Clerk, number: str) -> None:
    before = {"forslag": "Bifall", "motivering": "", "galler_fran": "", "galler_till": ""}
    page = clerk.send(clerk.decision_form(number), "spara", **FILLED)
    clerk.send(page, "spara", **before)
    assert [save["restored"] for save in clerk.account()["cases"][number]["saves"]] == [False, True]


@pytest.mark.parametrize("day", ["2026-13-02", "23/11 2026", "20261123", "2026-02-29"])
def test_a_day_that_is_none_is_refused_and_nothing_is_saved(clerk: Clerk, number: str, day: str) -> None:
    answer = clerk.send(clerk.decision_form(number), "spara", **{**FILLED, "galler_till": day})
    assert "Ogiltigt datum" in answer.text
    assert clerk.account()["draft_saves"] == {}


def test_a_colleagues_save_makes_an_older_page_worthless(clerk: Clerk, number: str) -> None:
    page = clerk.decision_form(number)
    clerk.steer(write={"case": number, "user": "handlaggare1", "values": {"motivering": "Min egen text."}})
    answer = clerk.send(page, "spara", **FILLED)
    assert "Ärendet har ändrats av en annan användare" in answer.text
    assert clerk.account()["draft_saves"] == {"handlaggare1": 1}
    assert clerk.account()["cases"][number]["draft"]["motivering"] == "Min egen text."


def test_a_save_without_the_lock_is_refused(clerk: Clerk, number: str) -> None:
    page = clerk.decision_form(number)
    clerk.steer(unlock=number)
    assert "Du har inte låset" in clerk.send(page, "spara", **FILLED).text
    assert clerk.account()["draft_saves"] == {}


def test_opening_takes_the_lock_and_only_leaving_gives_it_back(clerk: Clerk, number: str) -> None:
    outer = clerk.get(f"/arende/{number}")
    clerk.get("/inkorg")
    assert clerk.account()["locks"][number] == "robot"
    assert "Ärendet är lämnat" in clerk.send(outer, "lamna").text
    assert number not in clerk.account()["locks"]


def test_ones_own_lock_is_no_hindrance(clerk: Clerk, number: str) -> None:
    clerk.open(number)
    assert "låst" not in clerk.get(f"/arende/{number}").text


def test_a_colleagues_lock_is_named_and_leaves_only_reading(clerk: Clerk) -> None:
    number = clerk.number_of("En kollega har ärendet öppet")
    outer = clerk.get(f"/arende/{number}")
    form = clerk.decision_form(number)
    assert "Ärendet är låst av Testhandläggare Två sedan 09:12" in outer.text
    assert "Spara utkast" not in form.text
    assert "Fatta beslut" not in form.text
    assert form.text.count(" disabled") == 7
    clerk.send(outer, "lamna")
    assert clerk.account()["locks"][number] == "handlaggare2"


def test_a_begun_draft_shows_who_began_it(clerk: Clerk) -> None:
    page = clerk.decision_form(clerk.number_of("En handläggare har redan börjat"))
    assert "Senast sparat: 2026-11-23 09:12 av Testhandläggare Ett" in page.text
    assert clerk.account()["draft_saves"] == {}


def test_a_forged_token_is_refused(clerk: Clerk, number: str) -> None:
    page = clerk.decision_form(number)
    assert clerk.send(page, "spara", **FILLED, __TOKEN="0" * 32).status == 403
    assert clerk.account()["draft_saves"] == {}


def test_a_view_state_must_come_back_unchanged_from_the_page_it_was_given_to(clerk: Clerk, number: str) -> None:
    page = clerk.decision_form(number)
    state = page.hidden["__VIEWSTATE"]
    other_tab = clerk.open(number).hidden["__VIEWSTATE"]
    other_case = clerk.decision_form(clerk.number_of("En förare som går 499 meter")).hidden["__VIEWSTATE"]
    assert len(state) > 300
    for wrong in (state[:-8] + "AAAAAAA=", "", other_tab, other_case):
        assert clerk.send(page, "spara", **FILLED, __VIEWSTATE=wrong).status == 400
    assert clerk.account()["draft_saves"] == {}


def test_an_event_that_nobody_knows_does_nothing(clerk: Clerk, number: str) -> None:
    assert clerk.send(clerk.decision_form(number), "signera", **FILLED).status == 400


def test_what_a_browser_cannot_write_in_iso_8859_1_is_kept_as_it_was_sent(clerk: Clerk, number: str) -> None:
    clerk.send(clerk.decision_form(number), "spara", motivering="å – ≤\r\nrad två")
    assert clerk.account()["cases"][number]["draft"]["motivering"] == "å – &#8804;\r\nrad två"
