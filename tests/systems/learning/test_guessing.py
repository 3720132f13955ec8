"""A kind is guessed only where it reads every value of the sample; what could be meant otherwise leaves a doubt."""

from __future__ import annotations

from typing import Any

import pytest

from robots.systems.kinds import Control, Link, Spot
from robots.systems.learning.guessing import DAY_OR_MONTH, UNSEEN, guess, is_unchosen, slug

SHOWN: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("2026-11-02", "", "2026-12-24"), {"kind": "date"}),
    (("24.12.2026", "02.11.2026"), {"kind": "date", "formats": "%d.%m.%Y"}),
    (("24/12/2026", "02/11/2026"), {"kind": "date", "formats": "%d/%m/%Y"}),
    (("12/24/2026", "02/11/2026"), {"kind": "date", "formats": "%m/%d/%Y"}),
    (("2026-11-02 14:10",), {"kind": "date", "formats": "%Y-%m-%d %H:%M"}),
    (("1 234,50 kr", "12,00 kr"), {"kind": "money"}),
    (("300 m", "1 200 m"), {"kind": "whole number", "unit": "m"}),
    (("12", "7", ""), {"kind": "whole number"}),
    (("0701234567", "0812345"), {}),
    (("012 34",), {}),
    (("3,5", "12,25"), {"kind": "decimal"}),
    (("3.5", "1,200.25"), {"kind": "decimal", "point": ".", "grouping": ","}),
    (("Ja", "Nej", ""), {"kind": "yes/no"}),
    (("yes", ""), {"kind": "yes/no", "yes": ["yes"], "no": ["no"]}),
    (("Kalle", "12"), {}),
    (("19121212-1212",), {"kind": "personal number"}),
    (("(no value)", "blue"), {"empty": ["(no value)"]}),
)


@pytest.mark.parametrize(("texts", "said"), SHOWN)
def test_a_kind_is_guessed_by_all_values(texts: tuple[str, ...], said: dict[str, Any]) -> None:
    assert guess("Something", [Spot("", text) for text in texts]).said == said


def test_a_day_that_could_be_a_month_leaves_a_doubt() -> None:
    assert guess("Due", [Spot("", "03/10/2026")]).doubts == (DAY_OR_MONTH,)
    assert guess("Due", [Spot("", "23/10/2026")]).doubts == ()


def test_what_was_always_empty_is_text_and_says_so() -> None:
    assert (guess("Due", [Spot("", "")]).said, guess("Due", [Spot("", "")]).doubts) == ({}, (UNSEEN,))


def _select(*options: str, text: str = "") -> Spot:
    return Spot("", text, control=Control("select", "s", text, options, None, disabled=False))


def test_a_list_of_options_is_a_choice_and_its_first_line_may_mean_nothing() -> None:
    said = guess("Proposal", [_select("- choose -", "Grant", "Reject")]).said
    assert said == {"kind": "choice", "empty": ["- choose -"], "options": {"grant": "Grant", "reject": "Reject"}}


def test_a_list_of_yes_and_no_is_no_choice() -> None:
    assert guess("Signed", [_select("", "Ja", "Nej")]).said == {"kind": "yes/no"}


def test_a_link_to_a_file_is_a_file_and_any_other_link_is_text() -> None:
    pdf = Spot("", "intyg.pdf", links=(Link("intyg.pdf", "/attachment/7"),))
    assert guess("File", [pdf]).said == {"kind": "file"}
    assert guess("Person", [Spot("", "Robot", links=(Link("Robot", "/user3"),))]).said == {}


@pytest.mark.parametrize(
    "option", ["", "-", "---", "- no selection -", "Välj …", "<none>", "(ingen)", "— Unassigned —"]
)
def test_options_that_only_say_that_nothing_is_chosen(option: str) -> None:
    assert is_unchosen(option)


def test_names_are_of_small_letters_and_no_others() -> None:
    assert slug("Gångsträcka (meter)") == "gangstracka_meter"
    assert slug("Inkom", ("inkom",)) == "inkom_2"
