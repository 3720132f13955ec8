"""The reports of a home folder, in the words of its flows and systems."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

from robots.cases import Store
from robots.errors import ConfigError
from robots.flow import open_flow
from robots.folders import own
from robots.reports.names import FlowNames, Names
from robots.settings import Home
from robots.systems.description import CasePart, open_system
from robots.words import Language
from robots.work.office import account, open_store, today


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
    """Write the worklist or the weekly workbook.

    Args:
        home: The home folder.
        report: "worklist" or "weekly".
        out: The workbook to write.
        day: The day that the worklist is for.
        week: The week of the weekly workbook, such as 2026-W47; the day's own without.
        language: Which it is written in.
        store: Where it is open already.

    Raises:
        ConfigError: A flow or description cannot be read, or the home's systems belong to several authorities.
    """
    from robots.reports.weekly import write_weekly
    from robots.reports.worklist import write_worklist

    names = names_of(home)
    if out.is_relative_to(home.data):  # elsewhere the person who named the place says who may look there
        own(out.parent)
    with nullcontext(store) if store else open_store(home) as opened:
        if report == "worklist":
            listed = write_worklist(opened, out, names=names, day=day, language=language)
            opened.note(account(), "worklist", f"cases: {listed.cases}")
        else:
            year, number, _ = day.isocalendar()
            write_weekly(opened, out, names=names, week=week or f"{year}-W{number:02d}", language=language)
    return out


def write_due_report(home: Home, store: Store, report: str) -> Path:
    """Write what is due today into data/reports: today's worklist, or the workbook of the last whole week."""
    day, language = today(), home.settings.language
    week = last_week(day) if report == "weekly" else None
    return write_report(
        home, report, shelf(home, report, week or day), day=day, week=week, language=language, store=store
    )


def shelf(home: Home, report: str, period: date | str) -> Path:
    """Where a report of a day or a week lies, unless somebody names another place."""
    return home.data / "reports" / f"{report}-{period}.xlsx"


def last_week(day: date) -> str:
    """The last whole week before a day, such as 2026-W47."""
    year, number, _ = (day - timedelta(days=7)).isocalendar()
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
    shown = {flow: case for system in systems for flow, case in system.cases.items()}
    flows = {name: flow_names(home, name, case) for name, case in shown.items()}
    titles = {system.system: system.title for system in systems}
    return Names(authorities[0], home.settings.municipality, titles, flows)


def flow_names(home: Home, name: str, case: CasePart) -> FlowNames:
    """What the rules call a flow's fields and criteria and, where they are silent, what its case system does."""
    opened = open_flow(home.flow_folder(name))
    parts = (part for screen in case.screens.values() for part in screen.fields.items())
    labels = {field: part.label[0] if part.label else part.within or field for field, part in parts}
    return FlowNames.of(opened.flow.title, opened.rules, labels)
