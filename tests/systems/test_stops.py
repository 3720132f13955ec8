"""What forbids a robot to read on: marks are read before anything else, and words in any document's text stop too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from robots.errors import Reason, ScreenChanged
from robots.practice import attachments, hostile
from robots.systems.casework import Casework
from robots.systems.examining import FORBIDDEN, TEXT, examine, says
from robots.systems.stops import Stopped
from tests.systems.conftest import Walled
from tests.systems.pages import PRACTICE
from tests.systems.practising import FLOW, Practising, practising

WORDS = ("Skyddade personuppgifter", "ej robot", "jäv")
PDF = "application/pdf"

SAY_SO = {
    "plainly": "Sökanden har skyddade personuppgifter.",
    "in capitals": "SKYDDADE PERSONUPPGIFTER",
    "over two lines": "skyddade\npersonuppgifter",
    "hyphenated": "skyddade person-\nuppgifter",
    "with a soft hyphen": "skyddade person\u00aduppgifter",
    "with other spaces": "skyddade\u00a0\u2009personuppgifter",
    "letter by letter": "S k y d d a d e   p e r s o n u p p g i f t e r",
    "with letters of two signs": "ja\u0308v",
    "inside another word": "MärkningSkyddade personuppgifterna",
    "as a beginning": "Handläggaren är jävig",
    "with a hyphen": "OBS: ej-robot",
}
DO_NOT = {
    "by chance over two words": "i maj även om det snöar",
    "in a greeting": "hej robot",
    "by the half": "skyddade uppgifter",
    "over a sign that is none": "a j. ä v",
}


@pytest.mark.parametrize("text", SAY_SO.values(), ids=SAY_SO)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert says([text], WORDS)


@pytest.mark.parametrize("text", DO_NOT.values(), ids=DO_NOT)
def test_a_word_is_not_found_where_it_does_not_stand(text: str) -> None:
    assert not says([text], WORDS)


def test_a_pdf_is_searched_to_its_last_page_its_notes_and_its_title() -> None:
    plain = attachments.pdf(["Ett intyg (övning)"])
    assert examine(plain, PDF, WORDS) is None
    assert examine(attachments.pdf(["Skyddade personuppgifter"], apart=420), PDF, WORDS) == FORBIDDEN
    titled = plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info << /Title (Ej robot) >>")
    assert examine(titled, PDF, WORDS) == FORBIDDEN
    noted = plain.replace(b"/MediaBox", b"/Annots [<< /Subtype /Text /Contents (Ej robot) >>] /MediaBox")
    assert examine(noted, PDF, WORDS) == FORBIDDEN


def test_a_picture_of_a_page_has_no_text_to_look_into() -> None:
    assert examine(hostile.made("scanned pdf"), PDF, WORDS) is None


def test_what_is_wrong_with_a_file_is_said_before_its_words_are_looked_for() -> None:
    assert examine(hostile.made("pdf with script"), PDF, WORDS) == "it holds a script"
    assert examine(b"<a>ej robot</a>", "application/xml", WORDS) == FORBIDDEN
    assert examine("ej robot".encode("cp1252"), "text/plain", WORDS) == FORBIDDEN
    assert examine(b"x" * (TEXT + 1), "text/plain", WORDS) == "it unpacks to far more than its size"


# ---- in a case

practised = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(walled: Walled) -> AsyncIterator[Practising]:
    """A robot at a practice system with hostile applications, where no test leaves anything behind."""
    async with practising(walled, hostile=True) as at_work:
        yield at_work


async def stopped(robot: Practising, story: str) -> tuple[Stopped, int]:
    """How reading the case of this story was stopped, and how many documents were asked for before."""
    number = robot.clerk.number_of(story)
    before = fetched(robot)
    work = await Casework.open(robot.session, robot.window, number, FLOW)
    with pytest.raises(Stopped) as stop:
        await work.read()
    await work.leave()
    assert number not in robot.locks
    assert stop.value.reason is Reason.PERSON_ONLY
    return stop.value, fetched(robot) - before


def fetched(robot: Practising) -> int:
    return sum(event["path"].startswith("/bilaga/") for event in robot.clerk.account("handelser"))


@practised
@pytest.mark.parametrize("story", ["Sökanden är sekretessmarkerad inne", "Meddelandet ritar en egen rad som säger"])
async def test_a_mark_in_the_case_stops_before_any_document(reader: Practising, story: str) -> None:
    stop, documents = await stopped(reader, story)
    assert (documents, stop.missing) == (0, False)


@practised
@pytest.mark.parametrize("story", ["Den tredje bilagan nämner", "med bokstäver som står var för sig"])
async def test_a_word_in_any_document_stops(reader: Practising, story: str) -> None:
    stop, documents = await stopped(reader, story)
    assert documents > 0
    assert str(stop) == str(Stopped()), "the reason tells nothing of its cause"


def marked(folder: Path, *marks: str) -> Path:
    """The practice system's description with these marks, and a first screen of which nothing can be read."""
    text = PRACTICE.read_text("utf-8")
    mine = "".join(f"        - {mark}\n" for mark in marks)
    for old, new in (
        ("        - {screen: application, label: Sekretessmarkering, within: Sökande, fine: Nej}\n", mine),
        ("registered_in: {label: Folkbokföringskommun", "registered_in: {label: Inte här"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "practice.yaml"
    path.write_text(text, encoding="utf-8")
    return path


FREE = "{screen: basis, within: Tidigare tillstånd, column: Status, fine: [Aktivt, Utgånget, Inga tillstånd]}"
STANDS = {
    "a cell of a table": (FREE, "redan en gång har fått ett tillstånd spärrat"),
    "an empty table's line": (FREE.replace(", Inga tillstånd", ""), "En förare som går 500 meter"),
    "a label": ("{screen: basis, label: Hjälpmedel, fine: Käpp}", "En förare som sitter i rullstol får"),
    "an empty place": ("{screen: application, label: Polisanmälan, fine: Nej}", "En förare som går 500 meter"),
    "a label that is not there": ("{screen: basis, label: Skydd, fine: Nej}", "En förare som går 500 meter"),
    "a table that is not there": ("{screen: basis, column: Skydd, fine: Nej}", "En förare som går 500 meter"),
    "a label that stands twice": ("{screen: application, label: Inkom, fine: x}", "En förare som går 500 meter"),
}


@practised
@pytest.mark.parametrize(("mark", "story"), STANDS.values(), ids=STANDS)
async def test_every_mark_is_read_before_the_first_field(walled: Walled, tmp_path: Path, mark: str, story: str) -> None:
    fine = "{screen: application, label: Sekretessmarkering, within: Sökande, fine: [Nej, '']}"
    async with practising(walled, marked(tmp_path, fine, mark)) as robot:
        stop, documents = await stopped(robot, story)
        assert (documents, stop.missing) == (0, "Skydd" in mark)


@practised
async def test_where_all_marks_are_fine_the_fields_are_read(walled: Walled, tmp_path: Path) -> None:
    async with practising(walled, marked(tmp_path, FREE)) as robot:
        work = await Casework.open(robot.session, robot.window, robot.clerk.number_of("500 meter ligger"), FLOW)
        with pytest.raises(ScreenChanged, match="Inte här"):
            await work.read()
        await work.leave()
