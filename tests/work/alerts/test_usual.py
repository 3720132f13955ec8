"""What is unusual for a robot, against its own last weeks; and how often that is said for nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from robots.work.alerts.facts import Day
from robots.work.alerts.usual import BEFORE, FEWEST, FEWEST_HANDED, Share, hand_overs, nothing_found
from tests.work.alerts.town import TODAY, causes, robot, weeks

COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (sum(pair), pair[1])), max_size=60)


def test_twice_as_many_hand_overs_as_usual_are_told_with_the_figures_that_say_so() -> None:
    share = hand_overs(weeks([(25, 4)] * 28 + [(25, 17)]))
    assert share == Share(TODAY, handed_over=17, cases=25, usual=4 * 28, before=25 * 28)
    (cause,) = causes(robot(days=weeks([(25, 4)] * 28 + [(25, 17)])))
    assert cause.figures == {
        **{"handed": 17, "cases": 25, "usual": 112, "before": 700},
        **{"now": 68, "rule": 16, "day": "2026-11-26"},
    }


def test_a_somewhat_bad_day_and_a_good_one_are_usual() -> None:
    for handed in (0, 4, 7):
        assert hand_overs(weeks([(25, 4)] * 28 + [(25, handed)])) is None


def test_it_stands_until_new_cases_come_and_is_over_after_a_usual_day() -> None:
    bad = weeks([(25, 4)] * 28 + [(25, 17), (0, 0), (0, 0), (0, 0)])
    assert hand_overs(bad) is not None
    assert hand_overs((*bad, Day(TODAY + timedelta(days=1), True, 3, 25, 4))) is None


def test_small_days_are_put_together_until_they_are_enough() -> None:
    share = hand_overs(weeks([(6, 1)] * 28 + [(6, 6)] * 4))
    assert share is not None
    assert (share.cases, share.handed_over, share.since) == (24, 24, TODAY - timedelta(days=3))


@given(COUNTS)
def test_tiny_numbers_never_say_anything_and_what_is_said_is_well_above_the_usual(
    counts: list[tuple[int, int]],
) -> None:
    share = hand_overs(weeks(counts))
    if share is not None:
        assert share.cases >= FEWEST
        assert share.handed_over >= FEWEST_HANDED
        assert share.before >= BEFORE
        assert share.handed_over / share.cases > share.usual / share.before


def test_robots_whose_days_differ_as_real_ones_do_seldom_raise_it_and_a_broken_one_does() -> None:
    chance, said, looked, seen = random.Random(5), 0, 0, 0
    for _ in range(40):
        usual, mine = chance.uniform(0.05, 0.4), []
        for _ in range(120):
            share, many = chance.betavariate(usual * 60, (1 - usual) * 60), chance.randint(5, 40)
            mine.append((many, sum(chance.random() < share for _ in range(many))))
        said += sum(hand_overs(weeks(mine[:until])) is not None for until in range(40, 120))
        looked += 80
        broken = sum(chance.random() < 0.9 for _ in range(25))
        seen += hand_overs(weeks([*mine[:60], (25, broken)])) is not None
    assert said / looked < 1 / 250  # at most once in a year of working days
    assert seen >= 0.9 * 40


def found(counts: list[int | None]) -> list[Day]:
    """Days up to yesterday on which so many new cases were found; None: it did not run."""
    first = TODAY - timedelta(days=len(counts))
    days = [(first + timedelta(days=place), count) for place, count in enumerate(counts)]
    return [Day(day, True, count, 0, 0) for day, count in days if count is not None]


def test_nothing_found_for_more_than_twice_as_long_as_ever_is_told() -> None:
    week = [4, 5, 3, 6, 2, 0, 0]
    assert nothing_found(found(week * 4 + [3] + [0] * 4), TODAY) is None
    drought = nothing_found(found(week * 4 + [3] + [0] * 5), TODAY)
    assert drought is not None
    assert (drought.days, drought.longest, drought.first) == (5, 2, TODAY - timedelta(days=5))


def test_a_robot_that_finds_some_each_day_is_told_of_after_two_days() -> None:
    assert nothing_found(found([3] * 20 + [0]), TODAY) is None
    assert nothing_found(found([3] * 20 + [0, 0]), TODAY) is not None


def test_days_without_a_run_and_the_day_at_hand_say_nothing() -> None:
    paused = found([3] * 20 + [0] + [None] * 9)
    assert nothing_found(paused, TODAY) is None
    assert nothing_found([*paused, Day(TODAY, True, 0, 0, 0)], TODAY) is None
    assert nothing_found([*paused, Day(TODAY, True, 0, 0, 0)], TODAY + timedelta(days=1)) is not None


def test_a_day_on_which_no_run_came_to_its_end_says_nothing() -> None:
    broken = [replace(day, looked=bool(day.found)) for day in found([3] * 20 + [0] * 5)]
    assert nothing_found(broken, TODAY) is None


def test_a_robot_that_seldom_finds_anything_is_let_be() -> None:
    assert nothing_found(found([1, 0, 0, 0, 0, 0] * 8 + [0] * 6), TODAY) is None
    assert nothing_found([], TODAY) is None


def test_a_robot_that_was_stopped_is_not_said_to_find_nothing() -> None:
    dry = tuple(found([3] * 20 + [0, 0, 0]))
    assert [one.kind for one in causes(robot(days=dry))] == ["nothing"]
    stopped = robot(days=dry, last=replace(robot().last, outcome="SystemDown"))  # type: ignore[type-var]
    assert [one.kind for one in causes(stopped)] == ["down"]
