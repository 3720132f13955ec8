"""Decisions that people made in the practice system, followed up and held against that system's own account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from robots import yamlfile
from robots.cases import FollowUp, Met, Verdict, key_from, new_key
from robots.cases.sealing import Seal
from robots.model import State
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import approve
from robots.work.office import STORE_KEY, today
from tests.work.municipality import ROBOT, Municipality, municipality, practice

FOLLOWS = "follow-up-parking"
KEY = new_key()
CASES = {"cases": 6, "seed": 53}  # five grants and a completion
WAYS = ("as proposed", "another day", "another outcome", "other spaces", "other words")


@dataclass
class Desk:
    """People who decide in the practice system, and what the robots make of it."""

    town: Municipality
    proposed: Mapping[str, Mapping[str, str]]  # by case: the form as the hand-written key wants it
    reasons: Mapping[str, str]  # that the robot proposed
    grants: Mapping[str, str]  # the case that is decided in each of some ways
    asked: str  # the case in which the applicant is asked for something
    first: dict[str, FollowUp] = field(default_factory=dict)  # after the first follow-up
    posts: int = 0  # that saved or decided, before the first follow-up

    def decides(self, number: str, outcome: str = "", why: str = "", **values: str) -> None:
        """A caseworker decides as was proposed, but for what is said here."""
        form = {**self.proposed[number], "motivering": self.reasons[number], **values}
        made = {"case": number, "user": "handlaggare1", "outcome": outcome or form.pop("forslag")}
        self.town.steer(decide={**made, "values": form, "why": why})

    def follow(self) -> None:
        robot = self.town.starts("run", FOLLOWS)
        assert robot.ends() == 0, robot.said()

    def came_to(self) -> dict[str, FollowUp]:
        """What each case came to; the latest of each."""
        with self.town.store() as store:
            numbers = {case.id: case.number for case in store.cases()}
            found = store.follow_ups("Övningsnämnden", today() - timedelta(days=99), today())
            return {numbers[one.case_id]: one for one in found if one.latest}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with practice(**CASES) as (address, password):
        town = municipality(tmp_path_factory.mktemp("town") / "home", address, password, decided=True)
        Secrets(town.home.path).put_file(STORE_KEY, KEY)
        yamlfile.change(town.home.path / "config" / "robots.yaml", lambda tree: tree["robots"][ROBOT].update(blind=50))
        town.home = Home(town.home.path)
        _shows_the_first_page_alone(town)
        town.robot_runs()
        desk = _at_desk(town)
        _people_decide(desk)
        desk.posts = len(town.writing_posts())
        desk.follow()
        desk.first = desk.came_to()
        yield desk
        town.ends()


def _shows_the_first_page_alone(town: Municipality) -> None:
    """Of the list of decided cases, whose newest rows stand there; it is approved so."""

    def first(tree: Any) -> None:
        del tree["decided"]["next"], tree["decided"]["total"]

    yamlfile.change(town.home.path / "config" / "systems" / "practice.yaml", first)
    town.home = approve(town.home, ROBOT, by="test", reference="practice data only")


def _at_desk(town: Municipality) -> Desk:
    key = town.account("/facit")["cases"]
    proposed = {number: right["draft"] for number, right in key.items() if right["state"] == "verified"}
    with town.store() as store:
        said = {number: store.history(number, reader="test").proposals[-1].proposal for number in proposed}
    grants = [number for number, form in proposed.items() if form["forslag"] == "Bifall"]
    (asked,) = proposed.keys() - set(grants)
    proposed[asked] = {**proposed[asked], "svar_senast": str(said[asked].values["answer_by"])}
    reasons = {number: proposal.reasons for number, proposal in said.items()}
    return Desk(town, proposed, reasons, dict(zip(WAYS, grants, strict=True)), asked)


def _people_decide(desk: Desk) -> None:
    spaced = desk.reasons[desk.grants["other spaces"]].replace(" ", "  ").replace(".", ".\n\n")
    desk.decides(desk.grants["as proposed"])
    desk.decides(desk.grants["another day"], galler_till="2027-01-31", why="Intyget räcker kortare")
    desk.decides(desk.grants["another outcome"], "Avslag", why="Annan bedömning")
    desk.decides(desk.grants["other spaces"], motivering=spaced)
    desk.decides(desk.grants["other words"], motivering="Du får ditt tillstånd.")
    desk.decides(desk.asked)


def expected(desk: Desk, number: str) -> tuple[Verdict, bool]:
    """A decision as the practice system's own account tells it: what it comes to, and whether in the same words."""
    made = desk.town.account()["cases"][number]["decisions"][-1]
    right = {**desk.proposed[number]}
    words = made["values"]["motivering"].split() == desk.reasons[number].split()
    if made["outcome"] != right.pop("forslag"):
        return Verdict.OVERRULED, words
    same = all(made["values"][name] == value for name, value in right.items())
    return Verdict.AGREED if same else Verdict.CHANGED, words


