"""Alerts in the store: each open once, each message waiting until it was sent, and what they are decided by."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

from robots.cases import Store
from robots.cases.alerts import HELD, KEPT, Alert, Event, Turned
from robots.cases.watching import RunCount
from robots.errors import Reason
from robots.model import Mode
from tests.cases.desk import VERSIONS, Clock, Desk, row

IT, TEAMS = "it@kommun.example", "alerts.teams"
HOUR = timedelta(hours=1)


def down(clock: Clock) -> Alert:
    return Alert("down", "practice", clock.at - HOUR, clock.at, ("night",), {"days": 3, "probe": "08:20"})


def opened(store: Store, clock: Clock, *recipients: str) -> Alert:
    """An alert that was just noticed, with a message to each recipient."""
    (turned,) = store.turn_alerts(lambda _: [Turned(down(clock), Event.OPENED)], clock.at, recipients)
    return turned.alert


def closed(store: Store, clock: Clock, alert: Alert, *recipients: str) -> None:
    over = Turned(replace(alert, gone=clock.at, closed=clock.at), Event.CLOSED)
    store.turn_alerts(lambda _: [over], clock.at, recipients)


def test_an_alert_is_given_back_as_it_was_noted(store: Store, clock: Clock) -> None:
    alert = opened(store, clock)
    assert store.alerts() == [replace(down(clock), id=alert.id)]
    seen: list[Sequence[Alert]] = []
    store.turn_alerts(lambda alerts: seen.append(alerts) or [], clock.at, [])  # type: ignore[func-returns-value]
    assert seen == [[alert]]
    closed(store, clock, alert)
    assert store.alerts() == []
    assert [one.closed for one in store.alerts(clock.at - HOUR)] == [clock.at]


def test_several_processes_that_look_at_once_open_an_alert_once_and_send_a_message_once(
    store: Store, clock: Clock
) -> None:
    def turn(alerts: Sequence[Alert]) -> list[Turned]:
        return [] if alerts else [Turned(down(clock), Event.OPENED)]

    def look(_: int) -> int:
        store.turn_alerts(turn, clock.at, [IT])
        return len(store.take_messages([IT], clock.at, None))

    with ThreadPoolExecutor(4) as looks:
        assert sum(looks.map(look, range(8))) == 1
    assert len(store.alerts()) == 1


def test_a_message_waits_for_each_recipient_until_it_was_sent_to_that_one(store: Store, clock: Clock) -> None:
    alert = opened(store, clock, IT, TEAMS)
    mail, hook = store.take_messages([IT, TEAMS], clock.at, None)
    assert [(one.recipient, one.event, one.alert) for one in (mail, hook)] == [
        (IT, Event.OPENED, alert),
        (TEAMS, Event.OPENED, alert),
    ]
    store.message_sent(mail, clock.at)
    store.message_failed(hook, "no answer")
    (again,) = store.take_messages([IT, TEAMS], clock.at, None)
    assert (again.recipient, again.tries, again.failure) == (TEAMS, 1, "no answer")
    assert [one.recipient for one in store.messages()] == [TEAMS]
    assert [(one.recipient, one.sent) for one in store.messages([alert.id or 0])] == [(IT, clock.at), (TEAMS, None)]


def test_a_message_of_a_process_that_died_is_taken_by_another(store: Store, clock: Clock) -> None:
    opened(store, clock, IT)
    assert len(store.take_messages([IT], clock.at, None)) == 1
    assert store.take_messages([IT], clock.at + HELD - timedelta(seconds=1), None) == []
    assert len(store.take_messages([IT], clock.at + HELD, None)) == 1


def test_what_was_over_before_it_could_be_told_is_told_as_over_and_only_so(store: Store, clock: Clock) -> None:
    alert = opened(store, clock, IT)
    closed(store, clock, alert, IT)
    assert [one.event for one in store.take_messages([IT], clock.at, None)] == [Event.CLOSED]


def test_what_is_over_while_it_is_being_told_is_told_as_over_too(store: Store, clock: Clock) -> None:
    alert = opened(store, clock, IT)
    (sending,) = store.take_messages([IT], clock.at, None)
    closed(store, clock, alert, IT)
    store.message_sent(sending, clock.at)
    assert [one.event for one in store.take_messages([IT], clock.at, None)] == [Event.CLOSED]


def test_only_kinds_that_are_asked_for_are_given_and_recipients_that_are_gone_wait_no_longer(
    store: Store, clock: Clock
) -> None:
    opened(store, clock, IT, TEAMS)
    assert store.take_messages([IT, TEAMS], clock.at, ["leaks"]) == []
    assert [one.recipient for one in store.take_messages([TEAMS], clock.at, None)] == [TEAMS]
    assert store.take_messages([IT, TEAMS], clock.at, None) == []


def test_an_alert_that_is_long_over_is_forgotten_with_its_messages(store: Store, clock: Clock) -> None:
    closed(store, clock, opened(store, clock, IT), IT)
    opened(store, clock, IT)
    store.turn_alerts(lambda _: [], clock.at + KEPT + HOUR, [])
    assert [one.closed for one in store.alerts(clock.at - KEPT)] == [None]
    assert len(store.take_messages([IT], clock.at + HELD, None)) == 1


def test_a_run_counts_what_it_found_and_brought_to_an_end(desk: Desk, store: Store, clock: Clock) -> None:
    desk.has_proposed("2026-1", "201212121212")
    claim = desk.has("2026-2")
    store.hand_over(claim, Reason.LOCKED, "a colleague has it open")
    desk.has("2026-3")
    store.end_run(desk.run, outcome="done")
    first = clock.at
    clock.turn(days=1)
    desk.new_run()
    counts = store.run_counts(first - HOUR)
    assert counts == [
        RunCount("robot-a", first, "done", found=3, ended=2, handed_over=1),
        RunCount("robot-a", clock.at, None, found=0, ended=0, handed_over=0),
    ]
    assert store.run_counts(clock.at + HOUR) == []


def test_the_latest_run_of_each_robot_tells_how_it_stands_and_when_it_gave_its_last_sign(
    desk: Desk, store: Store, clock: Clock
) -> None:
    store.end_run(desk.run, outcome="SystemDown")
    down_at = clock.at
    clock.turn(hours=1)
    store.end_run(desk.new_run(), outcome="StopAsked")
    clock.turn(hours=1)
    desk.new_run()
    clock.turn(minutes=7)
    desk.has_proposed()
    other = {"system": "practice", "flow": "parking_permit", "mode": Mode.SHADOW, "versions": VERSIONS}
    store.begin_run(robot="robot-b", **other)  # type: ignore[arg-type]
    mine, others = store.latest_runs()
    assert (mine.ended, mine.sign, others.robot) == (None, clock.at, "robot-b")
    (stopped,) = store.latest_runs(ended=True)
    assert stopped.outcome == "StopAsked"
    (ended,) = store.latest_runs(besides=["StopAsked"], ended=True)
    assert (ended.outcome, ended.sign) == ("SystemDown", down_at)


def test_cases_that_are_due_are_counted_by_robot_until_they_are_decided(desk: Desk, store: Store) -> None:
    desk.reads_inbox(row("2026-1", day=1), row("2026-2", day=2), row("2026-3", day=9))
    assert store.due_by(date(2027, 1, 1)) == {"robot-a": 2}  # 60 days after they came
    desk.reads_inbox(row("2026-2", day=2), row("2026-3", day=9))
    claim = desk.claims("2026-1")
    assert claim is not None
    store.withdrawn(claim)
    assert store.due_by(date(2027, 1, 1)) == {"robot-a": 1}


def test_failed_cases_are_counted_by_robot(desk: Desk, store: Store) -> None:
    store.put_back(desk.has(), "no page", after=HOUR, most=1)
    assert store.failed_cases() == {"robot-a": 1}


def test_what_was_last_done_with_the_store_is_known_by_its_name(store: Store, clock: Clock) -> None:
    assert store.last_noted("backup") is None
    store.note("clerk-one", "backup")
    noted = clock.at
    clock.turn(days=1)
    store.note("clerk-one", "purge")
    assert store.last_noted("backup") == noted


def test_what_is_watched_is_watched_since_it_is_as_it_is(store: Store, clock: Clock) -> None:
    first = clock.at
    assert store.watched({"night": "30 2 * * *", "day": "0 8 * * *"}, first) == {"night": first, "day": first}
    clock.turn(days=1)
    since = store.watched({"night": "30 2 * * *", "day": "0 9 * * *"}, clock.at)
    assert since == {"night": first, "day": clock.at}
