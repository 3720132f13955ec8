"""What names something finds it, what stands in the workbook is named by something, and all that is wrong is told."""

from pathlib import Path

import pytest

from robots import Rules
from robots.errors import RuleError
from robots.rules.wording import blanks
from tests.rules.books import CONCEPTS, FROM, SENTENCES, SHEETS, as_written, change, thing, with_rows, write_flow


def told(folder: Path) -> tuple[str, ...]:
    with pytest.raises(RuleError) as refused:
        Rules.load(folder)
    return refused.value.problems


def test_all_that_is_wrong_is_told_at_once_one_problem_a_line(tmp_path: Path) -> None:
    write_flow(tmp_path)
    for sheet, cell, value in (
        ("Kort", "B2", "<= längd.hogst"),
        ("Kort", "C3", "godkänt"),
        ("Kort", "D3", "kortt"),
        ("Utfall", "C2", "beviljas"),
        ("Belopp", "E2", "fot"),
        ("Begrepp", "B3", "ord"),
        ("Texter", "B2", "Högst {bredd}."),
    ):
        change(tmp_path, sheet, cell, value)
    problems = told(tmp_path)

    assert [problem.partition(": ")[0].removeprefix("rules.xlsx, ") for problem in problems] == [
        'blad "Begrepp", cell B3',
        'blad "Belopp", cell E2',
        'blad "Texter", cell B2',
        'blad "Utfall", cell C2',
        'blad "Kort", cell B2',
        'blad "Kort", cell C3',
    ]


def test_a_name_that_could_not_be_read_is_not_told_as_unknown_too(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Begrepp", "B2", "meter")

    (problem,) = told(tmp_path)
    assert 'blad "Begrepp", cell B2: läste "meter"' in problem


def test_a_sheet_may_be_called_as_a_name_that_could_not_be_read(tmp_path: Path) -> None:
    rows = [[cell if cell != "Färg" else "Kort" for cell in row] for row in CONCEPTS]
    write_flow(tmp_path, {**SHEETS, "Begrepp": rows})
    change(tmp_path, "Begrepp", "B3", "ord")
    change(tmp_path, "Kort", "C2", "godkänt")

    assert any('blad "Kort", cell C2' in problem for problem in told(tmp_path))


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "says"),
    [
        ("Begrepp", "D2", None, "cell D2: läste ingenting. Tillåtet: [lägsta..högsta] för ett tal"),
        ("Begrepp", "D2", "[100..0]", "det lägsta först"),
        ("Begrepp", "C2", "fot", "m, km, kr"),
        ("Begrepp", "A2", "dagen", "ett namn som börjar med en bokstav"),
        ("Begrepp", "F3", "length", "ett fält som inte redan står i bladet"),
        ("Begrepp", "I1", "Anteckning", 'cell I1: läste "Anteckning". Tillåtet: kolumnerna Begrepp, Typ'),
        ("Belopp", "G1", "Bekräftat", 'cell G1: läste "Bekräftat". Tillåtet: kolumnerna Namn'),
        ("Belopp", "B3", "2025-02-01", 'cell B3: läste "2025-02-01". Tillåtet: 2025-01-01'),
        ("Kriterier", "F1", "Kalla", 'kolumnen "Källa" saknas. Närmast: Kalla'),
        ("Kriterier", "F2", "?", "Tillåtet: var regeln står"),
        ("Kort", "E2", "-", 'cell E2: läste "-". Tillåtet: var regeln står'),
        ("Texter", "B2", "Skäl: [[skäl]].", "[[Handläggaren: ...]] för det som en handläggare fyller i"),
        ("Texter", "B2", "Skäl: [[Handläggaren: {Längd}]].", "utan namn i klamrar däri"),
        ("Texter", "B2", "Roboten säger {Längd}.", 'texten "kort": läste "Roboten'),
        ("Texter", "B2", "Beslutet är automatiskt.", "säger att en robot har förberett ärendet"),
        ("Kort", "E2", "robotens rutin", "säger att en robot har förberett ärendet"),
    ],
)
def test_a_cell_that_is_wrong_is_named(tmp_path: Path, sheet: str, cell: str, value: object, says: str) -> None:
    change(write_flow(tmp_path), sheet, cell, value)

    assert any(says in problem for problem in told(tmp_path)), told(tmp_path)


def test_a_text_that_nothing_uses_is_told(tmp_path: Path) -> None:
    write_flow(tmp_path, with_rows("Texter", *SENTENCES[1:], ["lång", "Den är lång."]))

    assert told(tmp_path) == (
        'rules.xlsx, blad "Texter", cell A4: läste "lång". Tillåtet: en text som en rad eller ett brev använder; '
        "ta annars bort raden.",
    )


@pytest.mark.parametrize("call", ['text("lång")', 'text("lå" ~ "ng")', "text(findings[0].name)"])
def test_a_text_that_a_letter_may_use_is_used(tmp_path: Path, call: str) -> None:
    write_flow(tmp_path, with_rows("Texter", *SENTENCES[1:], ["lång", "Den är lång."]))
    (tmp_path / "texts" / "yes.j2").write_text(f"{{{{ {call} }}}}\n", encoding="utf-8")

    Rules.load(tmp_path)


