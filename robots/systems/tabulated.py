"""A table among the words of a document: its header line, and under it the cells of the columns that are asked for.

What is not sure is never left out: it refuses the whole table. Imported by the process apart, see apart.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from robots.systems.printed import Line, Unclear, Word, joined, near, pages, plain

ROWS = 5000  # of one table

_EDGE = 1.0  # points: within these two edges are the same
_TOUCH = 0.1  # of the size of the letters: two words that share no more do not stand over each other
_SHIFT = 3.0  # points: within these a header stands at the same place as on another page

Row = dict[str, str | None]


@dataclass(frozen=True)
class Wanted:
    """What a description says of a table in a document."""

    columns: Mapping[str, Sequence[str]]  # our name: the labels that the header may have
    until: Sequence[str] = ()  # what the line after the last row begins with; then it must be there
    skip: Sequence[str] = ()  # what lines between the rows begin with that are none
    none: str | None = None  # the line that stands there instead of rows


@dataclass(eq=False)
class _Column:
    """One word of the header; what stands under it is its column. `name` is None where nobody asks for it."""

    head: Word
    name: str | None
    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)

    def over(self, cell: Word) -> bool:
        shared = min(self.head.right, cell.right) - max(self.head.left, cell.left)
        return shared > _TOUCH * cell.size

    def note(self, cell: Word) -> None:
        self.lefts.append(cell.left)
        self.rights.append(cell.right)

    def aligns(self, cell: Word) -> bool:
        """Whether a cell that stands under no word of the header begins or ends where all of this column's do."""
        edges = ((self.lefts, cell.left), (self.rights, cell.right))
        return any(there and _spread([*there, edge]) <= _EDGE for there, edge in edges)


def read(content: bytes, wanted: Wanted) -> list[Row]:
    """The rows of the one table with these columns in a PDF, over all its pages; None for a cell that is empty.

    Raises:
        Unclear: Anything about it is not sure.
    """
    lines = list(pages(content))
    if not any(lines):
        raise Unclear("it holds no text, as where it was scanned")
    return rows(lines, wanted)


def rows(lines: Iterable[Sequence[Line]], wanted: Wanted) -> list[Row]:
    """The same from the lines of each page."""
    table = _Table.of(lines, wanted)
    cells = [_cells(line, table.columns) for line in table.inside]
    _align([cell for line in cells for cell in line], table.columns)
    found = [row for line in cells if (row := _row(line, table.columns))]
    after = (_row(_cells(line, table.columns), table.columns, strict=False) for line in table.behind)
    if any(len(row) == len(wanted.columns) for row in after):
        raise Unclear("lines stand behind the end of its table")
    if not found and not table.none and not wanted.until:
        raise Unclear("its table has no line")
    if found and table.none:
        raise Unclear("its table has lines and says that it has none")
    if len(found) > ROWS:
        raise Unclear(f"its table has more than {ROWS} lines")
    return [{name: row.get(name) for name in wanted.columns} for row in found]


@dataclass
class _Table:
    """The columns, and the lines under the header and behind the end."""

    columns: list[_Column] = field(default_factory=list)
    inside: list[list[Line]] = field(default_factory=list)
    behind: list[list[Line]] = field(default_factory=list)
    none: bool = False  # it says that it has no row

    @classmethod
    def of(cls, pages: Iterable[Sequence[Line]], wanted: Wanted) -> _Table:
        """The one table with all the headings; on a page where they stand again it goes on beneath them."""
        table, ended = cls(), False
        for page in ([[*near(line)] for line in lines] for lines in pages):
            heads = [(at, head) for at, line in enumerate(page, start=1) if (head := _header(line, wanted))]
            if len(heads) > 1 or (heads and ended):
                raise Unclear("the headings of its table stand there several times")
            start, head = heads[0] if heads else (0, table.columns)
            if table.columns and not _same(table.columns, head):
                raise Unclear("the columns of its table stand elsewhere on another page")
            table.columns = table.columns or head
            ended = table._take(page[start:] if table.columns else (), wanted, ended)
        if not table.columns:
            raise Unclear("no line of it holds all the headings of the table")
        if wanted.until and not ended:
            raise Unclear("its table has no end")
        return table

    def _take(self, lines: Iterable[list[Line]], wanted: Wanted, ended: bool) -> bool:
        """Take in the lines of a page under the header; whether the table has ended."""
        for line in lines:
            if _begins(line, wanted.until):
                ended = True
            elif wanted.none and _begins(line, (wanted.none,)):
                self.none = True
            elif not _begins(line, wanted.skip):
                (self.behind if ended else self.inside).append(line)
        return ended


