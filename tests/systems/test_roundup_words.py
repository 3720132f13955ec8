"""Words of the description language that a tracker with English pages asked for: texts that the rules name otherwise,
lists in which nothing is chosen yet, and a login page without labels."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from robots.systems.description import FieldPart, FormLogin
from robots.systems.kinds import Spot
from tests.systems.roundup import ROBOT

REGISTERED = FieldPart(
    label=("Registered in",), options={"Ej folkbokförd i Sverige": ("Not registered in Sweden",)}
).reads
PROPOSAL = FieldPart(
    label=("Proposal",), kind="choice", empty=("- no selection -",), options={"grant": ("Grant",)}
).reads
LOGIN = {"at": "/", "press": "Login", "sends": "POST /", "lands": "/", "refused": "Invalid login"}


def spot(text: str) -> Spot:
    return Spot(where='"Application"', text=text)


def test_a_text_of_the_system_is_read_as_the_one_that_the_rules_know() -> None:
    assert REGISTERED.read(spot("Not registered\u00a0in Sweden")) == "Ej folkbokförd i Sverige"


def test_a_text_that_is_not_listed_stays_as_it_stands() -> None:
    assert REGISTERED.read(spot("Grannkommun")) == "Grannkommun"


def test_a_text_that_only_contains_a_listed_one_stays_as_it_stands() -> None:
    assert REGISTERED.read(spot("Not registered in Sweden, since May")) == "Not registered in Sweden, since May"


def test_what_the_rules_say_is_written_as_the_system_says_it() -> None:
    assert REGISTERED.write("Ej folkbokförd i Sverige") == "Not registered in Sweden"
    assert REGISTERED.write("Grannkommun") == "Grannkommun"


def test_only_choices_and_texts_have_options() -> None:
    with pytest.raises(ValidationError, match="only a choice or a text has options"):
        FieldPart(label=("Received",), kind="date", options={"grant": ("Grant",)})
    with pytest.raises(ValidationError, match="a choice needs options"):
        FieldPart(label=("Proposal",), kind="choice")


def test_a_list_in_which_nothing_is_chosen_is_read_as_empty_and_can_be_put_back_so() -> None:
    assert PROPOSAL.read(spot("- no selection -")) is None
    assert PROPOSAL.write(None) == "- no selection -"


def test_login_fields_are_named_by_their_label_or_where_they_have_none_by_selector() -> None:
    login = FormLogin.model_validate({**LOGIN, "user": "Användare", "password": {"at": "input[name=__login_password]"}})
    assert (login.user.called, login.password.called) == ("Användare", "input[name=__login_password]")


def test_the_shipped_description_names_no_password() -> None:
    shipped = Path(__file__).parents[2] / "config" / "systems" / "roundup.yaml"
    assert ROBOT.password not in shipped.read_text(encoding="utf-8")
