"""A flow's record and a system's description must speak of the same fields, or no browser starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from robots import yamlfile
from robots.errors import DescriptionError
from robots.flow import OpenFlow, open_flow
from robots.systems.description import open_system
from robots.work.matching import agree

TOOLKIT = Path(__file__).resolve().parents[2]
CASE = "parking_permit"


@pytest.fixture(scope="module")
def flow() -> OpenFlow:
    return open_flow(TOOLKIT / "flows" / CASE)


@pytest.fixture
def refused(tmp_path: Path, flow: OpenFlow) -> Callable[[Callable[[Any], object]], str]:
    """Changes the practice system's description and gives what agreement says of it then."""

    def changed(change: Callable[[Any], object]) -> str:
        path = tmp_path / "practice.yaml"
        path.write_bytes((TOOLKIT / "config" / "systems" / "practice.yaml").read_bytes())
        yamlfile.change(path, lambda tree: change(tree["cases"][CASE]))
        with pytest.raises(DescriptionError) as complaint:
            agree(open_system(path), flow)
        return str(complaint.value)

    return changed


def fields(case: Any, screen: str) -> Any:
    return case["screens"][screen]["fields"]


def test_the_descriptions_that_come_with_the_toolkit_agree_with_their_flow(flow: OpenFlow) -> None:
    systems = sorted((TOOLKIT / "config" / "systems").glob("*.yaml"))
    assert systems
    for path in systems:
        agree(open_system(path), flow)


def test_a_field_that_no_screen_shows_is_named(refused: Callable[..., str]) -> None:
    said = refused(lambda case: fields(case, "basis").pop("duration"))
    assert 'the flow needs "duration", and no screen shows it.' in said


def test_a_field_that_the_flow_does_not_have_is_named_at_its_line(refused: Callable[..., str], tmp_path: Path) -> None:
    said = refused(lambda case: fields(case, "basis").update({"weight": {"label": "Vikt"}}))
    line = next(
        n for n, text in enumerate((tmp_path / "practice.yaml").read_text("utf-8").splitlines(), 1) if "weight" in text
    )
    assert (
        said == f'config/systems/practice.yaml:{line}: the flow has no field "weight"; what no flow needs is not read.'
    )


@pytest.mark.parametrize(
    ("field", "kind", "wanted"),
    [
        ("walking_distance", "text", "whole number"),
        ("walking_distance", "decimal", "whole number"),
        ("left_alone", "text", "yes/no"),
        ("mobility", "text", "choice"),
    ],
)
def test_a_field_that_is_shown_as_another_kind_is_refused(
    field: str, kind: str, wanted: str, refused: Callable[..., str]
) -> None:
    def change(case: Any) -> None:
        part = fields(case, "basis")[field]
        part["kind"] = kind
        part.pop("options", None)
        part.pop("unit", None)

    assert f'"{field}" is shown as {kind}; the flow needs {wanted}.' in refused(change)


def test_a_personal_number_shown_as_text_is_refused(refused: Callable[..., str]) -> None:
    said = refused(lambda case: fields(case, "application")["applicant"].update({"kind": "text"}))
    assert '"applicant" is shown as text; the flow needs personal number.' in said


def test_an_option_that_the_flow_does_not_know_is_refused(refused: Callable[..., str]) -> None:
    said = refused(lambda case: fields(case, "basis")["mobility"]["options"].update({"crutches": "Kryckor"}))
    assert 'the flow knows no option crutches of "mobility".' in said


def test_columns_of_a_table_must_agree_as_well(refused: Callable[..., str]) -> None:
    def change(case: Any) -> None:
        columns = fields(case, "basis")["permits"]["columns"]
        columns["colour"] = {"label": "Färg"}
        del columns["valid_to"]

    said = refused(change)
    assert 'the flow needs "valid_to", and no screen shows it.' in said
    assert 'the flow has no field "colour"' in said


def test_everything_that_disagrees_is_said_at_once(refused: Callable[..., str]) -> None:
    def change(case: Any) -> None:
        del fields(case, "basis")["duration"]
        del fields(case, "application")["signed"]

    assert len(refused(change).splitlines()) == 2


def test_a_draft_needs_outcome_and_reasons(refused: Callable[..., str]) -> None:
    def change(case: Any) -> None:
        for part in ("fields", "untouched"):
            case["draft"][part]["proposal"] = case["draft"][part].pop("outcome")
        del case["decision"]

    assert 'a draft needs the fields "outcome" and "reasons".' in refused(change)


def test_a_system_that_does_not_describe_the_flow_is_refused(tmp_path: Path, flow: OpenFlow) -> None:
    path = tmp_path / "practice.yaml"
    path.write_bytes((TOOLKIT / "config" / "systems" / "practice.yaml").read_bytes())
    yamlfile.change(path, lambda tree: tree["cases"].update({"school_transport": tree["cases"].pop(CASE)}))
    with pytest.raises(DescriptionError, match=f'"cases" does not describe the flow "{CASE}"'):
        agree(open_system(path), flow)
