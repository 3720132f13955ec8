"""What a cell asks, as a caseworker reads it: every kind of test in a Swedish sentence."""

from __future__ import annotations

import inspect

import pytest

from robots.rules import unary
from robots.rules.cells import Cell
from robots.rules.concepts import Measure, Type
from robots.rules.notation import read_test
from robots.rules.phrasing import IS, WERE, clause, reads
from robots.rules.unary import Absent, All, Compared, Either, Not, Of, Whatever
from tests.rules.test_unary import DAY, KNOWN, METRES, NUMBER, ROLE, TEXT, YES_NO, Case

MONTHS = Measure(Type.WHOLE, "mån")
FACTS = Case({"Inkom": None})

READ = [
    ("-", METRES, "vad som helst", "är vad som helst"),
    ("500", METRES, "500 meter", "är 500 meter"),
    ("<= 500", METRES, "högst 500 meter", "är högst 500 meter"),
    ("< 500", METRES, "under 500 meter", "är under 500 meter"),
    (">= 1 500", METRES, "minst 1 500 meter", "är minst 1 500 meter"),
    ("> 2,5", NUMBER, "mer än 2,5", "är mer än 2,5"),
    ("<= sträcka.förare", METRES, "högst 500 meter (sträcka.förare)", "är högst 500 meter (sträcka.förare)"),
    ("2027-01-20", DAY, "20 januari 2027", "är 20 januari 2027"),
    ("< 2027-01-20", DAY, "före 20 januari 2027", "är före 20 januari 2027"),
    ("<= 2027-01-20", DAY, "senast 20 januari 2027", "är senast 20 januari 2027"),
    ("> dagen", DAY, "efter 20 november 2026 (dagen)", "är efter 20 november 2026 (dagen)"),
    (
        ">= dagen + tid.kvar",
        DAY,
        "tidigast 20 januari 2027 (dagen + tid.kvar)",
        "är tidigast 20 januari 2027 (dagen + tid.kvar)",
    ),
    (
        "< dagen - 2 mån",
        DAY,
        "före 20 september 2026 (dagen - 2 månader)",
        "är före 20 september 2026 (dagen - 2 månader)",
    ),
    ("< {Inkom}", DAY, "före Inkom, som saknas", "är före Inkom, som saknas"),
    ("[1..6]", MONTHS, "från 1 till 6 månader", "är från 1 till 6 månader"),
    ("[6..24]", MONTHS, "från 6 månader till 2 år", "är från 6 månader till 2 år"),
    ("(1..6]", MONTHS, "mer än 1 månad och högst 6 månader", "är mer än 1 månad och högst 6 månader"),
    (
        "[2026-01-01..2026-12-31]",
        DAY,
        "från och med 1 januari 2026 till och med 31 december 2026",
        "är från och med 1 januari 2026 till och med 31 december 2026",
    ),
    ("ja", YES_NO, "ja", "är ja"),
    ("förare", ROLE, "förare", "är förare"),
    ("förare; passagerare", ROLE, "förare eller passagerare", "är förare eller passagerare"),
    ("1; 3; 5", NUMBER, "1, 3 eller 5", "är 1, 3 eller 5"),
    ("not(förare)", ROLE, "inte förare", "inte är förare"),
    ("not(1; 3)", NUMBER, "varken 1 eller 3", "är varken 1 eller 3"),
    ("kommun.egen", TEXT, "Övningskommun (kommun.egen)", "är Övningskommun (kommun.egen)"),
    ("saknas", METRES, "saknas", "saknas"),
    ("finns", METRES, "finns", "finns"),
    ("saknas; 0", METRES, "saknas eller 0 meter", "saknas eller är 0 meter"),
    ("not(saknas; 0)", METRES, "varken saknas eller 0 meter", "finns och inte är 0 meter"),
    ('form("K??-?")', TEXT, "på formen K??-?", "har formen K??-?"),
    ('not(form("K??-?"))', TEXT, "inte på formen K??-?", "inte har formen K??-?"),
]


@pytest.mark.parametrize(("cell", "measure", "bare", "with_verb"), READ, ids=lambda part: str(part)[:24])
def test_a_cell_reads_as_a_sentence_has_it(cell: str, measure: Measure, bare: str, with_verb: str) -> None:
    test = read_test(Cell("Prov", "B2", cell), measure, KNOWN)
    assert (reads(test, measure, FACTS), clause(test, measure, FACTS, IS)) == (bare, with_verb)


def test_what_is_only_supposed_stands_in_the_subjunctive() -> None:
    said = {
        cell: clause(read_test(Cell("Prov", "B2", cell), METRES, KNOWN), METRES, FACTS, WERE)
        for cell in ("<= 500", "saknas", "finns", "not(5)")
    }
    assert said == {
        "<= 500": "vore högst 500 meter",
        "saknas": "saknades",
        "finns": "fanns",
        "not(5)": "inte vore 5 meter",
    }


def test_there_is_a_sentence_for_every_kind_of_test() -> None:
    kinds = {
        kind
        for name, kind in inspect.getmembers(unary, inspect.isclass)
        if kind.__module__ == unary.__name__ and kind is not unary.Test and not name.startswith("_")
    }
    assert kinds == {Whatever, Absent, Compared, Of, All, Either, Not}

    def inside(test: unary.Test) -> set[type]:
        inner = getattr(test, "tests", None) or ((test.test,) if isinstance(test, Not) else ())
        return {type(test)}.union(*(inside(one) for one in inner))

    read = [read_test(Cell("Prov", "B2", cell), measure, KNOWN) for cell, measure, _, _ in READ]
    assert set().union(*map(inside, read)) == kinds
