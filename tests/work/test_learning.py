"""Learning from beginning to end, in a home folder: what is asked, what is written, and what it leaves behind."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from robots.errors import ConfigError, LoginRefused, StopAsked
from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT
from robots.settings import Home
from robots.systems.credentials import Credentials
from robots.systems.description import open_system
from robots.words import Words
from robots.work.approving import trial_home
from robots.work.checking import check_pages, open_checked
from robots.work.learning import Outcome, Target, learn_system, name_for

STARTER = Path(__file__).parents[2]
TABS = ("Ansökan", "Underlag", "Beslut")


@dataclass
class Person:
    """Who sits at the terminal: allows the tabs, confirms, and adds a word."""

    asked: list[str] = field(default_factory=list)

    def which(self, question: str, options: Sequence[str]) -> int | None:
        self.asked.append(question)
        assert options
        return 0

    def whether(self, question: str) -> bool | None:
        self.asked.append(question)
        return True

    def name(self, question: str, known: Sequence[str]) -> str | None:
        self.asked.append(question)
        return known[0]

    def more(self, question: str, known: Sequence[str]) -> list[str] | None:
        self.asked.append(question)
        assert "Fatta beslut" in known
        return ["Expediera"]


@dataclass(frozen=True)
class Learned:
    """A home in which a system was learned by a person."""

    home: Home
    person: Person
    outcome: Outcome
    address: str
    locks: dict[str, str]


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learned]:
    from tests.practice.clerk import Clerk

    with PracticeServer(Options(day=date(2026, 11, 23))) as server:
        folder = tmp_path_factory.mktemp("learning") / "home"
        home = trial_home(STARTER, folder, system="practice", address=server.address, password=ROBOT.password)
        person = Person()
        target = Target("ovning", server.address, ROBOT.login, ROBOT.password, flow="parking_permit")
        outcome = learn_system(home, target, person, Words("sv"))
        yield Learned(home, person, outcome, server.address, Clerk(server.address).account()["locks"])


def test_a_learned_description_agrees_with_its_flow(learned: Learned) -> None:
    system, flows = open_checked(Home(learned.home.path), "ovning")
    assert system.description.address == learned.address
    assert [flow.flow.name for flow in flows] == ["parking_permit"]


def test_a_check_reads_every_field_with_it(learned: Learned) -> None:
    home = Home(learned.home.path)
    system, flows = open_checked(home, "ovning")
    checked = asyncio.run(check_pages(home, system, flows, Credentials(ROBOT.password), cases=3))
    assert {field.read + field.empty + field.unknown for field in checked.fields} == {3}
    unclear = {why for field in checked.fields for why in field.why}
    assert unclear <= {"its check digit or date is wrong"}  # one story of the practice system is about that


def test_a_person_confirms_four_things_and_the_file_says_who(learned: Learned) -> None:
    assert len(learned.outcome.confirmed) == 4
    assert learned.outcome.unconfirmed == ()
    text = learned.outcome.file.read_text(encoding="utf-8")
    assert "Bekräftat av" in text
    assert "bekräfta att detta sparar" not in text  # what was confirmed is unsure no more


def test_each_thing_is_asked_once(learned: Learned) -> None:
    assert len(learned.person.asked) == len(set(learned.person.asked))


def test_what_a_person_adds_is_never_pressed(learned: Learned) -> None:
    description = open_system(learned.outcome.file).description
    assert description.never.press == ("Fatta beslut", "Expediera")


def test_a_label_that_tells_of_protection_stops_the_robot(learned: Learned) -> None:
    (mark,) = open_system(learned.outcome.file).description.cases["parking_permit"].stops.marks
    assert (mark.label, mark.fine) == (("Sekretessmarkering",), ("Nej",))


def test_the_page_shows_three_cases_and_only_this_account_can_read_it(learned: Learned) -> None:
    page = learned.outcome.page
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    text = page.read_text(encoding="utf-8")
    assert text.count("data:image/jpeg") >= 3
    assert "Personnummer" in text
    assert "Vad som lärts om ovning" in text


def test_no_value_of_a_case_stands_in_the_file(learned: Learned) -> None:
    text = learned.outcome.file.read_text(encoding="utf-8")
    values = {
        value.text
        for screen in learned.outcome.learned.seen
        for pane in screen.panes.values()
        for place in pane.places
        if place.label in ("Personnummer", "Namn", "Adress", "Telefon", "E-post", "Meddelande")
        for value in [place.spot]
        if len(value.text) > 3
    }
    assert len(values) > 10
    assert [value for value in values if value in text] == []


def test_every_case_that_was_held_against_the_proposal_is_left(learned: Learned) -> None:
    verified = learned.outcome.verified
    assert verified is not None
    assert verified.cases == 12
    assert ROBOT.login not in learned.locks.values()


def test_a_name_that_is_taken_is_told_and_nothing_is_asked(learned: Learned) -> None:
    before = learned.outcome.file.read_bytes()
    with pytest.raises(ConfigError, match="is there already"):
        learn_system(learned.home, Target("ovning", learned.address, "robot", "x"), Person(), Words("sv"))
    assert learned.outcome.file.read_bytes() == before


def test_a_refused_password_is_not_sent_again(learned: Learned) -> None:
    target = Target("other", learned.address, ROBOT.login, "wrong")
    for said in ("refused", "has refused this password before"):
        with pytest.raises(LoginRefused, match=said):
            learn_system(learned.home, target, Person(), Words("sv"))
    assert not learned.home.system_file("other").exists()


def test_where_stop_stands_nothing_is_opened(learned: Learned) -> None:
    learned.home.stop_file.touch()
    try:
        with pytest.raises(StopAsked):
            learn_system(learned.home, Target("third", learned.address, "robot", "x"), Person(), Words("sv"))
    finally:
        learned.home.stop_file.unlink()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.arenden.kommun.se/x", "arenden"),
        ("http://127.0.0.1:8765", "learned"),
        ("https://bygg-r.se", "bygg"),
    ],
)
def test_a_system_is_named_by_its_host(address: str, name: str) -> None:
    assert name_for(address) == name
