"""Purge: what was kept as long as settings.yaml says goes; a receipt says how much, and by which setting.

Whoever kills a purge and runs it again has it go on: weeks are frozen before the first case goes, and each transaction
removes whole cases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from loguru import logger

from robots.cases import CaseView, Store
from robots.folders import Leftover, beyond, contents, own, remove
from robots.model import SWEDEN
from robots.reports.facts import Facts
from robots.reports.weeks import Week
from robots.settings import Home, Retention
from robots.work.delivering import OURS
from robots.work.job import heed_stop
from robots.work.office import open_store
from robots.work.reporting import names_of
from robots.work.terms import terms_of

_PERSONAL_NUMBER = re.compile(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])([0-9]{2})[0-9]{4}")
_STAY = (".gitkeep", "robots.jsonl")  # the log that is written now
_COORDINATION = 60  # what a coordination number adds to its day


@dataclass(frozen=True)
class Removed:
    """One kind of record: how many went, or would go, and by which setting."""

    kind: str
    count: int
    setting: str
    limit: int  # days, or megabytes
    until: date | None  # what was from this day or earlier; None: a limit on room


@dataclass(frozen=True)
class Receipt:
    """What a purge came to; it names no person and no case."""

    at: datetime
    by: str
    removed: Sequence[Removed]
    exempt: int  # cases that were kept for a day of birth
    unclear: int  # cases that were kept because no day of birth could be read, where some days are exempt
    weeks_frozen: int
    backups_until: date  # until then backups still hold what went


@dataclass(frozen=True)
class _Due:
    """The cases whose time is over."""

    go: Sequence[CaseView]
    exempt: int = 0
    unclear: int = 0


def purge(home: Home, *, by: str, dry_run: bool = False, now: datetime | None = None) -> tuple[Receipt, Path | None]:
    """Remove what is older than settings.retention allows, and write a receipt, also where nothing went.

    Args:
        home: The home folder.
        by: Who purges.
        dry_run: Only say what would go; nothing is changed, and no receipt is written.
        now: As if at that instant, with a zone.

    Returns:
        The receipt, and where it was written.

    Raises:
        ConfigError: A robot works with the store, or something of the home cannot be read; nothing was removed.
        StopAsked: STOP stands in the home folder; nothing was removed.
    """
    if dry_run:
        with open_store(home) as store:
            return _purged(home, store, by, now or datetime.now(SWEDEN), dry_run=True), None
    heed_stop(home.stop_file)
    with open_store(home) as store, store.working():
        return purge_from(home, store, by=by, now=now)


def purge_from(home: Home, store: Store, *, by: str, now: datetime | None = None) -> tuple[Receipt, Path]:
    """The same from an open store, of which this is the working process.

    Raises:
        StopAsked: STOP stands in the home folder; nothing was removed.
    """
    heed_stop(home.stop_file)
    receipt = _purged(home, store, by, now or datetime.now(SWEDEN), dry_run=False)
    logger.info("purged: {}", ", ".join(f"{one.kind} {one.count}" for one in receipt.removed))
    return receipt, _written(home, receipt)


def _purged(home: Home, store: Store, by: str, at: datetime, dry_run: bool) -> Receipt:
    kept, today = home.settings.retention, at.astimezone(SWEDEN).date()
    due = _due(store, kept, today)
    attachments = store.files_of(due.go)
    frozen = 0 if dry_run else _freeze(home, store, due.go, at)
    cases = len(due.go) if dry_run else store.purge(due.go, by=by)
    until = today - timedelta(days=kept.cases)
    removed = [
        Removed("cases", cases, "retention.cases", kept.cases, until),
        Removed("attachments", attachments, "retention.cases", kept.cases, until),
        *_files(home, store, by, today, dry_run),
        _audit(store, kept, by, today, dry_run),
    ]
    return Receipt(at, by, removed, due.exempt, due.unclear, frozen, today + timedelta(days=kept.backups))


def _due(store: Store, kept: Retention, today: date) -> _Due:
    """The cases that were closed long enough ago, and whose last week is over, so that its figures are whole."""
    until = today - timedelta(days=kept.cases)
    go, exempt, unclear = [], 0, 0
    for case in store.over_by(until):
        facts = Facts.of(case)
        if facts.closed_on is None or facts.closed_on > until or Week.of(facts.days[-1]).last >= today:
            continue
        read = store.read_of(case) if kept.exempt_born_on else []
        born_on = [day for application in read for day in days_of_birth(application)]
        if set(born_on) & set(kept.exempt_born_on):
            exempt += 1
        elif read and not born_on:
            unclear += 1
        else:
            go.append(case)
    return _Due(go, exempt, unclear)


def days_of_birth(read: object) -> Iterator[int]:
    """The days of the month on which the persons of an application were born, those in its tables included."""
    match read:
        case str():
            if found := _PERSONAL_NUMBER.fullmatch(read):
                yield int(found[1]) % _COORDINATION
        case tuple():
            for part in read:
                yield from days_of_birth(part)
        case Mapping():
            for part in read.values():
                yield from days_of_birth(part)


def _freeze(home: Home, store: Store, cases: Sequence[CaseView], at: datetime) -> int:
    """Keep the figures of every week that these cases count in, from arrival to closing; how many weeks are new."""
    if not cases:
        return 0
    from robots.reports.counting import Counting

    names = names_of(home)
    days = [day for case in cases if case.authority == names.authority for day in Facts.of(case).days]
    if not days:
        return 0
    week, weeks = Week.of(min(days)), []
    counting = Counting.of(store, names, at, since=week, terms=terms_of(home, store))
    while week <= Week.of(max(days)):
        if week not in counting.frozen:
            weeks.append(week)
        week = week.earlier(-1)
    store.freeze(names.authority, counting.to_freeze(weeks))
    return len(weeks)


def _files(home: Home, store: Store, by: str, today: date, dry_run: bool) -> list[Removed]:
    kept, removed = home.settings.retention, []
    go = len if dry_run else remove
    for kind, setting, days in (
        ("evidence", "retention.evidence", kept.evidence),
        ("learned", "retention.evidence", kept.evidence),
        ("logs", "retention.logs", kept.logs),
        ("reports", "retention.reports", kept.reports),
        ("extracts", "retention.reports", kept.reports),
    ):
        there, until = _left(home, kind), today - timedelta(days=days)
        old = [one for one in there if one.touched < _end_of(until).timestamp()]
        removed.append(Removed(kind, go(old), setting, days, until))
        if kind == "evidence":
            most = kept.evidence_megabytes
            crowding = beyond(there[len(old) :], most * 1_000_000)
            removed.append(Removed(kind, go(crowding), "retention.evidence_megabytes", most, None))
    if not dry_run and (counts := [f"{one.kind} {one.count}" for one in removed if one.count]):
        store.note(by, "purge", f"files: {', '.join(counts)}")
    return removed


def _left(home: Home, kind: str) -> list[Leftover]:
    """What runs and people left of a kind: a failure's evidence, a day's log, a workbook, an extract."""
    match kind:
        case "evidence":
            return contents(home.logs / kind)
        case "logs":
            return [one for one in contents(home.logs) if one.path.is_file() and one.path.name not in _STAY]
        case "reports":
            ways = (way for part in home.robots.values() for way in part.to)
            folders = {home.path / way.folder for way in ways if way.folder} - {home.data / kind}
            return [*contents(home.data / kind), *(one for folder in sorted(folders) for one in _delivered(folder))]
    return contents(home.data / kind)


def _delivered(folder: Path) -> list[Leftover]:
    """The reports in a folder; of one that cannot be reached they go another time."""
    try:
        return [one for one in contents(folder) if OURS.fullmatch(one.path.name)]
    except OSError as away:
        logger.warning("{} could not be looked into: {}", folder, away.strerror or type(away).__name__)
        return []


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SWEDEN)


def _audit(store: Store, kept: Retention, by: str, today: date, dry_run: bool) -> Removed:
    until = today - timedelta(days=kept.audit)
    instant = _end_of(until)
    count = store.audit_before(instant) if dry_run else store.trim_audit(instant, by=by)
    return Removed("audit", count, "retention.audit", kept.audit, until)


def _written(home: Home, receipt: Receipt) -> Path:
    told = asdict(receipt) | {"removed": [asdict(one) for one in receipt.removed]}
    path = own(home.data / "receipts") / f"purge-{receipt.at:%Y%m%d-%H%M%S-%f}.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    return path