def test_a_name_that_nothing_uses_is_told_for_nobody_needs_it_read(tmp_path: Path) -> None:
    bredd = ["Bredd", "heltal", "m", "[0..9]", "ansökan", "width", None, None]
    write_flow(tmp_path, with_rows("Begrepp", *CONCEPTS[1:], bredd))

    (problem,) = told(tmp_path)
    assert 'blad "Begrepp", cell A7: läste "Bredd"' in problem
    (tmp_path / "texts" / "note.j2").write_text("{{ facts.width }}\n", encoding="utf-8")
    Rules.load(tmp_path)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Ja.\n{{ findings[0].reason }}\n", 'rad 1: läste "Ja."'),
        ("{{ day }}\n\n- till {{ day }}\n", 'rad 3: läste "- till"'),
        ('{{ "Hej" if findings else "" }}', 'läste "Hej"'),
        ('{{ ["a", day] | join(" och ") }}', 'läste "och"'),
        ('{% set x = "Hej" %}{{ x }}', 'läste "Hej"'),
    ],
)
def test_a_letter_has_no_words_of_its_own(tmp_path: Path, template: str, words: str) -> None:
    (write_flow(tmp_path) / "texts" / "yes.j2").write_text(template, encoding="utf-8")

    assert any(f"texts/yes.j2, {words}" in problem or words in problem for problem in told(tmp_path))


def test_what_a_letter_looks_for_is_no_wording(tmp_path: Path) -> None:
    template = '{% for f in findings if f.verdict == "uppfyllt" %}- {{ f.reason }} ({{ f["source"] }})\n{% endfor %}'
    (write_flow(tmp_path) / "texts" / "yes.j2").write_text(template, encoding="utf-8")

    Rules.load(tmp_path)


def test_the_note_alone_says_that_a_robot_prepared_the_case(tmp_path: Path) -> None:
    write_flow(tmp_path, with_rows("Texter", *SENTENCES[1:], ["not", "Förberett av en robot."]))
    (tmp_path / "texts" / "note.j2").write_text('Internt: {{ text("not") }}\n', encoding="utf-8")
    Rules.load(tmp_path)
    (tmp_path / "texts" / "yes.j2").write_text('{{ text("not") }}\n', encoding="utf-8")

    assert any('texten "not"' in problem for problem in told(tmp_path))


def test_a_blank_stands_in_the_letter_as_it_is_and_the_note_says_what_to_fill_in(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Texter", "B2", "Längden är {Längd}. [[Handläggaren: skäl]]")
    (tmp_path / "texts" / "note.j2").write_text("Att fylla i: {{ blanks | join }}\n", encoding="utf-8")
    rules = as_written(tmp_path)
    proposal = rules.proposal("outcome", thing(5), rules.findings("criteria", thing(5)))

    assert "[[Handläggaren: skäl]]" in proposal.reasons
    assert proposal.reasons.encode("iso-8859-1")
    assert blanks(proposal.reasons) == ("skäl",)
    assert proposal.note == "Att fylla i: skäl"


def test_a_workbook_that_is_cut_off_is_refused_and_excel_is_suspected_where_its_lock_lies(tmp_path: Path) -> None:
    content = (write_flow(tmp_path) / "rules.xlsx").read_bytes()
    for part in (content[: len(content) // 2], content[:-30], b"", content[:200] + b"\0" * 50 + content[250:]):
        (tmp_path / "rules.xlsx").write_bytes(part)
        assert "halvt sparad" in told(tmp_path)[0]
    (tmp_path / "~$rules.xlsx").write_bytes(b"\5Handl")
    assert "öppen i Excel (~$rules.xlsx ligger bredvid)" in told(tmp_path)[0]
    (tmp_path / "rules.xlsx").write_bytes(content)

    assert Rules.load(tmp_path).sha256


def test_a_workbook_with_a_password_is_refused_in_words(tmp_path: Path) -> None:
    (write_flow(tmp_path) / "rules.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    assert "låst med lösenord" in told(tmp_path)[0]


def test_every_row_has_its_day_and_source_told_with_the_others(tmp_path: Path) -> None:
    write_flow(tmp_path, with_rows("Kort", ["R1", "kort", "uppfyllt", "kort", None, FROM, None], ["R2", None]))

    assert len([problem for problem in told(tmp_path) if 'blad "Kort"' in problem]) == 4


def test_a_case_has_one_outcome_so_its_table_collects_none(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Utfall", "A1", "Rad (C)")

    (problem,) = told(tmp_path)
    assert problem.startswith('rules.xlsx, blad "Utfall", cell A1: läste "Rad (C)"')


@pytest.mark.parametrize("name", ["Utfall", "Kriterier"])
def test_a_sheet_whose_name_ends_in_a_space_is_refused(tmp_path: Path, name: str) -> None:
    write_flow(tmp_path, {(f"{one} " if one == name else one): rows for one, rows in SHEETS.items()})

    assert f'blad "{name} ": bladets namn' in told(tmp_path)[0]


def test_what_every_case_must_be_told_of_is_no_table_that_may_tell_nothing(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Kort", "A1", "Rad (C)")
    said = " ".join(told(tmp_path))
    assert 'blad "Kort", cell A1: läste "Rad (C)"' in said
    assert "(C) är för kriterier av slaget varning" in said
