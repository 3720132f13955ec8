"""Habits: what a press adds to its form, and where a script leads, as seen; what is not steady counts for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest

from robots.systems.description import Press
from robots.systems.habits import Habit, Habits, Unsteady, same_body
from robots.systems.naming import Naming
from robots.systems.request import Request

AT = "http://127.0.0.1/arende/2026-1"
SAVE = Press(press="Spara", sends="POST /save")
CASE = Naming("2026-1")


def page(*pairs: tuple[str, str], pressing: Sequence[tuple[str, str]] | None = None, **about: Any) -> dict[str, Any]:
    """What the reader finds on a page with one form, of which a button is about to be pressed."""
    form = {"method": "POST", "action": f"{AT}/save", "pairs": [list(pair) for pair in pairs], "other": False}
    return {"link": None, "own": 0, "pressing": pressing, "forms": [form | about]}


def sent(*pairs: tuple[str, str], method: str = "POST", to: str = f"{AT}/save") -> Request:
    """A form as it went out."""
    return Request(
        method, to, {"content-type": "application/x-www-form-urlencoded"}, urlencode(pairs).encode(), charset="utf-8"
    )


def test_what_a_script_sets_or_adds_is_the_habit_and_the_case_is_a_blank_in_it() -> None:
    before = page(("target", ""), ("token", "abc"))
    habit = Habit.between(before, sent(("target", "spara"), ("token", "abc"), ("arende", "2026-1")), CASE)
    assert habit == Habit(adds={"target": "spara", "arende": "{case}"})
    assert habit.of(Naming("2026-9"))["adds"] == {"target": "spara", "arende": "2026-9"}


def test_the_pressed_buttons_own_name_is_sent_with_it() -> None:
    before = page(("token", "abc"), pressing=[("spara", "Spara"), ("token", "abc")])
    assert Habit.between(before, sent(("spara", "Spara"), ("token", "abc")), CASE) == Habit(button=True)


def test_a_link_leads_where_it_says() -> None:
    before = page() | {"link": f"{AT}/flik"}
    assert Habit.between(before, sent(method="GET", to=f"{AT}/flik"), CASE) == Habit(link=True)


@pytest.mark.parametrize(
    ("before", "request_"),
    [
        (page(("a", "1"), ("b", "2")), sent(("a", "1"))),
        (page(("a", "1"), ("b", "2")), sent(("b", "2"), ("a", "1"))),
        (page(("a", "1"), ("a", "2")), sent(("a", "1"), ("a", "3"))),
        (page(("a", "1"), other=True), sent(("a", "1"))),
        (page(("a", "1"), method="GET"), sent(("a", "1"))),
        (page(("a", "1")), sent(("a", "1"), to="http://127.0.0.1/elsewhere")),
    ],
    ids=["a field left out", "another order", "one of two set", "a form with a target", "a method", "an address"],
)
def test_what_a_desk_could_not_do_again_is_no_habit(before: dict[str, Any], request_: Request) -> None:
    assert Habit.between(before, request_, CASE) is None


def test_a_habit_that_was_once_another_counts_no_more() -> None:
    habits = Habits()
    habits.pressed(SAVE, Habit(adds={"target": "spara"}))
    habits.pressed(SAVE, Habit(adds={"target": "spara"}))
    assert habits.habit(SAVE) == Habit(adds={"target": "spara"})
    habits.pressed(SAVE, Habit(adds={"target": "fatta"}))
    habits.pressed(SAVE, Habit(adds={"target": "spara"}))
    with pytest.raises(Unsteady):
        habits.habit(SAVE)
    assert habits.presses == {}


def test_two_buttons_of_one_text_that_send_elsewhere_are_two() -> None:
    habits = Habits()
    habits.pressed(SAVE, Habit(form=1))
    assert habits.habit(Press(press="Spara", sends="POST /other")) is None


def test_where_a_script_leads_is_known_by_what_it_is_given() -> None:
    habits = Habits()
    habits.opened("visa(17)", AT, "http://127.0.0.1/bilaga/17/visa")
    assert habits.address("visa(18)", AT) == "http://127.0.0.1/bilaga/18/visa"
    assert habits.address("visa('../beslut?fatta=1')", AT) is None
    assert habits.address("annan(18)", AT) is None
    habits.opened("visa(19)", AT, "http://127.0.0.1/bilaga/20/visa")
    assert habits.address("visa(18)", AT) is None


@pytest.mark.parametrize(
    "address", ["http://other.example/bilaga/17", "http://127.0.0.1/bilaga/17/17", "http://127.0.0.1/b"]
)
def test_a_script_that_leads_elsewhere_or_in_an_unclear_way_leads_nowhere(address: str) -> None:
    habits = Habits()
    habits.opened("visa(17)", AT, address)
    assert habits.address("visa(18)", AT) is None


def test_two_bodies_are_the_same_but_for_their_tokens_and_line_ends() -> None:
    foretold = [("token", "a"), ("text", "one\r\ntwo")]
    assert same_body((("token", "b"), ("text", "one\ntwo")), foretold, frozenset({"token"}))
    assert not same_body((("token", "b"), ("text", "one\ntwo")), foretold, frozenset())
    assert not same_body((("text", "one\ntwo"), ("token", "a")), foretold, frozenset({"token"}))
    assert not same_body((("token", "a"), ("text", "one\ntwo"), ("more", "")), foretold, frozenset({"token"}))
