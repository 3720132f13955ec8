"""Slow servers, failing servers, and servers that take one request at a time."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from robots.practice.options import Options
from robots.practice.pace import Fault, Pace
from tests.practice.clerk import Clerk

Started = Callable[..., Clerk]
RATE = 0.2  # of faults
FIRST = "En förare som går 500 meter"


def test_one_case_answers_500_twice_and_then_works(clerk: Clerk) -> None:
    number = clerk.number_of("Ärendet svarar med fel två gånger")
    assert [clerk.get(f"/arende/{number}").status for _ in range(4)] == [500, 500, 200, 200]
    assert clerk.account()["cases"][number]["opened_by"] == ["robot", "robot"]


def test_requests_fail_when_ordered_to(clerk: Clerk) -> None:
    clerk.steer(fail_next=2)
    assert [clerk.get("/inkorg").status for _ in range(3)] == [500, 500, 200]


def test_seeded_faults_come_again_in_the_same_places() -> None:
    assert drawn(7, 100) == drawn(7, 100)
    assert drawn(7, 100) != drawn(8, 100)
    assert set(drawn(7, 100)) == {"none", "before", "after", "slow"}


def test_a_save_may_be_done_although_its_answer_is_500(started: Started) -> None:
    seed = seed_that_draws(["none", "none", "none", "none", "none", "after"])
    clerk = started(seed=seed, faults=RATE)
    answer = clerk.send(clerk.decision_form(clerk.number_of(FIRST)), "spara", motivering="Går 500 meter.")
    assert answer.status == 500
    assert clerk.account()["draft_saves"] == {"robot": 1}


def test_a_request_may_fail_before_anything_is_done(started: Started) -> None:
    seed = seed_that_draws(["none", "none", "none", "none", "none", "before"])
    clerk = started(seed=seed, faults=RATE)
    answer = clerk.send(clerk.decision_form(clerk.number_of(FIRST)), "spara", motivering="Går 500 meter.")
    assert answer.status == 500
    assert clerk.account()["draft_saves"] == {}


def seed_that_draws(faults: list[Fault]) -> int:
    """A seed whose first faults are these: two for the login, three for the way to the form, one for the save."""
    return next(seed for seed in count() if drawn(seed, len(faults)) == faults)


def drawn(seed: int, number: int) -> list[Fault]:
    pace = Pace(Options(faults=RATE, seed=seed))
    return [pace.fault() for _ in range(number)]


def test_a_session_is_served_one_request_at_a_time_where_asked_for(started: Started) -> None:
    think = 0.1
    clerk = started(think=int(think * 1000), one_at_a_time=True)
    with ThreadPoolExecutor(4) as pool:
        began = time.monotonic()
        list(pool.map(clerk.get, ["/inkorg"] * 4))
        assert time.monotonic() - began >= 4 * think


def test_two_sessions_do_not_wait_for_each_other(started: Started) -> None:
    clerk = started(one_at_a_time=True)
    other = clerk.colleague("handlaggare1")
    number = clerk.number_of(FIRST)
    page = clerk.decision_form(number)
    clerk.steer(hold=True)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(clerk.send, page, "spara", motivering="Hålls kvar.")
        assert other.get("/inkorg").status == 200
        clerk.steer(hold=False)
        assert "Utkast sparat" in held.result(timeout=10).text


def test_a_held_save_is_done_before_its_answer_comes(clerk: Clerk) -> None:
    number = clerk.number_of(FIRST)
    page = clerk.decision_form(number)
    clerk.steer(hold=True)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(clerk.send, page, "spara", motivering="Hålls kvar.")
        while not clerk.account()["draft_saves"]:
            assert not held.done()
        assert not held.done()
        clerk.steer(hold=False)
        assert held.result(timeout=10).status == 200


def test_think_time_is_taken_before_each_answer(started: Started) -> None:
    clerk = started(think=120)
    began = time.monotonic()
    clerk.get("/inkorg")
    assert time.monotonic() - began >= 0.12
