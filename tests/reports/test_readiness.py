"""Intervals against values from the literature and the equation that they solve; suggestions at their limits."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.cases import Compared, FollowUp, Met, Verdict
from robots.reports.readiness import Advice, Goal, Suggestion, agreed, suggestion, wilson

TODAY = date(2026, 11, 27)
COUNTS = st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    [  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_an_interval_is_what_the_literature_has(part: int, of: int, low: float, high: float) -> None:
    assert wilson(part, of) == pytest.approx((low, high), abs=0.00005)


def test_of_nothing_everything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(COUNTS)
def test_an_interval_holds_the_share_and_mirrors_its_opposite(counts: tuple[int, int]) -> None:
    part, of = counts
    low, high = wilson(part, of)
    assert 0 <= low <= part / of <= high <= 1
    assert wilson(of - part, of) == pytest.approx((1 - high, 1 - low))


@given(COUNTS)
def test_the_share_lies_as_far_from_each_end_as_chance_reaches_there(counts: tuple[int, int]) -> None:
    part, of = counts
    for end in wilson(part, of):
        if 0 < end < 1:
            assert abs(part / of - end) == pytest.approx(1.959963984540054 * sqrt(end * (1 - end) / of), abs=1e-9)


def decisions(many: int, verdict: Verdict, met: Met = Met.SHOWN, row: str = "U5", day: date = TODAY) -> list[FollowUp]:
    outcome = {Verdict.OVERRULED: "reject", Verdict.UNKNOWN: None}.get(verdict, "grant")
    compared = Compared(verdict, "grant", outcome, row=row)
    return [FollowUp(n, "permit", "robot", day, met, compared) for n in range(many)]


def suggested(*those: list[FollowUp], drafting: bool) -> Suggestion:
    counted = agreed(one for part in those for one in part)
    return suggestion(counted["permit"], Goal(), drafting=drafting, today=TODAY)


def test_a_robot_in_shadow_is_ready_once_the_lower_end_reaches_the_goal() -> None:
    assert suggested(decisions(49, Verdict.AGREED), drafting=False).advice is Advice.TOO_FEW
    assert suggested(decisions(50, Verdict.AGREED), drafting=False).advice is Advice.READY
    some = decisions(48, Verdict.AGREED), decisions(2, Verdict.CHANGED)
    assert suggested(*some, drafting=False).advice is Advice.NOT_YET  # 96 %, but perhaps only 87 %


def test_what_was_not_read_never_makes_a_robot_ready() -> None:
    those = decisions(60, Verdict.AGREED), decisions(4, Verdict.UNKNOWN)
    assert suggested(*those, drafting=False).advice is Advice.NOT_YET
    assert suggested(*those, drafting=True).advice is Advice.GO_ON  # nor is it held against one


def test_a_robot_with_drafts_should_go_back_once_even_the_upper_end_falls_short() -> None:
    drafted = decisions(70, Verdict.AGREED, Met.DRAFTED)
    assert suggested(drafted, decisions(30, Verdict.OVERRULED, Met.DRAFTED), drafting=True).advice is Advice.BACK
    unsure = suggested(drafted, decisions(8, Verdict.OVERRULED, Met.DRAFTED), drafting=True)
    assert (unsure.advice, unsure.review) == (Advice.UNSURE, 1.0)  # 90 %, perhaps 81, perhaps 95
    assert suggested(drafted, decisions(1, Verdict.OVERRULED, Met.DRAFTED), drafting=True).advice is Advice.GO_ON


def test_blind_cases_alone_can_tell_that_people_lean_on_drafts() -> None:
    drafted = decisions(400, Verdict.AGREED, Met.DRAFTED)
    blind = decisions(8, Verdict.AGREED, Met.BLIND), decisions(12, Verdict.OVERRULED, Met.BLIND)
    assert suggested(drafted, *blind, drafting=True).advice is Advice.BACK


def test_the_share_to_review_falls_with_the_number_and_keeps_weak_rows_whole() -> None:
    every = suggested(decisions(20, Verdict.AGREED, Met.DRAFTED), drafting=True)
    assert (every.advice, every.review) == (Advice.TOO_FEW, 1.0)
    strong = suggested(decisions(290, Verdict.AGREED, Met.DRAFTED), drafting=True)
    assert strong.review == pytest.approx(29 / 290)  # ln 0.05 / ln 0.9 is 28.4
    assert suggested(decisions(5000, Verdict.AGREED, Met.DRAFTED), drafting=True).review == pytest.approx(0.1)
    weak = decisions(10, Verdict.AGREED, Met.DRAFTED, row="U9")
    mixed = suggested(decisions(290, Verdict.AGREED, Met.DRAFTED), weak, drafting=True)
    assert mixed.rows == ("U9",)
    assert mixed.review == pytest.approx((10 + 29) / 300, abs=0.001)
    old = decisions(290, Verdict.AGREED, Met.DRAFTED, day=TODAY - timedelta(weeks=5))
    assert suggested(old, drafting=True).review == 1.0  # none were decided this month: each one is looked at


def test_only_the_latest_decision_of_a_case_counts() -> None:
    first = FollowUp(
        1, "permit", "robot", TODAY, Met.SHOWN, Compared(Verdict.OVERRULED, "grant", "reject"), latest=False
    )
    again = FollowUp(1, "permit", "robot", TODAY, Met.SHOWN, Compared(Verdict.AGREED, "grant", "grant"))
    tally = agreed([first, again])["permit"].all[None]
    assert (tally.agreed, tally.of) == (1, 1)


def test_wording_and_fields_are_counted_apart_from_the_outcome() -> None:
    compared = Compared(
        Verdict.CHANGED,
        "grant",
        "grant",
        fields={"valid_to": Verdict.CHANGED, "valid_from": Verdict.AGREED},
        wording={"reasons": Verdict.CHANGED},
        why="Kortare intyg",
    )
    of = agreed([FollowUp(1, "permit", "robot", TODAY, Met.BLIND, compared)])["permit"]
    shares = {name: tallies[Met.BLIND].share for name, tallies in {**of.fields, **of.wording}.items()}
    assert shares == {"outcome": 1.0, "valid_to": 0.0, "valid_from": 1.0, "reasons": 0.0}
    assert of.fields["valid_to"][None].reasons == Counter({"Kortare intyg": 1})
