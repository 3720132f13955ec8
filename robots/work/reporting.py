"""The reports of a home folder, in the words of its flows and systems: written into data/reports, and delivered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from loguru import logger

from robots.cases import Store
from robots.errors import ConfigError, RobotError
from robots.folders import own
from robots.reports.names import Names
from robots.reports.wording import addresses_of, flow_names
from robots.settings import Home, RobotPart
from robots.systems.description import open_system
from robots.words import Language, Words
from robots.work.delivering import Notice, file_name, folders_of, notify
from robots.work.office import account, open_store, today
from robots.work.placing import Notes, Placed, place
from robots.work.terms import terms_of


@dataclass(frozen=True)
class Written:
    """One workbook: whose it is, and where it lies."""

    whose: str  # a unit or a caseworker; empty: everybody's
    places: tuple[Placed, ...]  # the first in data/reports


def write_report(
    home: Home,
    report: str,
    out: Path,
    *,
    day: date,
    week: str | None = None,
    language: Language,
    store: Store | None = None,
) -> Path:
    """Write one workbook where somebody wants it: all cases of the worklist, or what is made of a week.

    Args:
        home: The home folder.
        report: "worklist", "weekly", or the name of a report of the home folder.
        out: The workbook to write.
        day: The day that the worklist is for.
        week: The week of the weekly workbook, such as 2026-W47; the day's own without.
        language: Which it is written in.
        store: Where it is open already.

    Raises:
        ConfigError: A flow or description cannot be read, or the home's systems belong to several authorities.
    """
    from robots.reports.worklist import write_worklist

    names = names_of(home)
    if out.is_relative_to(home.data):  # elsewhere the person who named the place says who may look there
        own(out.parent)
    with nullcontext(store) if store else open_store(home) as opened:
        if report == "worklist":
            listed = write_worklist(opened, out, names=names, day=day, language=language)
            opened.note(account(), "worklist", f"cases: {listed.cases}")
        else:
            _write_week(home, opened, report, out, names, week or week_of(day), language)
    return out


def _write_week(home: Home, store: Store, report: str, out: Path, names: Names, week: str, language: Language) -> None:
    """Write the weekly workbook, or a report of the home folder about a week."""
    from robots.reports.own import open_report, write_own
    from robots.reports.weekly import write_weekly
    from robots.reports.weeks import Week

    terms = terms_of(home, store)
    if report == "weekly":
        write_weekly(store, out, names=names, week=week, language=language, terms=terms)
    else:
        mine = open_report(home.report_file(report))
        write_own(store, out, mine, names=names, week=Week.parse(week), language=language, terms=terms)


@dataclass
class Put:
    """What a report came to: its workbooks, and the folders that took none."""

    written: list[Written] = field(default_factory=list)
    troubles: list[RobotError] = field(default_factory=list)

    def settled(self) -> list[Written]:
        """The workbooks, once all of them are where they belong.

        Raises:
            RobotError: The first thing that went wrong; the others are logged.
        """
        for trouble in self.troubles[1:]:
            logger.error("{}", trouble)
        if self.troubles:
            raise self.troubles[0]
        return self.written


def put_report(
    home: Home,
    robot: str,
    *,
    day: date | None = None,
    week: str | None = None,
    language: Language,
    store: Store | None = None,
) -> Put:
    """Write a report into data/reports and into the folders that config/robots.yaml names for it.

    Args:
        home: The home folder.
        robot: A report of config/robots.yaml; "worklist" and "weekly" need not stand there.
        day: The day of a worklist; today without.
        week: The week of the weekly workbook; the last whole one without.
        language: Which it is written in.
        store: Where it is open already.

    Raises:
        ConfigError: What it is made of cannot be read, or data/reports cannot be written to.
    """
    part, day = report_part(home, robot), day or today()
    shelf, say = own(home.data / "reports"), Words(language)
    notes, put = Notes(home.data / "delivered.json"), Put()
    beside = TemporaryDirectory(dir=shelf, prefix=".made-")  # one that a kill left goes by retention
    with nullcontext(store) if store else open_store(home) as opened, beside as made:
        for whose, file in _made(home, opened, part, Path(made), day, week or last_week(day), language):
            places = [place(file, shelf, notes, say)]
            for folder in folders_of(home, part, whose):
                try:
                    places.append(place(file, folder, notes, say))
                except ConfigError as trouble:
                    put.troubles.append(trouble)
            if any(way.folder for way in part.to) and not any(folders_of(home, part, whose)):
                logger.warning('no folder is named for the worklist of "{}"; it lies in {}', whose, shelf)
            put.written.append(Written(whose, tuple(places)))
    for there in (there for one in put.written for there in one.places if there.why):
        logger.warning("{}", kept_beside(there))
    return put


def deliver_report(home: Home, store: Store, robot: str) -> list[Written]:
    """Write what is due today, and tell those who are to know: by mail with the workbook, by webhook with a link.

    Raises:
        RobotError: Something could not be written, or somebody not told; all others have theirs.
    """
    part, day = report_part(home, robot), today()
    language, week = home.settings.language, last_week(day)
    put = put_report(home, robot, day=day, week=week, language=language, store=store)
    period = day.isoformat() if part.report == "worklist" else week
    notice = Notice(part, period, put.written[0].places[0].path, Words(language))
    for way in part.to:
        try:
            notify(home, notice, way)
        except RobotError as failed:
            put.troubles.append(failed)
    return put.settled()


def kept_beside(placed: Placed) -> str:
    """What to say of a report that does not lie under its own name."""
    own_name = placed.path.name.partition(" (")[0] + placed.path.suffix
    return f'"{own_name}" {placed.why} and was left as it is; the new one is {placed.path}'


def report_part(home: Home, robot: str) -> RobotPart:
    """A report of config/robots.yaml by its name, or, where none is named so, the first of that kind.

    Raises:
        ConfigError: There is no such report.
    """
    if robot in home.robots and home.robots[robot].report:
        return home.robots[robot]
    of_kind = (part for part in home.robots.values() if part.report == robot)
    if robot in home.reports:
        return next(of_kind, RobotPart(report=robot))
    raise ConfigError(f'config/robots.yaml: robot "{robot}" makes no report.')


def _made(
    home: Home, store: Store, part: RobotPart, folder: Path, day: date, week: str, language: Language
) -> Iterator[tuple[str, Path]]:
    """Each workbook of a report as a finished file, and whose it is."""
    from robots.reports.worklist import Worklist

    names = names_of(home)
    if part.report and part.report != "worklist":
        path = folder / file_name(part.report, week)
        _write_week(home, store, part.report, path, names, week, language)
        yield "", path
        return
    work = Worklist.of(store, names=names, day=day, language=language)
    lists = {"": work}
    if part.each != "authority":
        lists = work.split(lambda case: case.unit if part.each == "unit" else case.caseworker) or lists
        named = [way.of for way in part.to if way.of]
        lists |= {whose: work.empty(whose) for whose in named if whose not in lists}
    for whose, one in lists.items():
        path = folder / file_name("worklist", day.isoformat(), whose, tuple(lists))
        listed = one.write(path)
        store.note(account(), "worklist", f"cases: {listed.cases}")
        yield whose, path


def last_week(day: date) -> str:
    """The last whole week before a day, such as 2026-W47."""
    return week_of(day - timedelta(days=7))


def week_of(day: date) -> str:
    """A day's own week."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def names_of(home: Home) -> Names:
    """What the reports call things: the authority, its case systems, its case types and their fields."""
    worked = {part.system for part in home.robots.values() if part.system}  # others may be described, as examples
    systems = [open_system(home.system_file(name)).description for name in home.systems if name in worked]
    authorities = sorted({system.authority for system in systems})
    if len(authorities) != 1:
        named = ", ".join(authorities) or "none"
        raise ConfigError(
            f"config/systems: a home folder belongs to one authority, and its systems name {named}. "
            "Give each authority a home folder of its own: run.py --home DIR setup"
        )
    flows = {flow: flow_names(home, flow, part) for system in systems for flow, part in system.cases.items()}
    addresses = {pair: at for system in systems for pair, at in addresses_of(home, system).items()}
    titles = {system.system: system.title for system in systems}
    return Names(authorities[0], home.settings.municipality, titles, flows, addresses)
