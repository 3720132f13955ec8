"""Values beside labels in documents: what a person would read there, or the reason why it is not sure."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pydantic import ValidationError
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from robots import redaction
from robots.model import File, Unknown
from robots.practice.attachments import pdf
from robots.systems.apart import Apart
from robots.systems.attachments import Fetched
from robots.systems.description import FieldPart
from robots.systems.documents import read_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

FROM = {"documents": "documents", "type": "certificate"}


async def read(apart: Apart, *contents: bytes, media: str = "application/pdf", **about: Any) -> Any:
    """What the field "Capacity" holds in these documents."""
    part = FieldPart.model_validate({"label": ["Capacity", "Ability"], "from": FROM} | about)
    rows, fetched = [], []
    for content in contents:
        file = File(name="x", media_type=media, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        rows.append({"type": "certificate", "file": file})
        fetched.append(Fetched(file, content))
    return await read_in({"documents": tuple(rows)}, fetched, part, apart)


LINES = {
    "on its line": ["CERTIFICATE", "Name: Test Testsson", "Capacity: can walk 300 m", "Lasting: yes"],
    "by its other name": ["Ability: can walk 300 m"],
    "in a column of its own": ["Name:          Test Testsson", "Capacity:          can walk 300 m"],
    "without a colon, in a column of its own": ["Capacity          can walk 300 m"],
    "behind another pair": ["Name: Test          Capacity: can walk 300 m"],
    "twice the same file": ["Capacity: can walk 300 m"],
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
async def test_a_printed_value_is_read_beside_its_label(apart: Apart, lines: list[str]) -> None:
    assert await read(apart, pdf(lines), pdf(lines)) == "can walk 300 m"


async def test_a_printed_value_is_of_its_kind(apart: Apart) -> None:
    document = pdf(["Capacity: 1 300 m", "Signed: 2026-11-02"])
    assert await read(apart, document, kind="whole number", unit="m") == 1300
    assert await read(apart, document, label="Signed", kind="date") == date(2026, 11, 2)
    assert await read(apart, document, kind="date") == Unknown("not a date of the agreed form")


@pytest.mark.parametrize("lines", [["Capacity:"], ["Name: x", "Capacity:"]])
async def test_a_label_behind_which_nothing_is_printed_is_empty(apart: Apart, lines: list[str]) -> None:
    assert await read(apart, pdf(lines)) is None


UNSURE = {
    "the label is not there": (["Name: Test"], "its label is not there"),
    "a sentence that only speaks of it": (["The Capacity is told by a doctor"], "its label is not there"),
    "it is there twice": (["Capacity: 300 m", "Capacity: 500 m"], "its label stands 2 times"),
    "another label on its line": (["Capacity: 300 m Name: Test"], "another label stands on its line"),
    "another label beside it": (["Capacity:          Name: Test"], "another label stands on its line"),
    "it goes on, indented": (["Capacity: can walk", "                    300 m"], "may go on in the next line"),
    "it goes on over the whole width": (["Capacity: can walk 300", "metres"], "may go on in the next line"),
    "a picture of a page": ([], "its label is not there"),
}


@pytest.mark.parametrize(("lines", "why"), UNSURE.values(), ids=UNSURE)
async def test_what_is_not_sure_is_unknown_with_the_reason(apart: Apart, lines: list[str], why: str) -> None:
    told = await read(apart, pdf(lines))
    assert isinstance(told, Unknown)
    assert why in told.why
    assert "300" not in told.why


async def test_two_documents_may_say_different_things(apart: Apart) -> None:
    told = await read(apart, pdf(["Capacity: 300 m"]), pdf(["Capacity: 500 m"]))
    assert told == Unknown("2 documents may say it")


async def test_no_document_of_the_type_is_an_absent_value(apart: Apart) -> None:
    assert await read(apart) is None


async def test_a_text_that_is_taken_is_kept_out_of_every_log(apart: Apart) -> None:
    with redaction.case_at_hand():
        await read(apart, pdf(["Capacity: HEMLIG GRANSKNING"]))
        assert redaction.redacted("says HEMLIG GRANSKNING") == "says [value]"


# ---- forms


def form(
    value: str = "driver", *, shown: str | None = None, kind: str = "/Tx", printed: str = "Form", tick: str = ""
) -> bytes:
    """A PDF with one field, which holds a value and shows another where a test orders so."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([printed]))))
    font = writer._add_object(_named(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    field = _named(Type="/Annot", Subtype="/Widget", FT=kind)
    field[NameObject("/T")] = TextStringObject("field-17")
    field[NameObject("/TU")] = TextStringObject("Capacity")
    field[NameObject("/Rect")] = ArrayObject(map(FloatObject, (200, 775, 400, 795)))
    field[NameObject("/DA")] = TextStringObject("/Helv 11 Tf 0 g")
    field[NameObject("/F")] = NumberObject(4)
    if kind == "/Btn":
        field[NameObject("/V")] = NameObject(value)
        field[NameObject("/AS")] = NameObject(tick or value)
        states = {NameObject(state): writer._add_object(DictionaryObject()) for state in ("/Off", "/Yes")}
        field[NameObject("/AP")] = DictionaryObject({NameObject("/N"): DictionaryObject(states)})
    place = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([place])
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Helv"): font})})
    fields = {NameObject("/Fields"): ArrayObject([place]), NameObject("/DR"): fonts}
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(fields)
    if kind == "/Tx":
        writer.update_page_form_field_values(writer.pages[0], {"field-17": shown or value}, auto_regenerate=False)
        field[NameObject("/V")] = TextStringObject(value)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _named(**names: str) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(name) for key, name in names.items()})


