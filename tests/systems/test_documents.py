"""A table in a case's documents becomes the values of a field, or the reason why not."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest

from robots import redaction, yamlfile
from robots.errors import DescriptionError
from robots.model import File, Record, Unknown, lay_open
from robots.practice import attachments, population
from robots.practice.casetype import Attachment, CaseType, case_type
from robots.practice.scenarios import Attached, Scenarios, scenarios
from robots.systems.apart import Apart
from robots.systems.attachments import Fetched
from robots.systems.casework import Casework
from robots.systems.description import FieldPart, open_system
from robots.systems.documents import read_in
from tests.systems.conftest import Walled
from tests.systems.pages import PRACTICE
from tests.systems.practising import FLOW, practising

pytestmark = pytest.mark.asyncio(loop_scope="session")

COLUMNS = ("Datum", "Text", "Belopp", "Saldo")
ABOUT: dict[str, Any] = {
    "kind": "table",
    "from": {"documents": "documents", "type": "statement"},
    "until": "Utgående saldo",
    "skip": "Sida",
    "columns": {"day": {"label": "Datum", "kind": "date"}, "amount": {"label": "Belopp", "kind": "money"}},
}
PART = FieldPart.model_validate(ABOUT)
WAGE, RENT = ("2026-11-02", "LÖN HEMLIG ARBETSGIVARE", "12 000,00", "1,00"), ("2026-11-03", "HYRA", "-450,00", "2,00")
READ = (
    {"day": date(2026, 11, 2), "amount": Decimal("12000.00")},
    {"day": date(2026, 11, 3), "amount": Decimal("-450.00")},
)


class Transaction(Record):
    """A row."""

    day: date
    amount: Decimal


class Needs(Record):
    """What has to have a statement."""

    transactions: tuple[Transaction, ...]


class MayDoWithout(Record):
    """What has one or has not."""

    transactions: tuple[Transaction, ...] | None


def statement(*rows: tuple[str, ...], about: tuple[str, str] = ("statement", "application/pdf")) -> tuple[Any, Fetched]:
    """A row of the table of documents, and the file that its link led to."""
    content = attachments.statement(["KONTOUTDRAG"], COLUMNS, rows, "Utgående saldo")
    name = f"{len(rows)}.pdf"
    file = File(name=name, media_type=about[1], size=len(content), sha256=hashlib.sha256(content).hexdigest())
    return {"type": about[0], "file": file}, Fetched(file, content)


async def read(apart: Apart, *documents: tuple[Any, Fetched | None], part: FieldPart = PART) -> Any:
    rows = tuple(row for row, _ in documents)
    return await read_in({"documents": rows}, [one for _, one in documents if one], part, apart)


async def test_the_rows_of_all_documents_of_the_type_are_read_in_their_order(apart: Apart) -> None:
    other = statement(RENT, RENT, RENT, about=("other", "application/pdf"))
    assert await read(apart, statement(WAGE), other, statement(RENT, WAGE)) == (READ[0], READ[1], READ[0])


async def test_the_same_file_twice_is_read_once(apart: Apart) -> None:
    assert await read(apart, statement(WAGE, RENT), statement(WAGE, RENT)) == READ


async def test_nothing_but_the_named_columns_leaves_the_process(apart: Apart) -> None:
    _, fetched = statement(WAGE, RENT)
    columns = {"day": ("Datum",), "amount": ("Belopp",)}
    wanted = {"columns": columns, "until": ["Utgående saldo"], "skip": ["Sida"]}
    rows = [{"day": "2026-11-02", "amount": "12 000,00"}, {"day": "2026-11-03", "amount": "-450,00"}]
    assert await apart._asked(fetched.content, "application/pdf", table=wanted) == {"rows": rows}


async def test_no_document_of_the_type_is_an_absent_table(apart: Apart) -> None:
    assert await read(apart, statement(WAGE, about=("other", "application/pdf"))) is None
    assert lay_open(Needs.of({"transactions": None})) == {"transactions": Unknown("empty")}
    assert MayDoWithout.of({"transactions": None}).transactions is None
    rows = MayDoWithout.of({"transactions": READ}).transactions
    assert rows is not None
    assert [row.amount for row in rows] == [Decimal("12000.00"), Decimal("-450.00")]


KNOWN, HAD = statement(WAGE)
UNSURE: dict[str, tuple[Any, Fetched | None]] = {
    "a document that could not be fetched": ({**KNOWN, "file": Unknown("it is encrypted")}, None),
    "a row without a file": ({**KNOWN, "file": None}, None),
    "a document of a type that is not sure": ({**KNOWN, "type": Unknown("not one of the options")}, HAD),
    "a photo of a statement": statement(WAGE, about=("statement", "image/png")),
    "a statement whose table is not whole": (
        {**KNOWN, "file": HAD.file},
        Fetched(HAD.file, attachments.pdf(["Datum"])),
    ),
    "a cell that is no date": statement(("2 nov", *WAGE[1:])),
    "a cell that is no amount": statement((*WAGE[:2], "12 000,0", "1,00")),
}


@pytest.mark.parametrize("document", UNSURE.values(), ids=UNSURE)
async def test_the_whole_field_is_unknown_by(apart: Apart, document: tuple[Any, Fetched | None]) -> None:
    told = await read(apart, statement(RENT, RENT), document)
    assert isinstance(told, Unknown)
    assert "12 000" not in told.why
    assert "2 nov" not in told.why


async def test_a_table_of_documents_that_is_not_sure_leaves_nothing_sure(apart: Apart) -> None:
    told = await read_in({"documents": Unknown("the table holds a line that is no row")}, (), PART, apart)
    assert told == Unknown("it is not sure which documents there are")


async def test_a_text_that_is_taken_is_kept_out_of_every_log(apart: Apart) -> None:
    about = {**ABOUT, "columns": {**ABOUT["columns"], "text": {"label": "Text"}}}
    with redaction.case_at_hand():
        await read(apart, statement(WAGE), part=FieldPart.model_validate(about))
        assert redaction.redacted("the line HEMLIG: LÖN HEMLIG ARBETSGIVARE") == "the line HEMLIG: [value]"


def with_statements(path: Path) -> Path:
    """The practice system's description, with account statements among the documents and a field read in them."""

    def change(tree: Any) -> None:
        fields = tree["cases"][FLOW]["screens"]["basis"]["fields"]
        fields["documents"]["columns"]["type"]["options"]["statement"] = "Kontoutdrag"
        fields["transactions"] = ABOUT

    path.write_bytes(PRACTICE.read_bytes())
    yamlfile.change(path, change)
    return path