def _cells(line: Iterable[Line], columns: Sequence[_Column]) -> list[Word]:
    """The cells of a line: its pieces, cut where one word stands under one column and the next under another."""
    return [joined(words, " ") for near in line for words in _cut(near, columns)]


def _cut(near: Line, columns: Sequence[_Column]) -> Iterator[Line]:
    owners = [[column for column in columns if column.over(word)] for word in near]
    start = 0
    for at in range(1, len(near)):
        under = owners[at - 1], owners[at]
        apart = len(under[0]) == len(under[1]) == 1 and under[0] != under[1]
        if apart and not _one_number(near[at - 1].text, near[at].text):
            yield near[start:at]
            start = at
    yield near[start:]


def _one_number(left: str, right: str) -> bool:
    """Whether two words may be parts of one number."""
    return right[0].isdigit() and (left[-1].isdigit() or left[-1] in "+-\u2212")


def _align(cells: Sequence[Word], columns: Sequence[_Column]) -> None:
    """Note where the cells of each column begin and end.

    First those that stand under its word of the header. Where a whole column stands beside it, amounts that all end at
    the same place have it to their left, and texts that all begin at the same place have it to their right.
    """
    beside: dict[int, list[Word]] = {}
    for cell in cells:
        over = [column for column in columns if column.over(cell)]
        if len(over) == 1:
            over[0].note(cell)
        elif not over:
            beside.setdefault(sum(column.head.left < cell.left for column in columns), []).append(cell)
    for place, there in beside.items():
        left, right = _spread([cell.left for cell in there]), _spread([cell.right for cell in there])
        owner = place - 1 if right <= _EDGE < left else place if left <= _EDGE < right else len(columns)
        for cell in there if 0 <= owner < len(columns) else ():
            columns[owner].note(cell)


def _spread(edges: Sequence[float]) -> float:
    return max(edges) - min(edges)


def _header(line: Iterable[Line], wanted: Wanted) -> list[_Column]:
    """The columns that a line heads; none where a heading that is asked for is not there."""
    names = {plain(label): name for name, labels in wanted.columns.items() for label in labels}
    columns = [_Column(cell, names.get(plain(cell.text))) for cell in (joined(near, " ") for near in line)]
    there = [column for column in columns if column.name]
    if {column.name for column in there} != set(wanted.columns):
        return []
    if len(there) > len(wanted.columns):
        raise Unclear("the headings of its table stand there several times")
    _clear([column.head for column in there])
    return columns


def _same(columns: Sequence[_Column], others: Sequence[_Column]) -> bool:
    places = [[(column.head.text, column.head.left) for column in side] for side in (columns, others)]
    return len(places[0]) == len(places[1]) and all(
        text == other and abs(left - place) <= _SHIFT for (text, left), (other, place) in zip(*places, strict=True)
    )


def _row(cells: Sequence[Word], columns: Sequence[_Column], *, strict: bool = True) -> dict[str, str]:
    """The cells of the columns that are asked for; none in a line that only goes on with other columns' text."""
    row: dict[str, Word] = {}
    for cell in cells:
        over = [column for column in columns if column.over(cell)]
        over = over or [column for column in columns if column.aligns(cell)]
        named = {column.name for column in over if column.name}
        if len(over) == 1 and named:
            name = named.pop()
            if name in row and strict:
                raise Unclear("a cell of its table holds several values")
            row[name] = cell
        elif strict and (named or not (over or _goes_on(cell, columns))):
            raise Unclear("a line of its table fits no column")
    if strict:
        _clear(row.values())
    return {name: cell.text for name, cell in row.items()}


def _goes_on(cell: Word, columns: Sequence[_Column]) -> bool:
    """Whether a cell under no word of the header is more text of a column that nobody asks for."""
    before = [column for column in columns if column.head.left < cell.left]
    return bool(before) and before[-1].name is None and not any(sign.isdigit() for sign in cell.text)


def _clear(cells: Iterable[Word]) -> None:
    if not all(cell.clear for cell in cells):
        raise Unclear("words of its table cannot be seen, or lie on each other")


def _begins(line: Iterable[Line], beginnings: Iterable[str]) -> bool:
    """Whether a line begins so, for a person too: words that nobody sees may not make a row pass for another line."""
    words = [word for near in line for word in near]
    text = plain(" ".join(word.text for word in words))
    there = (plain(beginning) for beginning in beginnings)
    found = any(text.startswith(one) and not text[len(one) : len(one) + 1].isalnum() for one in there)
    if found:
        _clear(words)
    return found
