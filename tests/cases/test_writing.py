"""Records and values as JSON and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robots.cases.writing import packed, unpacked, unpacked_record
from robots.model import Record, Unknown, lay_open
from tests.cases.desk import APPLICATION, DRAFT, FILE, FINDINGS, PROPOSAL, Application

plain = (
    st.text()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
    | st.none()
    | st.builds(Unknown, st.text())
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), plain | st.lists(plain).map(tuple)))
def test_every_value_comes_back_as_it_was_and_of_its_type(values: dict[str, object]) -> None:
    back = unpacked(packed(values))

    assert dict(back) == values
    assert repr(dict(back)) == repr(values)  # 1 is not True, and 1.0 is not 1.00


def test_a_finding_and_a_proposal_from_before_they_explained_themselves_are_still_read() -> None:
    finding = (
        b'{"$":"Finding","of":{"criterion":"walking","result":{"$":"Result","of":"pass"},"reason":"kort","source":'
    )
    finding += b'"provlag","row":"R1","inputs":["L"]}}'
    proposal = b'{"$":"Proposal","of":{"outcome":"grant","reasons":"Ja","note":"n","values":{"$":"Mapping","of":{}},'
    proposal += b'"hand_over":null,"missing":[],"rules":"sha"}}'

    old, earlier = unpacked(finding), unpacked(proposal)

    assert (old.row, old.inputs, old.values, old.nearest, old.sheet) == ("R1", ("L",), (), (), "")
    assert (earlier.outcome, earlier.row, earlier.counterfactual) == ("grant", None, ())


@pytest.mark.parametrize("thing", [FILE, FINDINGS, PROPOSAL, DRAFT])
def test_the_records_of_the_toolkit_come_back_as_they_were(thing: object) -> None:
    assert unpacked(packed(thing)) == thing


def test_a_flows_record_comes_back_as_its_own_type() -> None:
    assert unpacked_record(packed(lay_open(APPLICATION)), Application) == APPLICATION


def test_a_field_that_the_flow_has_since_got_is_unknown_and_one_it_dropped_is_gone() -> None:
    class Before(Record):
        name: str
        shoe_size: int

    class After(Record):
        name: str
        walking_distance: int

    after = unpacked_record(packed(lay_open(Before(name="Testperson", shoe_size=41))), After)

    assert lay_open(after) == {"name": "Testperson", "walking_distance": Unknown("not on the page")}


@pytest.mark.parametrize("thing", [1.5, datetime(2026, 11, 23, tzinfo=UTC), b"bytes", {1, 2}, object()])
def test_what_is_no_value_is_refused(thing: object) -> None:
    with pytest.raises(TypeError, match="keeps no"):
        packed(thing)


def test_a_text_that_looks_like_the_format_is_a_text() -> None:
    tricky = {"$": "date", "of": "2026-11-23", "plain": '{"$":"Decimal","of":"1"}'}
    assert dict(unpacked(packed(tricky))) == tricky


def test_days_and_decimals_keep_what_they_say() -> None:
    back = unpacked(packed((date(2026, 2, 28), Decimal("1.10"))))
    assert str(back) == "(datetime.date(2026, 2, 28), Decimal('1.10'))"
