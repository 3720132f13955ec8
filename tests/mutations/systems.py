"""The four systems whose pages are changed: the practice system and three that nobody made for robots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT as PRACTISING
from robots.work.office import today
from tests.mutations.place import Place, prepared
from tests.systems.helpdesk import Helpdesk
from tests.systems.parking import ROBOT
from tests.systems.roundup import Roundup
from tests.systems.served import Served
from tests.systems.trac import Trac

PRACTICE = "practice"


@contextmanager
def practice(folder: Path) -> Iterator[Place]:
    """The practice system with eight cases, of which two are renewals with earlier permits."""
    with (
        PracticeServer(Options(cases=8, seed=63, day=today())) as server,
        prepared(PRACTICE, server.address, PRACTISING.password, folder / "home") as place,
    ):
        yield place


@contextmanager
def real(served: type[Served], folder: Path) -> Iterator[Place]:
    """A real system, made and seeded."""
    name = served.here.name
    with (
        served(folder / name, day=today()) as running,
        prepared(name, running.address, ROBOT.password, folder / "home") as place,
    ):
        yield place


SYSTEMS: Mapping[str, Callable[[Path], AbstractContextManager[Place]]] = {
    PRACTICE: practice,
    **{served.here.name: partial(real, served) for served in (Roundup, Trac, Helpdesk)},
}
