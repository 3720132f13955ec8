"""How fast decisions are made and tables are checked: python -m tests.benchmarks.rules

Prints decisions a second on a table of 8 rows and 4 inputs, beside the naive evaluator of the tests in the same run,
and the seconds that it takes to check tables of 50 and of 200 rows with 6 inputs. All are seconds of the processor.
"""

import random
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from robots import Record
from robots.rules.concepts import Concept, Measure, Origin, Type
from robots.rules.coverage import complaints
from robots.rules.expressions import Vocabulary
from robots.rules.facts import CaseFacts
from robots.rules.table import Table
from tests.rules import naive
from tests.rules.naive import NaiveCase, NaiveRow, NaiveTable
from tests.rules.tables import AMOUNTS, DATED, OUTPUT, WORDS, table

TODAY = date(2026, 11, 20)
SECONDS = 2.0


class Application(Record):
    """What the table of the first measurement asks for."""

    kind: Literal["new", "renewal"]
    age: int
    distance: Decimal
    received: date


def concept(name: str, kind: Type, field: str, unit: str | None = None, most: int | None = None) -> Concept:
    words = WORDS if kind is Type.CHOICE else {}
    return Concept(
        name, Measure(kind, unit, words), Origin.APPLICATION, field, (Decimal(0), Decimal(most)) if most else None
    )


ASKED = {
    one.name: one
    for one in (
        concept("Typ", Type.CHOICE, "kind"),
        concept("Ålder", Type.WHOLE, "age", "år", 120),
        concept("Avstånd F-3", Type.DECIMAL, "distance", "km", 100),
        concept("Inkom", Type.DATE, "received"),
    )
}


def main() -> None:
    rows = _eight_rows()
    quick = table("U", list(ASKED), rows, Vocabulary({**ASKED, "Utfall": OUTPUT}, AMOUNTS))
    _decisions(quick, NaiveTable("U", rows, {"Typ": WORDS}, DATED))
    for count in (50, 200):
        chance = random.Random(count)
        boxes = _cut(count, chance)
        wider = [_widened(box, chance) for box in boxes]
        _checking("U, each case in one row", _of("U", boxes))
        _checking("U, one row missing", _of("U", boxes[1:]))
        _checking("F, rows across each other", _of("F", wider))
        _checking("A, rows across each other", _of("A", wider))


def _eight_rows() -> list[NaiveRow]:
    cells = [
        (kind, age, distance, day)
        for kind in ("ny", "förnyelse; 7-9")
        for age in ("<= ålder.4-6", "> ålder.4-6")
        for distance, day in (("[0..2,5]", "-"), ("> 2,5", "< dagen + 2 mån"))
    ]
    return [
        NaiveRow(f"R{number}", dict(zip(ASKED, row, strict=True)), "x") for number, row in enumerate(cells, start=1)
    ]


def _decisions(quick: Table, slow: NaiveTable) -> None:
    cases: list[dict[str, Any]] = [
        {"kind": kind, "age": age, "distance": Decimal(distance), "received": date(2026, 11, 12)}
        for kind in ("new", "renewal")
        for age in (3, 30)
        for distance in ("1.5", "7")
    ]
    known = Vocabulary({**ASKED, "Utfall": OUTPUT}, AMOUNTS)
    applications = [Application.of(case) for case in cases]
    same = [NaiveCase({one.name: case[one.field] for one in ASKED.values()}, TODAY, TODAY) for case in cases]
    fast = _a_second(lambda: [quick.ask(CaseFacts(known, TODAY, TODAY, one)) for one in applications]) * len(cases)
    plain = _a_second(lambda: [naive.ask(slow, one) for one in same]) * len(cases)
    print(f"8 rows x 4 inputs: {fast:,.0f} decisions a second; naive evaluator {plain:,.0f}; {fast / plain:.0f} times")


def _a_second(work: Callable[[], object]) -> float:
    """How often something is done in a second of this process's own time."""
    began, times = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        work()
        times += 1
    return times / (time.process_time() - began)


def _checking(sort: str, checked: Table) -> None:
    began = time.process_time()
    found = list(complaints(checked, CUT))
    seconds = time.process_time() - began
    print(f"checking {len(checked.rows)} rows x 6 inputs ({sort}): {seconds:.2f} s, {len(found)} complaints")


COLUMNS = [f"Villkor {number}" for number in range(1, 7)]
WIDE = 40
CUT = Vocabulary({**{name: concept(name, Type.WHOLE, name, None, WIDE) for name in COLUMNS}, "Utfall": OUTPUT}, AMOUNTS)
Box = list[tuple[int, int]]


def _cut(count: int, chance: random.Random) -> list[Box]:
    """A space cut at random into as many boxes as there are rows: no gap, no overlap, many limits in each column."""
    boxes: list[Box] = [[(0, WIDE)] * len(COLUMNS)]
    while len(boxes) < count:
        box = boxes.pop(0)
        side = chance.choice([at for at, (low, high) in enumerate(box) if low < high])
        low, high = box[side]
        cut = chance.randrange(low, high)
        boxes += [[*box[:side], (low, cut), *box[side + 1 :]], [*box[:side], (cut + 1, high), *box[side + 1 :]]]
    return boxes


def _widened(box: Box, chance: random.Random) -> Box:
    """A box that reaches into its neighbours: what is hardest to go through."""
    return [(max(0, low - chance.randint(0, 4)), min(WIDE, high + chance.randint(0, 4))) for low, high in box]


def _of(policy: str, boxes: list[Box]) -> Table:
    cells = [{name: _cell(*side) for name, side in zip(COLUMNS, box, strict=True)} for box in boxes]
    return table(policy, COLUMNS, [NaiveRow(f"R{at}", row, "x") for at, row in enumerate(cells, start=1)], CUT)


def _cell(low: int, high: int) -> str:
    return "-" if (low, high) == (0, WIDE) else f"[{low}..{high}]"


if __name__ == "__main__":
    main()
