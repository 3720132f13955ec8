"""The two lists: new cases and decided ones, as grids of 25 rows a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from robots.practice.case import Case
from robots.practice.users import USERS

ROWS = 25
SUBJECT_WIDTH = 25


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid. A cut text's whole stands in the title."""

    text: str
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, and what it shows of a case."""

    header: str
    cell: Callable[[Case], Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    page: int
    pages: int
    total: int
    paging: str  # the event target of the links that turn the page


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: heading, columns, and the event that turns its pages."""

    heading: str
    columns: tuple[Column, ...]
    paging: str

    def sheet(self, cases: Sequence[Case], page: str) -> Sheet:
        """One page; a page that is not there is the nearest one that is."""
        pages = max(1, -(-len(cases) // ROWS))
        number = min(max(1, int(page) if page.isdecimal() else 1), pages)
        shown = cases[(number - 1) * ROWS : number * ROWS]
        rows = tuple(tuple(column.cell(case) for column in self.columns) for case in shown)
        headers = tuple(column.header for column in self.columns)
        return Sheet(self.heading, headers, rows, number, pages, len(cases), self.paging)


def _text(show: Callable[[Case], object]) -> Callable[[Case], Cell]:
    return lambda case: Cell(str(show(case)))


def _link(case: Case) -> Cell:
    return Cell(case.number, link=f"/arende/{case.number}")


def _subject(case: Case) -> Cell:
    if len(case.subject) <= SUBJECT_WIDTH:
        return Cell(case.subject)
    return Cell(case.subject[:SUBJECT_WIDTH] + "…", title=case.subject)


NUMBER = Column("Ärende", _link)
RECEIVED = Column("Inkom", _text(lambda case: case.received))
KIND = Column("Ärendetyp", _text(lambda case: case.case_type.name))
SUBJECT = Column("Ärendemening", _subject)
AUTHORITY = Column("Nämnd", _text(lambda case: case.case_type.authority))
UNIT = Column("Enhet", _text(lambda case: case.unit))
CASEWORKER = Column("Handläggare", _text(lambda case: case.caseworker))
MARKING = Column("Märkning", _text(lambda case: case.marking))
CHANGED = Column("Senast ändrad", _text(lambda case: f"{case.changed:%Y-%m-%d %H:%M}"))
DECIDED = Column("Beslutsdatum", _text(lambda case: case.decisions[-1].time.date()))
DECISION = Column("Beslut", _text(lambda case: case.decisions[-1].outcome))
DECIDED_BY = Column("Handläggare", _text(lambda case: USERS[case.decisions[-1].user].name))
WAITED = Column("Väntan på sökande (dagar)", _text(lambda case: case.waited))
PRIORITY = Column("Prioritet", _text(lambda case: "Hög" if case.marking == "Brådskande" else "Normal"))

INBOX = Listing(
    "Nya ärenden", (NUMBER, RECEIVED, KIND, SUBJECT, AUTHORITY, UNIT, CASEWORKER, MARKING, CHANGED), "bladdra"
)
DECIDED_CASES = Listing(
    "Avslutade ärenden", (NUMBER, RECEIVED, KIND, DECIDED, DECISION, DECIDED_BY, WAITED), "bladdra_avslutade"
)
