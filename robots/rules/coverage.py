"""Whether a decision table has an answer for every case, and one only.

Looked for, at each time in which the same rows and amounts are in force, and in each group of rows that belong to one
criterion:

    gap           a case to which no row applies (U, A and F; under C none need apply)
    overlap       two rows that apply to the same case under U
    conflict      two rows that apply to the same case under A and say different things
    always        a list of limits that every number or day passes: `> 60; < 70` was meant as (60..70)
    never         a row that no case can reach: a cell fits no value, or under F the rows above take all its cases
    hole          a time between two rows' times in which no row is in force

What is proved: each column is cut where any cell can change its answer (see samples), so each complaint is true of the
table as it is written, and where there is none there is no such case. Days are taken from the calendar of four years
with one leap year. A case counts although its values could not come together in life; the author says in a row what is
to happen then.

Absence: where a cell asks for it (`saknas`, `finns`), an absent value is a case like others. Where none does, it needs
no row, because "underlag saknas" is the answer (see Table.ask).

Not looked at: days before the first row and after the last; a row whose amount is not in force, because asking it hands
the case over. A column may be compared with one other thing only ("dagen", or another concept that is itself compared
with nothing else): what the order of more things is nobody can know from the table, and such a table is refused, as is
one too large to be gone through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from robots.errors import NoAmount
from robots.rules.cells import shown
from robots.rules.concepts import Scalar
from robots.rules.expressions import A_DAY, DAY, Vocabulary
from robots.rules.grid import Grid, Spot, bits
from robots.rules.samples import OTHER, TooLarge, samples
from robots.rules.scenarios import Supposed, Unordered, scenarios, stretches, things_by_column
from robots.rules.search import Search, widened
from robots.rules.table import HitPolicy, Row, Table
from robots.rules.unary import ORDERED, Either
from robots.rules.writing import in_a_cell

_GAPS, _PAIRS = 5, 20
"""How many of a kind are told at once."""


class Flaw(StrEnum):
    """What can be wrong with a table."""

    GAP = "gap"
    OVERLAP = "overlap"
    CONFLICT = "conflict"
    ALWAYS = "always"
    NEVER = "never"
    HOLE = "hole"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong, and a case for which it is so."""

    flaw: Flaw
    text: str
    rows: tuple[Row, ...] = ()
    case: Mapping[str, Scalar | None] = field(default_factory=dict)  # by concept; "dagen" too where it matters
    day: date | None = None  # by which rows and amounts are in force


def complaints(table: Table, known: Vocabulary) -> Iterator[str]:
    """What is wrong with a decision table: sheet, rows, cells and a concrete case, in the words of the sheet."""
    return (complaint.text for complaint in flaws(table, known))


