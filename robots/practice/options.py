"""How a practice system is started."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo


def today() -> date:
    """The day in Sweden, wherever the machine stands: around midnight another day may be elsewhere."""
    return datetime.now(ZoneInfo("Europe/Stockholm")).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What differs between one practice system and another; two with the same seed and day hold the same cases."""

    port: int = 0  # 0: any free port
    seed: int = 1  # other seeds draw other people, values, dates and order for the same stories
    day: date = field(default_factory=today)  # the day it is started for; every date in it is relative to this one
    cases: int | None = None  # new cases of each type; without, each story is told once, beyond that anew
    types: tuple[str, ...] = ("parking_permit",)  # folders of types/, their cases mixed in the lists
    counts: Mapping[str, int] = field(default_factory=dict)  # new cases of a type that is to have a number of its own
    hostile: bool = False  # also the stories of odd and hostile applications, each once
    think: int = 0  # milliseconds the server thinks before it answers a page
    session: float = 1200.0  # seconds without a request until a session is over
    faults: float = 0.0  # share of requests (0 to 1) answered by 500 or slowly
    one_at_a_time: bool = False  # serve one request at a time in each session, as ASP.NET does
    version: Literal[1, 2] = 1  # 2: the pages after the vendor's upgrade, see robots.practice.upgrade
