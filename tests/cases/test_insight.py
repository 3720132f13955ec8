"""Insight: all that is held about a case, every reading of it, and the cases in which a person stands."""

from __future__ import annotations

from robots.errors import Reason
from tests.cases.desk import APPLICATION, DRAFT, FILE, FINDINGS, NAME, NUMBER, PROPOSAL, VERSIONS, Desk, applied_by, row

OTHER = "198012032386"


def test_the_history_of_a_case_holds_every_reading_proposal_and_hand_over(desk: Desk) -> None:
    claim = desk.has_proposed()
    desk.store.extracted(claim, applied_by(OTHER), [])
    desk.store.proposed(claim, FINDINGS[:1], PROPOSAL, VERSIONS)
    desk.store.intend(claim, DRAFT)
    desk.store.hand_over(claim, Reason.LOCKED, "Låst av Test Ett")
    desk.store.hand_over(claim, Reason.JUDGEMENT, "Bedöm")

    history = desk.store.history("2026-1", "practice", reader="registrar")

    assert [reading.application["applicant"] for reading in history.readings] == [NUMBER, OTHER]
    assert [reading.application["name"] for reading in history.readings] == [NAME, NAME]
    assert [reading.documents for reading in history.readings] == [(FILE,), ()]
    assert [len(proposed.findings) for proposed in history.proposals] == [2, 1]
    assert history.proposals[0].versions == VERSIONS
    assert [(one.reason, one.text) for one in history.hand_overs] == [
        (Reason.LOCKED, "Låst av Test Ett"),
        (Reason.JUDGEMENT, "Bedöm"),
    ]
    assert [draft.result for draft in history.drafts] == ["intended"]
    assert [attempt.step for attempt in history.attempts][-2:] == ["hand over", "hand over"]


def test_who_has_read_a_case_stands_in_its_history_this_reader_included(desk: Desk) -> None:
    desk.store.let_go(desk.has_proposed())
    desk.store.open_case("2026-1", reader="clerk")

    history = desk.store.history("2026-1", reader="registrar")

    assert [(entry.who, entry.action) for entry in history.audit] == [("clerk", "read"), ("registrar", "insight")]


def test_a_case_of_which_only_the_number_is_held_says_so_by_holding_nothing(desk: Desk) -> None:
    desk.reads_inbox(row(protected=True))

    history = desk.store.history("2026-1", reader="registrar")

    assert (history.readings, history.proposals, history.hand_overs, history.drafts) == ((), (), (), ())


def test_a_person_is_found_in_every_case_and_system_in_which_the_number_was_read(desk: Desk) -> None:
    desk.has_proposed("2026-1")
    desk.has_proposed("2026-2", OTHER)
    desk.store.extracted(desk.has_elsewhere("2026-1"), APPLICATION, [])

    found = [(case.system, case.number) for case in desk.store.cases_of_person(NUMBER)]
    assert found == [("practice", "2026-1"), ("roundup", "2026-1")]
    assert desk.store.cases_of_person("197001012391") == []
    assert desk.store.audit() == [], "looking for a case reads none"