@pytest.mark.parametrize("label", ["Capacity", "field-17"])
async def test_a_field_of_a_form_is_read_by_its_words_or_its_name(apart: Apart, label: str) -> None:
    assert await read(apart, form(), label=label) == "driver"


async def test_a_field_with_its_printed_label_is_one_value(apart: Apart) -> None:
    assert await read(apart, form(printed="Capacity:")) == "driver"
    assert await read(apart, form(printed="Ability:"), label="Ability") == "driver"


async def test_an_empty_field_of_a_form_is_empty(apart: Apart) -> None:
    assert await read(apart, form("")) is None


@pytest.mark.parametrize(("value", "ticked"), [("/Yes", True), ("/Off", False)])
async def test_a_box_of_a_form_is_yes_or_no(apart: Apart, value: str, ticked: bool) -> None:
    assert await read(apart, form(value, kind="/Btn"), kind="yes/no") is ticked


OTHERWISE = {
    "a text": form("driver", shown="passenger"),
    "a box": form("/Off", kind="/Btn", tick="/Yes"),
    "a signature": form("driver", kind="/Sig"),
}


@pytest.mark.parametrize("content", OTHERWISE.values(), ids=OTHERWISE)
async def test_a_field_that_shows_something_else_than_it_holds_is_unknown(apart: Apart, content: bytes) -> None:
    told = await read(apart, content)
    assert told == Unknown("in a document: a field of its form shows something else than it holds")


# ---- XML

XML = """<?xml version="1.0" encoding="{charset}"?><f:Form xmlns:f="urn:f"><f:Person>
  <f:Capacity>{said}</f:Capacity>{more}</f:Person></f:Form>"""


def xml(said: str = "förare", more: str = "", charset: str = "utf-8") -> bytes:
    return XML.format(said=said, more=more, charset=charset).encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize("label", ["Capacity", "Person/Capacity"])
async def test_an_element_is_read_by_its_name_or_its_path(apart: Apart, label: str, charset: str) -> None:
    assert await read(apart, xml(charset=charset), media="application/xml", label=label) == "förare"


async def test_an_empty_element_is_empty(apart: Apart) -> None:
    assert await read(apart, xml(""), media="application/xml") is None


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hosts">]><Capacity>&e;</Capacity>'
NO_ELEMENT = {
    "none": (xml(), {"label": "Distance"}, "its label is not there"),
    "none at that path": (xml(), {"label": "Agent/Capacity"}, "its label is not there"),
    "two": (xml(more="<Capacity>1</Capacity>"), {}, "its label stands 2 times"),
    "one that holds others": (xml("<a>1</a>"), {}, "other elements stand in its element"),
    "one that is broken": (xml("<a>"), {}, "it cannot be read"),
    "one that is too large": (xml("a" * 5_000_001), {}, "it is larger than 5000000 bytes"),
    "an entity": (ENTITY, {}, "it holds a document type definition"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "about", "why"), NO_ELEMENT.values(), ids=NO_ELEMENT)
async def test_no_one_element_is_unknown(apart: Apart, content: bytes, about: dict[str, Any], why: str) -> None:
    assert await read(apart, content, media="application/xml", **about) == Unknown(f"in a document: {why}")


async def test_a_picture_holds_no_value(apart: Apart) -> None:
    told = await read(apart, b"\x89PNG", media="image/png")
    assert told == Unknown("a document is neither a PDF nor XML")


@pytest.mark.parametrize("more", [{"within": "x"}, {"nth": 2}, {"kind": "file"}, {"place": "under"}])
async def test_a_value_in_a_document_is_addressed_by_its_label_alone(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="found by its label alone"):
        FieldPart.model_validate({"label": "Capacity", "from": FROM} | more)
