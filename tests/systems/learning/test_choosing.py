"""What a page's texts mean in a flow's words, and what is left to be asked about."""

from __future__ import annotations

from robots.systems.learning.meaning import Wanted, named_texts, with_rest

PAPER = Wanted("type", ("choice",), options={"certificate": (), "photo": (), "other": ()})
TOWN = Wanted("registered_in", ("text",), said=("Ej folkbokförd i Sverige",))
KNOWN = {"certificate": "Medical certificate", "photo": "Passport photo"}


def test_what_is_left_of_the_page_s_texts_is_what_is_left_of_ours() -> None:
    seen = {"Medical certificate": 3, "Application form": 3}
    assert with_rest(PAPER, KNOWN, seen) == ({**KNOWN, "other": "Application form"}, ["Application form"])


def test_a_text_that_one_case_alone_shows_may_be_anybody_s_words() -> None:
    assert with_rest(PAPER, KNOWN, {"Letter from my aunt": 1}) == (KNOWN, [])


def test_nothing_is_left_over_while_another_word_of_ours_has_no_text() -> None:
    certificate = {"certificate": "Medical certificate"}
    assert with_rest(PAPER, certificate, {"Application form": 3}) == (certificate, [])


def test_a_word_that_does_not_mean_the_rest_is_never_what_is_left() -> None:
    states = Wanted("status", ("choice",), options={"active": (), "blocked": ()})
    assert with_rest(states, {"active": "Active"}, {"Expired": 4}) == ({"active": "Active"}, [])


def test_what_the_rules_ask_about_is_found_in_the_page_s_own_words() -> None:
    assert named_texts(TOWN, ["Övningskommun", "Not registered in Sweden"]) == {
        "Ej folkbokförd i Sverige": "Not registered in Sweden"
    }


def test_the_rules_own_words_need_no_other() -> None:
    assert named_texts(TOWN, ["Ej folkbokförd i Sverige"]) == {}
