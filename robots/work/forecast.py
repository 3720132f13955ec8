"""What an upgrade will bring: a system's test environment, checked as the system itself is, told on a page to print.

It is for the vendor too: it names screens, labels and robots, how many cases are due, and no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from robots.cases import AcceptedContract, Store
from robots.folders import own
from robots.model import SWEDEN
from robots.settings import Home
from robots.work.checking import Checked, told

AHEAD = timedelta(days=14)
"""How far ahead the cases are counted that will be due."""


@dataclass(frozen=True)
class Break:
    """One thing that a robot will stop at."""

    flow: str  # none: it stops all
    screen: str
    label: str
    says: str


@dataclass(frozen=True)
class Stopping:
    """A robot that will stop, and how many undecided cases it has that are due soon."""

    robot: str
    flow: str
    due: int
    owner: str


@dataclass(frozen=True)
class Forecast:
    """What was found in a test environment."""

    system: str
    title: str
    environment: str
    address: str
    at: datetime
    until: datetime  # cases that are due by then are counted
    cases: int  # that were read there
    accepted: AcceptedContract | None
    breaks: tuple[Break, ...]
    stopping: tuple[Stopping, ...]
    notes: tuple[str, ...]  # what is otherwise and stops nothing
    fine: int  # fields that are as they were


def forecast(home: Home, store: Store, checked: Checked, environment: str, at: datetime) -> Forecast:
    """What a check of a test environment means for the robots of the system itself."""
    description, until = checked.system.description, at + AHEAD
    breaks = (*_unfit(checked), *_changed(checked))
    broken = {(one.flow, one.screen, one.label) for one in breaks}
    read = [field for field in checked.fields if field.times or field.under]
    return Forecast(
        system=checked.system.name,
        title=description.title,
        environment=environment,
        address=description.address,
        at=at,
        until=until,
        cases=checked.cases,
        accepted=store.contract(checked.system.name),
        breaks=breaks,
        stopping=tuple(_stopping(home, store.due_by(until.astimezone(SWEDEN).date()), checked.system.name, breaks)),
        notes=tuple(dict.fromkeys(change.says for change in checked.notes)),
        fine=sum((field.flow, field.screen, field.label) not in broken for field in read),
    )


def page_for(home: Home, system: str, environment: str, at: datetime) -> Path:
    """Where the page goes when nobody says otherwise."""
    return home.data / "reports" / f"rehearsal-{system}-{environment}-{at.astimezone(SWEDEN):%Y%m%d-%H%M}.html"


def write(forecast: Forecast, path: Path, home: Home) -> Path:
    """Write it as one page that needs nothing else."""
    from robots.words import Words
    from robots.work.insight import pages

    language = home.settings.language
    html = pages(Words(language)).get_template("forecast.html").render(seen=forecast, language=language)
    own(path.parent)
    path.write_text(html, encoding="utf-8")
    return path


def _unfit(checked: Checked) -> list[Break]:
    """What does not fit the description, without its place in the file, which is told before a colon."""
    return [Break(flow, "", "", line) for line, flow in checked.complaints.items()]


def _changed(checked: Checked) -> list[Break]:
    """What is otherwise than accepted."""
    labels = {(field.flow, field.screen, field.field): field.label for field in checked.fields}
    found = []
    for change in checked.changes:
        if change.field:
            flow, screen = _where(change.screen)
            label = labels.get((flow, screen, change.field), "")
            found.append(Break(flow, screen, label, told(checked.system, change)))
    return found


def _where(screen: str) -> tuple[str, str]:
    """Flow and screen of "cases/parking_permit/screens/basis"; a list of cases has no flow."""
    _, *rest = screen.split("/")
    return (rest[0], next((part for part in reversed(rest) if part not in ("marks",)), "")) if rest else ("", screen)


def _stopping(home: Home, due: Mapping[str, int], system: str, breaks: tuple[Break, ...]) -> list[Stopping]:
    flows = {one.flow for one in breaks}
    return [
        Stopping(name, part.flow or "", due.get(name, 0), part.owner or "")
        for name, part in home.robots.items()
        if part.system == system and ("" in flows or part.flow in flows)
    ]
