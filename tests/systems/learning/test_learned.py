"""What is learned of the practice system and of Roundup, held against the descriptions that were written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from robots.flow import open_flow
from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT as PRACTICE_ROBOT
from robots.systems.description import SystemFile, open_system
from robots.systems.learning import learn
from robots.systems.learning.described import Described, Learned
from robots.systems.learning.proposal import describe
from robots.systems.learning.verifying import Verified, verify
from robots.systems.learning.widening import take_up
from robots.systems.learning.writing import written
from robots.words import Words
from robots.work.matching import agree
from robots.work.purpose import purpose_of
from tests.systems.conftest import Walled
from tests.systems.helpdesk import Helpdesk
from tests.systems.learning.measuring import Measured, measure, readings, saved
from tests.systems.parking import ROBOT
from tests.systems.roundup import Roundup
from tests.systems.served import Served
from tests.systems.trac import Trac

pytestmark = [pytest.mark.proof, pytest.mark.asyncio(loop_scope="session")]

STARTER = Path(__file__).parents[3]
FLOW = open_flow(STARTER / "flows" / "parking_permit")
DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Held:
    """A learned description, and how it holds against the hand-written one."""

    system: SystemFile
    described: Described
    verified: Verified
    measured: Measured


async def held(
    walled: Walled, folder: Path, name: str, address: str, robot: tuple[str, str], press: Sequence[str]
) -> Held:
    """Learn a system, hold it against its cases, and against the description that ships."""
    user, password = robot
    purpose = purpose_of(FLOW)
    learned: Learned = await learn(
        walled.browser, walled.firewall, address, "learned", user, password,
        purpose=purpose, may_press=lambda text: text in press, pick=lambda found: found[0],
    )  # fmt: skip
    described = describe(learned, purpose, lambda text: text in press)
    system = open_system(saved(folder, written(described, "Learned.", Words("en"))))
    verified = await verify(walled.browser, walled.firewall, system, password, shut=learned.shut)
    if take_up(described, purpose, verified):
        system = open_system(saved(folder, written(described, "Learned.", Words("en"))))
        shut = learned.shut | verified.opened
        verified = await verify(walled.browser, walled.firewall, system, password, shut=shut)
        take_up(described, purpose, verified)
    system = open_system(saved(folder, written(described, "Learned.", Words("en"))))
    by_hand = open_system(STARTER / "config" / "systems" / f"{name}.yaml", address=address)
    numbers = [row.number for row in learned.inbox.rows if not row.marked]
    ours = await readings(walled, by_hand, "parking_permit", password, numbers)
    theirs = await readings(walled, system, "parking_permit", password, list(ours))
    case = by_hand.description.cases["parking_permit"]
    return Held(system, described, verified, measure(case, ours, theirs))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def practice(walled: Walled, tmp_path_factory: pytest.TempPathFactory) -> Held:
    tabs = ("Ansökan", "Underlag", "Beslut", "Lämna ärendet")
    robot = PRACTICE_ROBOT.login, PRACTICE_ROBOT.password
    with PracticeServer(Options(day=DAY)) as server:
        return await held(walled, tmp_path_factory.mktemp("practice"), "practice", server.address, robot, tabs)


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundup]:
    with Roundup(tmp_path_factory.mktemp("tracker") / "home", day=date(2026, 11, 20)) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def roundup(walled: Walled, tracker: Roundup, tmp_path_factory: pytest.TempPathFactory) -> Held:
    robot = ROBOT.name, ROBOT.password
    return await held(walled, tmp_path_factory.mktemp("roundup"), "roundup", tracker.address, robot, ())


def tell(capsys: pytest.CaptureFixture[str], name: str, one: Held) -> None:
    """Print the figures where they are seen."""
    with capsys.disabled():
        print(f"\nlearned {name}: {one.measured}")  # noqa: T201


async def test_the_practice_system_is_learned(practice: Held, capsys: pytest.CaptureFixture[str]) -> None:
    tell(capsys, "practice", practice)
    agree(practice.system, FLOW)
    assert practice.measured.wrong == []
    assert practice.measured.share >= 0.95
    assert len(practice.measured.lines) <= 3


async def test_of_the_practice_system_the_whole_inbox_is_read(practice: Held) -> None:
    assert practice.verified.complete
    assert practice.verified.cases == 12


async def test_what_decides_in_the_practice_system_is_under_never(practice: Held) -> None:
    never = practice.described.tree["never"]
    assert never["press"] == ["Fatta beslut"]
    assert never["send"] == [{"to": "POST /handlaggning", "with": {"__EVENTTARGET": "fatta"}}]


async def test_roundup_is_learned(roundup: Held, capsys: pytest.CaptureFixture[str]) -> None:
    tell(capsys, "Roundup", roundup)
    agree(roundup.system, FLOW)
    assert roundup.measured.wrong == []
    assert roundup.measured.share >= 0.95
    assert len(roundup.measured.lines) <= 3


async def test_of_roundup_the_whole_inbox_is_read(roundup: Held) -> None:
    assert roundup.verified.complete
    assert roundup.verified.cases == 12


@pytest.mark.parametrize(("name", "system", "share"), [("trac", Trac, 0.99), ("helpdesk", Helpdesk, 0.8)])
async def test_a_system_that_shows_an_application_in_a_text_is_learned(
    name: str,
    system: type[Served],
    share: float,
    walled: Walled,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with system(tmp_path / name, day=date(2026, 11, 20)) as served:
        one = await held(walled, tmp_path, name, served.address, (ROBOT.name, ROBOT.password), ())
    tell(capsys, name, one)
    assert one.measured.wrong == []
    assert one.measured.share >= 0.95
    assert one.measured.share_in_texts >= share
    assert one.verified.complete
