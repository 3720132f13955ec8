"""A whole run by changed rules: nothing is written until they are accepted, and then what they say is."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from robots.model import State
from robots.work.accepting import accept
from tests.work.municipality import THREE, Start

pytestmark = pytest.mark.proof


def test_a_robot_writes_nothing_by_changed_rules_until_they_are_accepted(started: Start) -> None:
    town = started(**THREE)
    path = town.home.flow_folder("parking_permit") / "rules.xlsx"
    book = load_workbook(path)
    book["Texter"]["B3"] = "Läkarintyget finns."
    book.save(path)

    said = town.robot_runs().said()

    assert "I skugga, inget skrivs: ändrat sedan godkännandet: regler." in said
    assert "run.py rules accept parking_permit" in said
    assert town.writing_posts() == []
    assert {town.state_of(case) for case in town.saves()} == {(State.PROPOSED, None)}

    accept(town.home, "parking_permit", by="Testchef Ett", reference="TEST-1")
    town.robot_runs()

    assert town.amiss() == {}
    assert sum(town.saves().values()) == 3
