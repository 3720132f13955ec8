"""What people say of decisions that differ from the proposals: every answer is kept, and none is asked for twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from robots.cases import Compared, Verdict, WhyOtherwise
from robots.errors import ConfigError
from robots.model import DecidedRow
from tests.reports.office import AUTHORITY, FLOW, Office, proposed, row

DAY = date(2026, 11, 16)
SAID = "Gränsen för passagerare är 150 meter hos oss."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office of which people have decided three cases: one otherwise, one as proposed, one without a proposal."""
    made = Office.open(tmp_path)
    made.begins()
    made.finds(row("2026-1"), row("2026-2"), row("2026-3"))
    made.drafts("2026-1", proposed("grant"))
    made.drafts("2026-2", proposed("grant"))
    made.decided(
        DecidedRow("2026-1", FLOW, received=DAY, decided=DAY, outcome="reject"),
        DecidedRow("2026-2", FLOW, received=DAY, decided=DAY, outcome="grant"),
        DecidedRow("2026-3", FLOW, received=DAY, decided=DAY, outcome="reject"),
    )
    yield made
    made.store.close()


def asked(office: Office, since: date = DAY) -> list[str]:
    return [case.number for case in office.store.differing(AUTHORITY, since)]


def say(office: Office, reason: WhyOtherwise, by: str, number: str = "2026-1", comment: str = SAID) -> bool:
    return office.store.explain(number, reason=reason, comment=comment, by=by, account="clerk-one").new


def test_only_a_decision_that_differs_is_asked_about_and_only_until_somebody_has_said_why(office: Office) -> None:
    assert asked(office) == ["2026-1"]
    assert asked(office, DAY + timedelta(days=1)) == []
    assert office.store.differing("En annan nämnd", DAY) == []
    assert say(office, WhyOtherwise.RULE, "Anna")
    assert asked(office) == []


def followed(office: Office, compared: Compared, number: str = "2026-2") -> None:
    """A robot has read the decision itself."""
    office.begins()
    claim = office.has(number)
    office.store.followed(claim, compared, DAY)
    office.store.let_go(claim)


def test_an_outcome_as_proposed_with_another_day_is_asked_about_too_and_other_words_are_not(office: Office) -> None:
    followed(office, Compared(Verdict.AGREED, "grant", "grant", wording={"reasons": Verdict.CHANGED}))
    assert asked(office) == ["2026-1"]
    fields = {"valid_from": Verdict.AGREED, "valid_to": Verdict.CHANGED}
    followed(office, Compared(Verdict.CHANGED, "grant", "grant", fields=fields))
    assert asked(office) == ["2026-1", "2026-2"]
    cases = office.store.differing(AUTHORITY, DAY)
    assert office.store.amended(cases) == {cases[1].id: ("valid_to",)}
    assert say(office, WhyOtherwise.READ, "Anna", "2026-2")
    assert asked(office) == ["2026-1"]


def test_a_decision_that_was_corrected_to_what_was_proposed_is_not_asked_about(office: Office) -> None:
    followed(office, Compared(Verdict.CHANGED, "grant", "grant", fields={"valid_to": Verdict.CHANGED}))
    followed(office, Compared(Verdict.AGREED, "grant", "grant", fields={"valid_to": Verdict.AGREED}))
    assert asked(office) == ["2026-1"]


def test_what_two_people_say_is_kept_of_both_and_a_clash_is_told(office: Office) -> None:
    assert say(office, WhyOtherwise.RULE, "Anna")
    given = office.store.explain("2026-1", reason=WhyOtherwise.READ, by="Bo", account="clerk-two")
    assert given.new
    assert [(one.by, one.reason) for one in given.clashes(WhyOtherwise.READ)] == [("Anna", WhyOtherwise.RULE)]
    assert given.clashes(WhyOtherwise.RULE) == ()
    assert [(one.by, one.reason) for one in office.store.history("2026-1", reader="registrar").explanations] == [
        ("Anna", WhyOtherwise.RULE),
        ("Bo", WhyOtherwise.READ),
    ]


def test_the_same_answer_again_changes_nothing_and_another_of_the_same_person_is_no_clash(office: Office) -> None:
    assert say(office, WhyOtherwise.RULE, "Anna")
    assert not say(office, WhyOtherwise.RULE, "Anna")
    assert say(office, WhyOtherwise.JUDGED, "Anna")
    history = office.store.history("2026-1", reader="registrar")
    assert [(one.reason, one.comment) for one in history.explanations] == [
        (WhyOtherwise.RULE, SAID),
        (WhyOtherwise.JUDGED, SAID),
    ]
    noted = [(one.who, one.detail) for one in history.audit if one.action == "explanation"]
    assert noted == [("clerk-one", "rule (Anna)"), ("clerk-one", "judged (Anna)")]


def test_a_name_written_small_or_with_spaces_is_the_same_person(office: Office) -> None:
    assert say(office, WhyOtherwise.RULE, "Anna")
    assert not say(office, WhyOtherwise.RULE, " anna ")
    asked = {"reason": WhyOtherwise.JUDGED, "comment": SAID, "account": "clerk-one"}
    given = office.store.explain("2026-1", by="ANNA", **asked)
    assert (given.new, given.clashes(WhyOtherwise.JUDGED)) == (True, ())
    assert [one.by for one in office.store.explain("2026-1", by="Bo", **asked).others] == ["ANNA"]


@pytest.mark.parametrize("number", ["2026-2", "2026-3"])
def test_a_decision_that_does_not_differ_takes_no_answer(office: Office, number: str) -> None:
    with pytest.raises(ConfigError, match="no decision that differs"):
        say(office, WhyOtherwise.RULE, "Anna", number)


def test_what_was_said_is_sealed_and_goes_with_its_case(office: Office, tmp_path: Path) -> None:
    say(office, WhyOtherwise.RULE, "Anna")
    assert SAID.encode("utf-8") not in (tmp_path / "cases.db").read_bytes() + (
        (tmp_path / "cases.db-wal").read_bytes() if (tmp_path / "cases.db-wal").exists() else b""
    )
    case = office.store.case("2026-1")
    assert office.store.purge([case], by="archivist") == 1
    with closing(sqlite3.connect(tmp_path / "cases.db")) as store:
        assert store.execute("SELECT count(*) FROM explanations").fetchone() == (0,)
