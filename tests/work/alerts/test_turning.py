"""One message when a cause comes and one when it is over, whatever it does in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from robots.cases.alerts import Alert, Event
from robots.settings import AlertKind
from robots.work.alerts.deciding import Cause
from robots.work.alerts.turning import CALM, turn
from tests.work.alerts.town import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DOWN = Cause(AlertKind.DOWN, "practice")

Said = list[tuple[datetime, Event]]


def lived(looks: Iterable[tuple[timedelta, Cause | None]], *, reminds: bool = False) -> tuple[Said, Alert]:
    """Looks, each so long after the one before, with what was wrong then: what was told, and the alert at the end."""
    now, alerts, said = NOW, dict[int, Alert](), Said()
    for after, cause in looks:
        now += after
        for one in turn(list(alerts.values()), [cause] if cause else [], now, lambda _: reminds):
            place = len(alerts) if one.alert.id is None else one.alert.id
            alerts[place] = replace(one.alert, id=place)
            if one.event:
                said.append((now, one.event))
    return said, alerts[max(alerts)]


def test_a_cause_is_told_once_when_it_comes_and_once_when_it_is_over_with_how_long_it_lasted() -> None:
    said, alert = lived(
        [(MINUTE, replace(DOWN, since=NOW - HOUR))] + [(5 * MINUTE, DOWN)] * 40 + [(5 * MINUTE, None)] * 40
    )
    assert [event for _, event in said] == [Event.OPENED, Event.CLOSED]
    assert alert.closed is not None
    assert alert.closed - alert.since == HOUR + MINUTE + 41 * 5 * MINUTE


def test_one_that_comes_back_has_to_stay_away_until_it_is_said_to_be_over() -> None:
    back = [(MINUTE, DOWN), (MINUTE, None), (MINUTE, DOWN)]
    said, alert = lived([*back, (MINUTE, None), (59 * MINUTE, None)])
    assert [event for _, event in said] == [Event.OPENED, Event.CLOSED, Event.OPENED]
    assert alert.closed is None
    said, alert = lived([*back, (MINUTE, None), (60 * MINUTE, None)])
    assert said[-1][1] is Event.CLOSED
    assert alert.closed == NOW + 4 * MINUTE  # since when it was over, not when that was sure


def test_one_that_comes_back_before_that_is_the_same_and_is_not_told_again() -> None:
    said, alert = lived([(MINUTE, DOWN), (MINUTE, None), *[(MINUTE, DOWN), (30 * MINUTE, None)] * 20])
    assert [event for _, event in said] == [Event.OPENED, Event.CLOSED, Event.OPENED]
    assert alert.times == 21


def test_after_a_day_it_is_a_new_cause() -> None:
    said, alert = lived([(MINUTE, DOWN), (MINUTE, None), (DAY, DOWN), (MINUTE, None)])
    assert [event for _, event in said] == [Event.OPENED, Event.CLOSED] * 2
    assert alert.times == 1


@given(
    st.lists(
        st.tuples(st.integers(1, 300).map(lambda minutes: minutes * MINUTE), st.sampled_from([DOWN, None])),
        max_size=300,
    )
)
def test_whatever_a_cause_does_people_are_told_a_few_times_a_day_and_in_the_end_the_truth(
    looks: list[tuple[timedelta, Cause | None]],
) -> None:
    said, alert = lived([(MINUTE, DOWN), *looks], reminds=True)
    news = [(at, event) for at, event in said if event is not Event.REMINDER]
    assert [event for _, event in news] == ([Event.OPENED, Event.CLOSED] * len(news))[: len(news)]
    for at, _ in news:
        assert sum(at <= other < at + DAY for other, _ in news) <= 2 * len(CALM)
    reminded = [at for at, event in said if event is Event.REMINDER]
    assert all(later - earlier >= DAY for earlier, later in pairwise(reminded))
    at_last, _ = lived([(MINUTE, DOWN), *looks, (MINUTE, None), (DAY, None)], reminds=True)
    assert at_last[-1][1] is Event.CLOSED
    assert (alert.closed is None) == (news[-1][1] is Event.OPENED)


def test_people_are_reminded_once_a_day_while_it_stands_and_they_may_be() -> None:
    a_week = [(HOUR, DOWN)] * 24 * 7
    said, _ = lived(a_week, reminds=True)
    assert Counter(event for _, event in said) == {Event.OPENED: 1, Event.REMINDER: 6}
    assert Counter(event for _, event in lived(a_week, reminds=False)[0]) == {Event.OPENED: 1}


def test_a_password_is_told_of_at_each_stage_and_not_each_day() -> None:
    stages = ["14"] * 7 + ["7"] * 4 + ["3"] * 2 + ["1"]
    days = [(DAY, Cause(AlertKind.PASSWORD, "practice", stage=stage, daily=False)) for stage in stages]
    said, _ = lived(days, reminds=True)
    assert [(at - NOW).days for at, _ in said] == [1, 8, 12, 14]
