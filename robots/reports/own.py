"""A report of one's own: one file in the home folder, reports/NAME.py, filled from the same figures as the week.

    \"\"\"What each unit has open.\"\"\"
    from robots.reports.own import Column, Edition, ReportBook

    TITLE = "Öppna ärenden per enhet"

    def fill(book: ReportBook, edition: Edition) -> None:
        page = book.page("Enheter", one_paper=True)
        page.title(TITLE, edition.where)
        ...

The file is code of the home folder, as flows are: whoever may write there says what it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from robots.cases import Store
from robots.errors import ConfigError
from robots.reports.counting import Counting, WeekFigures
from robots.reports.edition import WEEKS, Edition
from robots.reports.groups import shown
from robots.reports.names import Names
from robots.reports.page import Column, Content, Page
from robots.reports.sections import dash_means, hidden_means, or_dash
from robots.reports.shielding import HIDDEN, Shielded
from robots.reports.spoken import Spoken
from robots.reports.terms import Terms
from robots.reports.weeks import Week
from robots.reports.workbook import ReportBook
from robots.words import Language

__all__ = [
    "HIDDEN",
    "Column",
    "Content",
    "Edition",
    "Page",
    "ReportBook",
    "Shielded",
    "WeekFigures",
    "dash_means",
    "hidden_means",
    "or_dash",
    "shown",
]


@dataclass(frozen=True)
class OwnReport:
    """What one file says."""

    title: str
    fill: Callable[[ReportBook, Edition], None]


def open_report(file: Path) -> OwnReport:
    """Load reports/NAME.py of a home folder.

    Raises:
        ConfigError: It cannot be run, or has no TITLE or no fill(book, edition).
    """
    module = _run(file)
    title, fill = getattr(module, "TITLE", None), getattr(module, "fill", None)
    if not isinstance(title, str) or not callable(fill):
        raise ConfigError(f"{file}: a report has a TITLE and a function fill(book, edition).")
    return OwnReport(title, fill)


def write_own(
    store: Store,
    out: Path,
    report: OwnReport,
    *,
    names: Names,
    week: Week,
    language: Language = "sv",
    made: datetime | None = None,
    terms: Terms | None = None,
) -> Path:
    """Write a report of one's own of one week. It keeps no week: only the weekly workbook does.

    Args:
        store: The store.
        out: The workbook to write; a former one is replaced as a whole.
        report: What the file says.
        names: The authority whose cases are counted, and what things are called.
        week: The week.
        language: Of what the toolkit itself says in it.
        made: When it is made, with a zone; now where not given.
        terms: What the week is held against.

    Raises:
        ConfigError: The report's own code failed, or the file cannot be written; a former one is as it was.
    """
    say, made = Spoken(language), made or datetime.now(UTC)
    edition = Edition(week, Counting.of(store, names, made, since=week.earlier(WEEKS), terms=terms), say)
    book = ReportBook(report.title, authority=names.authority, made=made, spoken=say, subject=edition.title)
    try:
        report.fill(book, edition)
    except Exception as failed:
        raise ConfigError(
            f'The report "{report.title}" could not be filled: {failed!r}. Nothing was written.'
        ) from failed
    return book.save(out)


def _run(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"reports.{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise ConfigError(f"{file} does not exist.")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as why:
        raise ConfigError(f"{file} cannot be run: {why}") from why
    return module