def test_every_decision_comes_to_what_the_account_says(desk: Desk) -> None:
    assert desk.first.keys() == {*desk.grants.values(), desk.asked}
    for number, one in desk.first.items():
        verdict, words = expected(desk, number)
        told = one.compared
        assert (number, told.verdict, told.unread) == (number, verdict, None)
        if verdict != Verdict.OVERRULED:
            assert told.wording == {"reasons": Verdict.AGREED if words else Verdict.CHANGED}


def test_the_field_the_reason_and_the_rules_row_are_known_and_nobody_who_decided(desk: Desk) -> None:
    changed = desk.first[desk.grants["another day"]].compared
    assert (changed.differing, changed.why) == (("valid_to",), "Intyget räcker kortare")
    assert changed.row
    assert desk.first[desk.grants["another outcome"]].compared.fields == {}
    assert "Testhandläggare" not in str(desk.first)
    assert desk.town.state_of(desk.asked)[0] is State.WAITING


def test_blind_cases_had_no_draft_and_no_list_showed_their_proposal(desk: Desk) -> None:
    blind = {number for number in desk.proposed if Seal(key_from(KEY)).lot("practice", number) < 0.5}
    saves = desk.town.saves()
    assert {number: saves[number] for number in desk.proposed} == {n: int(n not in blind) for n in desk.proposed}
    met = {number: one.met for number, one in desk.first.items()}
    assert met == {number: Met.BLIND if number in blind else Met.DRAFTED for number in desk.first}


def test_following_up_wrote_nothing_and_left_every_case(desk: Desk) -> None:
    events = desk.town.account("/handelser")
    assert len(desk.town.writing_posts()) == desk.posts
    assert {event["target"] for event in events if event["user"] == "robot"} <= {"", "spara", "flik", "lamna"}
    assert desk.town.account()["locks"] == {}
    with desk.town.store() as store:
        assert store.to_follow("practice", "parking_permit") == []


def test_a_later_correction_counts_and_a_reopened_case_is_never_taken_for_decided(desk: Desk) -> None:
    corrected, reopened = desk.grants["another outcome"], desk.grants["another day"]
    desk.town.steer(reopen=corrected)
    desk.decides(corrected)
    desk.town.steer(reopen=reopened)
    desk.follow()
    now = desk.came_to()
    assert now[corrected].compared.verdict == expected(desk, corrected)[0] == Verdict.AGREED
    assert now[reopened] == desk.first[reopened]  # nobody has decided it anew
    with desk.town.store() as store:
        told = store.history(corrected, reader="test").decisions
    assert [one.verdict for one in told] == [Verdict.OVERRULED, Verdict.AGREED]


def test_a_decision_whose_label_is_gone_is_not_read_and_never_agreed(desk: Desk) -> None:
    def renamed(tree: Any) -> None:
        tree["cases"]["parking_permit"]["decision"]["fields"]["valid_to"]["label"] = "Giltigt till"

    number = desk.grants["as proposed"]
    desk.town.steer(reopen=number)
    desk.decides(number, "Avslag")
    yamlfile.change(desk.town.home.path / "config" / "systems" / "practice.yaml", renamed)
    desk.follow()
    compared = desk.came_to()[number].compared
    assert (compared.verdict, compared.outcome) == (Verdict.UNKNOWN, None)
    assert compared.unread is not None
    assert "Giltigt till" in compared.unread
    with desk.town.store() as store:
        assert store.to_follow("practice", "parking_permit") == [number]  # the next follow-up tries it again
