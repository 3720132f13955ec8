"""What the pages look like after the vendor's upgrade."""

from collections.abc import Callable

import pytest

from tests.practice.clerk import Clerk

FIRST = "En förare som går 500 meter"


@pytest.fixture
def upgraded(started: Callable[..., Clerk]) -> Clerk:
    return started(version=2)


def test_labels_are_renamed_and_values_stay(upgraded: Clerk) -> None:
    underlag = upgraded.send(upgraded.open(upgraded.number_of(FIRST)), "flik", "2").pairs
    assert underlag["Gångförmåga (m)"] == "500"
    assert "Gångsträcka (meter)" not in underlag
    form = upgraded.decision_form(upgraded.number_of(FIRST)).text
    assert ("Giltigt till:" in form, "Gäller till:" in form) == (True, False)
    assert 'name="galler_till"' in form


def test_one_field_stands_on_another_tab(upgraded: Clerk) -> None:
    ansokan = upgraded.open(upgraded.number_of(FIRST))
    assert "Kan lämnas ensam" in ansokan.pairs
    assert "Kan lämnas ensam" not in upgraded.send(ansokan, "flik", "2").pairs


def test_the_inbox_has_a_new_column_and_others_have_moved(upgraded: Clerk) -> None:
    headers = upgraded.get("/inkorg").headers_of_grid
    assert headers[:3] == ["Ärende", "Prioritet", "Märkning"]
    assert headers[-1] == "Inkom"
    assert len(headers) == 10
