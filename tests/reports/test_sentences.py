"""The three sentences: what went wrong, what is at risk, what needs a decision, and who acts on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from robots.errors import Reason
from robots.reports.counting import Counting
from robots.reports.edition import Edition
from robots.reports.figures import Share
from robots.reports.sentences import Sentence, sentences
from robots.reports.spoken import Spoken
from robots.reports.terms import Terms
from robots.reports.weeks import Week
from robots.yardsticks import Owners, ReportsPart
from tests.reports.quarter import MADE, NAMES, TERMS, Quarter

WEEK = Week.parse("2026-W47")
Said = Callable[..., dict[str, Sentence]]


@pytest.fixture(scope="module")
def counting(made: Quarter) -> Counting:
    return Counting.of(made.office.store, NAMES, MADE, since=Week.parse("2026-W46"), terms=TERMS)


@pytest.fixture
def said(counting: Counting) -> Said:
    """The sentences of the quarter's last week, by what they are about, under other terms or figures."""

    def under(*, terms: Terms = TERMS, **whole: object) -> dict[str, Sentence]:
        now = counting.as_they_are(WEEK)
        assert now is not None
        changed = {WEEK: replace(now, whole=replace(now.whole, **whole))}  # type: ignore[arg-type]
        edition = Edition(WEEK, replace(counting, terms=terms, frozen={**counting.frozen, **changed}), Spoken("en"))
        return {one.about: one for one in sentences(edition)}

    return under


def replace_part(part: ReportsPart, **changes: object) -> ReportsPart:
    return part.model_copy(update=changes)


def test_what_went_wrong_belongs_to_who_looks_after_the_robot(said: Said) -> None:
    wrong = said()["Went wrong"]
    assert wrong.text == "One run was broken off. One robot started late. 2 cases failed technically."
    assert (wrong.owner, wrong.heed) == ("Trafikkontoret", True)


def test_without_an_owner_of_the_robot_it_belongs_to_whom_the_settings_name(said: Said) -> None:
    assert said(terms=replace(TERMS, robots={}))["Went wrong"].owner == "Systemförvaltaren"
    nobody = replace(TERMS, robots={}, reports=replace_part(TERMS.reports, owners=Owners()))
    assert said(terms=nobody)["Went wrong"].owner == "no owner named"


def test_what_is_at_risk_counts_cases_and_kronor(said: Said) -> None:
    risk = said(overdue=14, at_risk=1)["At risk"]
    assert risk.text.startswith("14 open cases are past their last day. One open case has at most 5 working days left.")
    assert risk.text.endswith(" kr are at risk within 7 days.")
    assert risk.owner == "Enhetschefen"


def test_where_nothing_is_at_risk_nobody_has_to_act(said: Said, counting: Counting) -> None:
    now = counting.as_they_are(WEEK)
    assert now is not None
    quiet = Edition(
        WEEK,
        replace(counting, frozen={WEEK: replace(now, kronor=None, whole=replace(now.whole, overdue=0, at_risk=0))}),
        Spoken("en"),
    )
    risk = sentences(quiet)[1]
    assert (risk.text, risk.owner, risk.heed) == ("Nothing: no open case is past or near its last day.", "", False)


DECISIONS = {
    "Only 50\u00a0% were decided as proposed (target 90\u00a0%): shall robots save drafts, or only propose?": {
        "agreement": (15, 30)
    },
    "One more case than last week is past its last day: who takes it, and what waits instead?": {"more_overdue": 1},
    "3 more cases than last week are past their last day: who takes them, and what waits instead?": {"more_overdue": 3},
}


@pytest.mark.parametrize("text", DECISIONS)
def test_the_most_pressing_decision_stands_there_with_who_makes_it(said: Said, counting: Counting, text: str) -> None:
    given = DECISIONS[text]
    before = counting.of_week(WEEK.earlier(1))
    assert before is not None
    whole: dict[str, object] = {"overdue": 0}
    if "agreement" in given:
        whole["agreement"] = Share(*given["agreement"])  # type: ignore[misc]
    if "more_overdue" in given:
        whole["overdue"] = (before.whole.overdue or 0) + given["more_overdue"]  # type: ignore[operator]
    decision = said(**whole)["Needs your decision"]
    assert (decision.text, decision.owner) == (text, "Verksamhetschefen")


def test_of_four_cases_nothing_is_said_of_agreement(said: Said) -> None:
    assert said(agreement=Share(0, 4), overdue=0)["Needs your decision"].text == "Nothing this week."


def test_too_few_prepared_cases_lead_to_what_would_remove_the_hand_overs(said: Said) -> None:
    few = {"prepared": Share(5, 30), "overdue": 0}
    often = {Reason.JUDGEMENT: 15, Reason.UNREADABLE: 9}
    told = said(**few, handed_over=often)["Needs your decision"].text
    assert told.startswith("Most hand-overs that can be avoided: Unreadable (9). Clearer fields in the case system")
    for rare in ({Reason.JUDGEMENT: 15, Reason.UNREADABLE: 2}, {Reason.LOCKED: 2}):  # hidden on their sheet as well
        small = said(**few, handed_over=rare)["Needs your decision"].text
        assert small == "Only 17\u00a0% of the cases could be prepared (target 60\u00a0%): see the sheet of hand-overs."


def test_where_nobody_has_measured_that_is_what_needs_a_decision(said: Said, counting: Counting) -> None:
    now = counting.as_they_are(WEEK)
    assert now is not None
    whole = replace(now.whole, overdue=0)
    edition = Edition(WEEK, replace(counting, frozen={WEEK: replace(now, saved=None, whole=whole)}), Spoken("en"))
    assert sentences(edition)[2].text.startswith("Nobody has measured what a case takes by hand")
