"""Records: what was read surely has a value, what was not has none, and nobody can guess it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest

from robots.errors import CaseProblem, NotKnown, Reason
from robots.model import File, Kronor, Metres, PersonalNumber, Record, Unknown, lay_open


class Permit(Record):
    """A row of a table."""

    number: str
    valid_to: date | None


class Application(Record):
    """What the tests' case system shows."""

    applicant: PersonalNumber
    capacity: Literal["driver", "passenger"]
    distance: Metres | None
    fee: Kronor
    signed: bool
    permits: tuple[Permit, ...]
    certificate: File | None


FILE = File(name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64)
READ: dict[str, Any] = {
    "applicant": "199001012385",
    "capacity": "driver",
    "distance": 300,
    "fee": Decimal("350.00"),
    "signed": True,
    "permits": ({"number": "P-1", "valid_to": date(2026, 1, 31)}, {"number": "P-2", "valid_to": None}),
    "certificate": FILE,
}


def read(**other: Any) -> Application:
    """What was read, with some of it otherwise."""
    return Application.of(READ | other)


def test_what_was_read_surely_is_there() -> None:
    application = read()
    assert (application.capacity, application.distance, application.fee) == ("driver", 300, Decimal(350))
    assert application.permits[0] == Permit.of({"number": "P-1", "valid_to": date(2026, 1, 31)})
    assert application.permits[1].valid_to is None


def test_what_surely_stands_empty_is_none_where_that_may_be() -> None:
    assert read(distance=None, certificate=None).distance is None


NOT_KNOWN: dict[str, tuple[str, Any, str]] = {
    "unreadable": ("distance", Unknown("not a whole number"), "not a whole number"),
    "empty where something must stand": ("capacity", None, "empty"),
    "an option that the flow does not know": ("capacity", "pilot", "literal_error"),
    "a text for a number": ("distance", "300", "int_type"),
    "a number below the least": ("distance", -1, "greater_than_equal"),
    "yes for a number": ("distance", True, "int_type"),
    "a number for yes": ("signed", 1, "bool_type"),
    "a float for money": ("fee", 1.5, "is_instance_of"),
    "ten digits": ("applicant", "9001012385", "value_error"),
    "a text for a file": ("certificate", "a.pdf", "model_type"),
    "a text for a table": ("permits", "none", "tuple_type"),
}


@pytest.mark.parametrize(("field", "value", "why"), NOT_KNOWN.values(), ids=NOT_KNOWN)
def test_what_is_not_surely_of_its_type_cannot_be_read(field: str, value: Any, why: str) -> None:
    application = read(**{field: value})
    with pytest.raises(NotKnown) as unknown:
        getattr(application, field)
    assert (unknown.value.field, unknown.value.why, unknown.value.reason) == (field, why, Reason.UNREADABLE)
    assert isinstance(unknown.value, CaseProblem)
    assert str(value) not in str(unknown.value) or isinstance(value, Unknown | bool | None)


def test_a_field_that_no_screen_gave_cannot_be_read() -> None:
    application = Application.of({name: value for name, value in READ.items() if name != "fee"})
    with pytest.raises(NotKnown, match='"fee" could not be read surely: not on the page'):
        _ = application.fee


def test_a_row_with_an_unreadable_cell_keeps_the_others() -> None:
    rows = ({"number": "P-1", "valid_to": Unknown("not a date")}, {"number": "P-2", "valid_to": None})
    permits = read(permits=rows).permits
    assert [permit.number for permit in permits] == ["P-1", "P-2"]
    assert permits[1].valid_to is None
    with pytest.raises(NotKnown, match='"valid_to" could not be read surely: not a date'):
        _ = permits[0].valid_to


def test_a_whole_table_may_be_unreadable() -> None:
    with pytest.raises(NotKnown):
        _ = read(permits=Unknown("a line that is no row")).permits


def test_a_name_that_no_record_has_is_a_mistake_in_the_flow() -> None:
    with pytest.raises(AttributeError):
        _ = read().colour  # type: ignore[attr-defined]


def test_what_a_flow_has_no_use_for_is_left_out() -> None:
    assert read(name="Test Testsson") == read()
    assert "name" not in lay_open(read(name="Test Testsson"))


def test_a_record_cannot_be_changed() -> None:
    application = read()
    with pytest.raises(ValueError, match="frozen"):
        application.distance = 5  # type: ignore[misc]  # that is what is tried
    assert application.distance == 300


def test_a_record_made_by_hand_admits_nothing_else_either() -> None:
    with pytest.raises(ValueError, match="int_type"):
        Application(**(READ | {"permits": (), "distance": "300"}))


def test_laid_open_a_record_shows_what_is_unknown_and_why() -> None:
    application = read(distance=Unknown("not a whole number"), capacity=None)
    assert lay_open(application) == {
        **{name: getattr(application, name) for name in ("applicant", "fee", "signed", "permits", "certificate")},
        "distance": Unknown("not a whole number"),
        "capacity": Unknown("empty"),
    }


def test_records_are_the_same_when_what_is_known_and_unknown_is_the_same() -> None:
    assert read(distance=Unknown("a")) == read(distance=Unknown("a"))
    assert read(distance=Unknown("a")) != read(distance=Unknown("b"))
    assert read(distance=Unknown("a")) != read(distance=None)
    assert read() != read(distance=301)


def test_to_show_a_record_with_something_unknown_breaks_nothing() -> None:
    assert "distance" not in repr(read(distance=Unknown("not a whole number")))