async def test_a_statement_of_the_practice_system_is_read_with_its_case(
    walled: Walled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = case_type(FLOW)
    paper = Attachment(
        kind="Kontoutdrag", file="kontoutdrag", format="pdf", title="KONTOUTDRAG (ÖVNING)", tells=("Namn",)
    )
    paper = paper.model_copy(update={"columns": COLUMNS, "closing": "Utgående saldo", "window": True})
    told = scenarios(FLOW)
    rows = [[{"days": -20}, "LÖN ÖVNING AB", "12 000,00", "13 200,00"], [{"days": -1}, "HYRA", "-450,00", "12 750,00"]]
    first = told.stories[0].model_copy(update={"attached": (Attached(kind="Kontoutdrag", rows=rows),)})

    def typed(_name: str) -> CaseType:
        return kind.model_copy(update={"attachments": (*kind.attachments, paper)})

    def stories(_name: str) -> Scenarios:
        return told.model_copy(update={"stories": (first, *told.stories[1:])})

    monkeypatch.setattr(population, "case_type", typed)
    monkeypatch.setattr(population, "scenarios", stories)
    async with practising(walled, with_statements(tmp_path / "practice.yaml")) as robot:
        work = await Casework.open(robot.session, robot.window, robot.clerk.number_of(first.story), FLOW)
        reading = await work.read()
        await work.leave()
    assert reading.values["transactions"] == (
        {"day": date(2026, 11, 3), "amount": Decimal("12000.00")},
        {"day": date(2026, 11, 22), "amount": Decimal("-450.00")},
    )


REFUSED = {
    "documents that no screen shows": (("from", {"documents": "papers", "type": "x"}), 'no table with a column "type"'),
    "a table of something else": (("from", {"documents": "permits", "type": "x"}), 'no table with a column "type"'),
    "a type that is none": (("from", {"documents": "documents", "type": "bill"}), 'knows no type "bill"'),
    "a column without a heading": (("columns", {"day": {"at": "td", "kind": "date"}}), "found by its label alone"),
    "no table": (("kind", "date"), "a field needs a label"),
}


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
async def test_a_description_is_refused_that_names(change: tuple[str, Any], said: str, tmp_path: Path) -> None:
    path = with_statements(tmp_path / "practice.yaml")
    screens = ("cases", FLOW, "screens", "basis", "fields", "transactions")
    yamlfile.change(path, lambda tree: reduce(getitem, screens, tree).update([change]))
    with pytest.raises(DescriptionError, match=said):
        open_system(path)
