"""The course of a proof: what a run must see before a faster lane is used, what it keeps, and what voids it."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.systems.description import Lane
from robots.systems.habits import Habit
from robots.systems.lanes import AGAIN, DRAFT, READS, SAVE, SAVES, Lanes, Proof, lanes
from tests.systems.pages import described


def proven(begun: Lanes, reads: int = READS, saves: int = 0) -> Lanes:
    """The same once window and desk have read the form alike so often, and so many saves were foretold."""
    for _ in range(reads):
        begun.agreed(DRAFT)
    for _ in range(saves):
        begun.foretold()
    return begun


def test_the_desk_reads_alone_once_both_have_read_enough_cases_alike() -> None:
    begun = Lanes()
    for _ in range(READS):
        assert (begun.reads(DRAFT), begun.tries(DRAFT), begun.lane(DRAFT)) == (False, True, Lane.PAGE)
        begun.agreed(DRAFT)
    assert (begun.reads(DRAFT), begun.tries(DRAFT), begun.lane(DRAFT)) == (True, False, Lane.FETCH)
    assert not begun.reads("application"), "each screen is proven by itself"


def test_the_desk_saves_once_enough_saves_were_foretold_rightly() -> None:
    begun = proven(Lanes())
    for _ in range(SAVES):
        assert (begun.saves, begun.foretells) == (False, True)
        begun.foretold()
    assert (begun.saves, begun.foretells, begun.lane(DRAFT)) == (True, False, Lane.REPLAY)


def test_a_save_needs_its_screen_to_be_read_at_the_desk_first() -> None:
    begun = proven(Lanes(), reads=READS - 1, saves=SAVES)
    assert not begun.saves


def test_the_next_run_proves_it_anew_with_fewer_cases() -> None:
    kept = Proof.model_validate_json(proven(Lanes(), saves=SAVES).proven.model_dump_json())
    next_run = Lanes(proof=kept)
    assert not next_run.reads(DRAFT)
    assert proven(next_run, reads=AGAIN).foretells
    assert proven(next_run, reads=0, saves=AGAIN).saves


def test_a_run_that_saw_no_case_keeps_what_it_began_with() -> None:
    kept = proven(Lanes(), saves=SAVES).proven
    assert Lanes(proof=kept).proven == kept


def test_what_was_seen_of_buttons_and_scripts_is_kept_with_the_proof() -> None:
    begun = Lanes()
    begun.habits.presses["Spara"] = Habit(form=1, adds={"mål": "spara"})
    begun.habits.opens["visa({})"] = "/bilaga/{0}"
    again = Lanes(proof=Proof.model_validate_json(begun.proven.model_dump_json()))
    assert (again.habits.presses, again.habits.opens) == (begun.habits.presses, begun.habits.opens)


def test_one_comparison_that_fails_keeps_the_screen_in_the_page_lane_and_voids_the_reads_before() -> None:
    kept = proven(Lanes(), saves=SAVES).proven
    begun = proven(Lanes(proof=kept), reads=AGAIN)
    begun.differed(DRAFT, "window and desk did not read the same.")
    assert (begun.reads(DRAFT), begun.tries(DRAFT), begun.saves) == (False, False, False)
    proven(begun)
    assert not begun.reads(DRAFT), "not again in this run"
    assert begun.proven.read == {}
    assert begun.proven.refused == {DRAFT: "window and desk did not read the same."}
    assert not proven(Lanes(proof=begun.proven), reads=AGAIN).reads(DRAFT), "the next run begins from nothing"


def test_a_save_that_was_foretold_wrongly_stays_with_the_page_and_its_screen_may_still_be_fetched() -> None:
    begun = proven(Lanes(), saves=SAVES)
    begun.differed(SAVE, "the page sent something else than was foretold.")
    assert (begun.reads(DRAFT), begun.saves, begun.foretells, begun.settled) == (True, False, False, True)
    assert begun.proven.saved == 0


def test_without_a_contract_and_in_shadow_no_faster_lane_writes(tmp_path: Path) -> None:
    description = described(tmp_path).description
    kept = {"permit": proven(Lanes(), saves=SAVES).proven}
    without = proven(lanes(description, None)["permit"], saves=SAVES)
    assert (without.lane(DRAFT), without.tries(DRAFT)) == (Lane.PAGE, False)
    shadow = proven(lanes(description, kept, saves=False)["permit"], saves=SAVES)
    assert (shadow.lane(DRAFT), shadow.saves, shadow.foretells) == (Lane.FETCH, False, False)
    assert shadow.proven.saved == SAVES, "and it forgets nothing that was proven"


@pytest.mark.parametrize(("said", "lane"), [("[page]", Lane.PAGE), ("[page, fetch]", Lane.FETCH)])
def test_a_description_can_forbid_a_lane(tmp_path: Path, said: str, lane: Lane) -> None:
    description = described(tmp_path, ("limits: {wait: 10}", f"limits: {{wait: 10}}\nlanes: {said}")).description
    assert proven(lanes(description, {})["permit"], saves=SAVES).lane(DRAFT) is lane
