"""Whatever a person is told has Swedish words: no screen mixes languages, and the catalogue itself is whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from robots import words
from robots.cli import guide, status, story
from robots.errors import Reason
from robots.model import Mode, Result, State
from robots.systems.description import KindName
from robots.words import Words
from tests.cli.source import PACKAGE, complaints, said, sources

CATALOGUE = PACKAGE / "locale" / "sv.po"
SPEAKING = sources("cli", "work")
COMPLAINING = sources(
    "cli", "work", "systems", "cases", "reports", "secrets.py", "settings.py", "model.py", "flow.py", "browser.py"
)
SAME_IN_BOTH = {"robot", "SYSTEM", "ROBOT"}
swedish = Words("sv")


@pytest.mark.parametrize("module", SPEAKING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_text_that_is_said_has_swedish_words(module: Path) -> None:
    assert {text for text in said(module) if swedish(text) == text} - SAME_IN_BOTH == set()


@pytest.mark.parametrize("module", COMPLAINING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_complaint_can_be_said_again_in_swedish(module: Path) -> None:
    assert {text for text in complaints(module) if swedish.again(text) == text} == set()


def test_the_walk_through_the_source_finds_texts() -> None:
    assert "Run one robot now." in set(said(PACKAGE / "cli" / "robots.py"))
    assert "A colleague has the case open." in set(complaints(PACKAGE / "systems" / "reach.py"))
    assert "not a whole number" in set(complaints(PACKAGE / "systems" / "kinds.py"))


def test_every_code_on_a_screen_has_swedish_words() -> None:
    steps = re.findall(r'_step\(claim, "([^"]+)"', "".join(path.read_text("utf-8") for path in sources("cases")))
    looks = re.findall(r'yield "([^"]+)", ', (PACKAGE / "work" / "doctor.py").read_text("utf-8"))
    shown = [*State, *Reason, *Result, *Mode, *get_args(KindName), *status.ENDED.values(), *steps, *looks]
    outcomes = ["grant", "reject", "completion", "dismiss", "technical", "claim_lost"]
    same = {"robot", "text", "Python", "STOP"}
    assert steps
    assert looks
    assert [code for code in (*shown, *outcomes) if code not in same and swedish(code) == code] == []


def test_help_for_every_command_has_swedish_words() -> None:
    panels = [*guide.READERS, *filter(None, guide.READERS.values())]
    texts = [*guide.EVERYWHERE.values(), guide.CODES, *panels, *(what for what, _ in story.CAME_OF_IT.values())]
    assert [text for text in texts if swedish(text) == text] == []


def test_what_the_reader_of_pages_complains_of_has_swedish_words() -> None:
    script = (PACKAGE / "systems" / "reader.js").read_text("utf-8")
    fetch = (PACKAGE / "systems" / "attachments.py").read_text("utf-8")
    found = re.findall(r"(?:problem[:=] ?|problem = |return )[`']([^`']{8,})[`']", script + fetch)
    texts = [re.sub(r"\$\{[^}]*\}", "X7", text) for text in found]
    assert "the wanted option is not there" in texts
    assert [text for text in texts if swedish.again(text) == text] == []


def test_translations_have_the_blanks_of_their_texts() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    odd = {english for english, there in words._swedish().items() if not blanks(there) <= blanks(english)}
    lacking = {english for english, there in words._swedish().items() if blanks(there) != blanks(english)}
    assert odd == set()
    assert lacking <= LEFT_OUT


LEFT_OUT = {  # what Typer says of these helps nobody; what to do instead is said
    "'{given}' does not match the format '{form}'.",
    "Value error, '{given}' does not match the formats '{form}'.",
}


def test_no_text_stands_twice_in_the_catalogue() -> None:
    texts = re.findall(r'^msgid "(.+)"$', CATALOGUE.read_text("utf-8"), re.MULTILINE)
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_the_catalogue_is_read_as_gettext_tools_read_it() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="sv", abort_invalid=True)
    assert words._swedish() == {str(one.id): str(one.string) for one in catalogue if one.id and one.string}


def test_a_finished_text_is_known_by_its_fixed_words_line_by_line() -> None:
    assert swedish.again(
        'config/systems/practice.yaml:41: screen "draft" has no field labelled "Gäller till". Nearest on the page: '
        '"Giltigt till" (0.61). Nothing was written. If the system was upgraded: '
        "run.py heal practice\n"
        "The practice system did not start. Start it by itself to see why: run.py practice"
    ) == (
        'config/systems/practice.yaml:41: skärmbilden "draft" har inget fält med ledtexten "Gäller till". Närmast på '
        'sidan: "Giltigt till" (0.61). Inget skrevs. Om systemet har uppgraderats: '
        "run.py heal practice\n"
        "Övningssystemet startade inte. Starta det för sig för att se varför: run.py practice"
    )


@pytest.mark.parametrize(
    ("english", "there"),
    [
        (
            "changed since it was approved: rules, texts, description.",
            "ändrat sedan godkännandet: regler, texter, beskrivning.",
        ),
        (
            "changed since it was approved: rules. To accept that: run.py rules accept parking_permit",
            "ändrat sedan godkännandet: regler. Så fastställs det: run.py rules accept parking_permit",
        ),
        (
            "There is no case 2026-PRK-1 in the store. All cases: run.py cases",
            "Det finns inget ärende 2026-PRK-1 i ärendelagret. Alla ärenden: run.py cases",
        ),
        (
            'There is no case 2026-PRK-1 in system "practice". All cases: run.py cases',
            'Det finns inget ärende 2026-PRK-1 i systemet "practice". Alla ärenden: run.py cases',
        ),
        (
            'config/systems/practice.yaml:31: the table has the columns "A", "B"; accepted were "A". Nothing was '
            "written. If the system was upgraded: run.py heal practice",
            'config/systems/practice.yaml:31: tabellen har kolumnerna "A", "B"; godtagna var "A". Inget skrevs. Om '
            "systemet har uppgraderats: run.py heal practice",
        ),
    ],
)
def test_what_a_complaint_lists_is_swedish_too(english: str, there: str) -> None:
    assert swedish.again(english) == there


def test_a_text_that_nobody_has_translated_stays_as_it_is() -> None:
    assert swedish.again("A stranger's words: {odd} ones") == "A stranger's words: {odd} ones"


def test_english_stays_english() -> None:
    assert Words("en").again("A colleague has the case open.") == "A colleague has the case open."