def flaws(table: Table, known: Vocabulary) -> Iterator[Complaint]:
    """What is wrong with a decision table, group of rows by group."""
    for row in table.rows:
        yield from _always(row, table.name, known)
    groups: dict[str | None, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(row.criterion, []).append(row)
    for criterion, rows in groups.items():
        where = f'rules.xlsx, blad "{table.name}"' + (f', kriteriet "{criterion}"' if criterion else "")
        yield from _Group(where, table.policy, rows, known).flaws()


def _always(row: Row, sheet: str, known: Vocabulary) -> Iterator[Complaint]:
    """Lists that take every value there is: each value passes one of two limits that were meant to hold both."""
    facts = Supposed(known, row.start, row.start)
    for name, test in row.tests.items():
        concept = known.concepts[name]
        if not isinstance(test, Either) or concept.measure.type not in ORDERED or things_by_column([row])[name]:
            continue
        try:
            passed = all(test.holds(value, facts) for value in samples(concept, [test], facts))
        except NoAmount:
            continue
        if passed and name in row.cells:
            cell = row.cells[name]
            written = f'cell {cell.place}: läste "{shown(cell.content)}", som alla värden passar'
            text = f'rules.xlsx, blad "{sheet}", {written}. Tillåtet: ett intervall, (1..6); finns; eller -.'
            yield Complaint(Flaw.ALWAYS, text, (row,), day=row.start)


class _Group:
    """Rows that are asked together, and what was seen of them so far."""

    def __init__(self, where: str, policy: HitPolicy, rows: Sequence[Row], known: Vocabulary) -> None:
        self._where, self._policy, self._rows, self._known = where, policy, rows, known
        self._search = Search()
        self._dated = False  # whether there is more than one time to look at
        self._reached: set[str] = set()
        self._gaps: set[object] = set()
        self._pairs: set[tuple[str, str]] = set()

    def flaws(self) -> Iterator[Complaint]:
        times = stretches(self._rows, self._known)
        self._dated = len(times) > 1
        try:
            for start, end in times:
                rows = [row for row in self._rows if row.in_force(start)]
                if not rows:
                    yield from self._hole(start, end)
                    continue
                for facts in scenarios(rows, Supposed(self._known, start, start)):
                    grid = Grid.of(rows, facts)
                    yield from self._of(grid)
            yield from self._never()
        except Unordered as unordered:
            yield self._unordered(unordered)
        except TooLarge:
            text = "för många fall för att kontrollera alla. Dela upp tabellen i flera blad med färre kolumner."
            yield Complaint(Flaw.UNCHECKED, f"{self._where}: {text}")

    def _hole(self, start: date, end: date | None) -> Iterator[Complaint]:
        if end is not None:
            yield Complaint(Flaw.HOLE, f"{self._where}: ingen rad är i kraft {start} till {end}.", day=start)

    def _of(self, grid: Grid) -> Iterator[Complaint]:
        for place, row in enumerate(grid.rows):
            if row.id not in self._reached and self._can_be_reached(grid, place):
                self._reached.add(row.id)
        if self._policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            yield from self._of_pairs(grid)
        if self._policy is not HitPolicy.COLLECT:
            yield from self._of_gaps(grid)

    def _can_be_reached(self, grid: Grid, place: int) -> bool:
        """Whether a case comes to a row; under F past all rows above."""
        row, above = grid.rows[place], (1 << place) - 1
        fitting = [[spot for spot in one.spots if spot.may_hold >> place & 1] for one in grid.columns]
        if self._policy is not HitPolicy.FIRST or not all(fitting):
            return all(fitting)
        passing = [[spot.stands_before(row) for spot in spots] for spots in fitting]
        return self._search.uncovered(passing, above) is not None

    def _of_pairs(self, grid: Grid) -> Iterator[Complaint]:
        for place, row in enumerate(grid.rows):
            for other in bits(grid.together(place) >> place + 1):
                second = grid.rows[place + 1 + other]
                pair = (row.id, second.id)
                agree = self._policy is HitPolicy.ANY and row.says() == second.says()
                if agree or pair in self._pairs or len(self._pairs) >= _PAIRS:
                    continue
                self._pairs.add(pair)
                yield self._overlap(grid, place, place + 1 + other)

    def _overlap(self, grid: Grid, first: int, second: int) -> Complaint:
        both = 1 << first | 1 << second
        spots = [next(spot for spot in one.spots if spot.holds & both == both) for one in grid.columns]
        looking = [bool(one.looking & both) for one in grid.columns]
        rows = (grid.rows[first], grid.rows[second])
        flaw, but = Flaw.OVERLAP, ""
        if self._policy is HitPolicy.ANY:
            flaw, but = Flaw.CONFLICT, ", men säger olika"
        text = f"rad {_placed(rows[0])} och {_placed(rows[1])} gäller båda för {_words(grid, spots, looking)}{but}"
        return self._complaint(flaw, text, grid, spots, rows)

    def _of_gaps(self, grid: Grid) -> Iterator[Complaint]:
        possible = [[spot.possible for spot in one.spots] for one in grid.columns]
        rows = grid.every
        while len(self._gaps) < _GAPS and (found := self._search.uncovered(possible, rows)):
            box = widened(possible, rows, found)
            taken = rows + 1  # the next bit: the gaps told so far count as rows
            possible = [
                [mask | taken * (place in chosen) for place, mask in enumerate(masks)]
                for masks, chosen in zip(possible, box, strict=True)
            ]
            rows |= taken
            spots = [one.spots[place] for one, place in zip(grid.columns, found, strict=True)]
            telling = [len(chosen) < len(one.spots) for one, chosen in zip(grid.columns, box, strict=True)]
            where = _by_rows(grid, spots, telling)
            if where not in self._gaps:
                self._gaps.add(where)
                yield self._complaint(Flaw.GAP, f"ingen rad gäller för {_words(grid, spots, telling)}", grid, spots, ())

    def _complaint(self, flaw: Flaw, text: str, grid: Grid, spots: Sequence[Spot], rows: tuple[Row, ...]) -> Complaint:
        day = grid.facts.deciding
        when = f" den {day}" if self._dated else ""
        case = {one.concept.name: spot.value for one, spot in zip(grid.columns, spots, strict=True)}
        case |= {**grid.facts.values, DAY: grid.facts.day}
        return Complaint(flaw, f"{self._where}{when}: {text}.", rows, case, day)

    def _never(self) -> Iterator[Complaint]:
        for row in self._rows:
            if row.id not in self._reached:
                text = f"{self._where}: rad {_placed(row)} kan aldrig gälla: {self._why_never(row)}."
                yield Complaint(Flaw.NEVER, text, (row,), day=row.start)

    def _why_never(self, row: Row) -> str:
        """The cells that fit nothing, or the rows above that take all cases."""
        grids = [Grid.of([row], facts) for facts in scenarios([row], Supposed(self._known, row.start, row.start))]
        for place, one in enumerate(grids[0].columns):
            if not any(spot.may_hold for grid in grids for spot in grid.columns[place].spots):
                cell = row.cells.get(one.concept.name)
                written = f'cell {cell.place} "{shown(cell.content)}"' if cell else one.concept.name
                return f"{written} passar inget värde som {one.concept.name} kan ha"
        if self._policy is HitPolicy.FIRST:
            return "raderna ovanför tar alla dess fall"
        return "dess celler kan inte passa samtidigt"

    def _unordered(self, found: Unordered) -> Complaint:
        others = " och ".join("dagen" if other == DAY else f"{{{other}}}" for other in found.others)
        text = (
            f'kolumnen "{found.column}" jämförs med {others}, och då kan luckor och överlapp inte hittas. '
            "Jämför den med ett enda begrepp, eller dela upp tabellen"
        )
        return Complaint(Flaw.UNCHECKED, f"{self._where}: {text}.")


def _placed(row: Row) -> str:
    """A row's id, and the cell that it stands in."""
    cell = next(iter(row.cells.values()), None)
    return f"{row.id} ({cell.place})" if cell else row.id


def _by_rows(grid: Grid, spots: Sequence[Spot], telling: Sequence[bool]) -> object:
    """Where a gap is, in terms that stay the same when amounts change: the rows that each column leaves."""
    told = [(one, spot) for one, spot, tells in zip(grid.columns, spots, telling, strict=True) if tells]
    return frozenset((one.concept.name, *(grid.rows[at].id for at in bits(spot.possible))) for one, spot in told)


def _words(grid: Grid, spots: Sequence[Spot], telling: Sequence[bool]) -> str:
    """A case as the sheet would say it, without the columns that make no difference."""
    told = {
        one.concept.name: spot.value for one, spot, tells in zip(grid.columns, spots, telling, strict=True) if tells
    }
    things = things_by_column(grid.rows)
    told |= {name: value for name, value in grid.facts.values.items() if name in things}
    for thing in dict.fromkeys(thing for name in list(told) for thing in things.get(name, ())):
        told.setdefault(thing, grid.facts.day if thing == DAY else grid.facts.value(thing))
    return ", ".join(f"{name}: {_said(name, value, grid)}" for name, value in told.items()) or "något fall alls"


def _said(name: str, value: Scalar | None, grid: Grid) -> str:
    if value == OTHER:
        return "en annan text"
    return in_a_cell(value, A_DAY if name == DAY else grid.facts.vocabulary.concepts[name].measure)
