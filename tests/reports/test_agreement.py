"""Agreement in the weekly workbook: figures against what was counted by hand, and nothing that tells of few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from robots.cases import Compared, Met, Verdict, WhyOtherwise
from robots.model import DecidedRow, State
from robots.reports import agreement as reported
from robots.reports.agreement import OTHERS, agreement
from robots.reports.readiness import Tally, wilson
from robots.reports.shielding import FEWEST
from robots.reports.weekly import write_weekly
from robots.reports.worklist import write_worklist
from tests.reports.lint import lint
from tests.reports.office import FLOW, NAMES, PASSED, VERSIONS, WALKS, Office, proposed, row
from tests.reports.reading import cells, opened, table, text

DAY = date(2026, 11, 18)
MADE = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@dataclass
class Archive:
    """Cases that people decided, each followed up."""

    office: Office
    numbers: Iterator[int]

    def holds(
        self,
        many: int,
        verdict: Verdict = Verdict.AGREED,
        met: Met = Met.DRAFTED,
        *,
        rule: str = "U5",
        why: str | None = None,
        wording: Verdict = Verdict.AGREED,
    ) -> None:
        for number in (f"2026-PRK-{next(self.numbers):05}" for _ in range(many)):
            self.office.finds(row(number))
            self._prepares(number, met)
            self.office.decided(DecidedRow(number, FLOW, DAY, DAY, "grant"))
            claim = self.office.has(number)
            self.office.store.followed(claim, _compared(verdict, rule, why, wording), DAY)
            self.office.store.let_go(claim)

    def _prepares(self, number: str, met: Met) -> None:
        if met is Met.DRAFTED:
            self.office.drafts(number, proposed("grant"))
            return
        claim = self.office.has(number)
        share = 1.0 if met is Met.BLIND else 0.0
        self.office.store.proposed(claim, (PASSED, WALKS), proposed("grant"), VERSIONS, blind=share)


def _compared(verdict: Verdict, rule: str, why: str | None, wording: Verdict) -> Compared:
    outcome = {Verdict.OVERRULED: "reject", Verdict.UNKNOWN: None}.get(verdict, "grant")
    if outcome != "grant":
        return Compared(verdict, "grant", outcome, row=rule, why=why)
    day = Verdict.CHANGED if verdict is Verdict.CHANGED else Verdict.AGREED
    return Compared(verdict, "grant", outcome, rule, fields={"valid_to": day}, wording={"reasons": wording}, why=why)


@pytest.fixture
def archive(office: Office) -> Archive:
    office.begins(datetime(2026, 11, 16, 1, 30, tzinfo=UTC))
    return Archive(office, count(1))


def rows(archive: Archive) -> dict[tuple[str, str], dict[str, object]]:
    """The figures, by what they are about."""
    figures = agreement(archive.office.store, NAMES, date(2026, 11, 22))
    return {(one["what"], one["name"]): one for one in figures.to_dict("records")}


def counted_by_hand(archive: Archive) -> None:
    archive.holds(20)
    archive.holds(5, Verdict.CHANGED, why="Kortare intyg", wording=Verdict.CHANGED)
    archive.holds(6, met=Met.BLIND, rule="U6")
    archive.holds(2, Verdict.OVERRULED, Met.BLIND, rule="U6", why="Annan bedömning")
    archive.holds(3, rule="U7")
    archive.holds(1, Verdict.UNKNOWN, rule="U7")


def test_every_figure_is_what_was_counted_by_hand(archive: Archive) -> None:
    counted_by_hand(archive)
    found = rows(archive)
    every = found["all", ""]
    assert [every[name] for name in ("agreed", "of", "unknown")] == [29, 36, 1]
    assert (every["share"], every["low"], every["high"]) == (29 / 36, *wilson(29, 36))
    assert [every[name] for name in ("blind_share", "blind_of", "drafted_share", "drafted_of")] == [
        *(6 / 8, 8),
        *(23 / 28, 28),
    ]
    assert every["reasons"] == (("Kortare intyg", 5),)  # of the other there are too few
    outcome, day, words = found["field", "outcome"], found["field", "valid_to"], found["wording", "reasons"]
    assert [(one["agreed"], one["of"]) for one in (outcome, day, words)] == [(34, 36), (29, 34), (29, 34)]


def test_a_rare_row_of_the_rules_is_shown_with_the_next_one(archive: Archive) -> None:
    counted_by_hand(archive)
    shown = {name: one["of"] for (what, name), one in rows(archive).items() if what == "row"}
    assert shown == {"U5": 25, OTHERS: 11}  # U7 has three: with the eight of U6


def test_of_a_case_type_with_four_decisions_nothing_but_that_is_shown(archive: Archive, tmp_path: Path) -> None:
    archive.holds(4, Verdict.OVERRULED)
    (only,) = rows(archive).values()
    assert (only["share"], only["low"], only["reasons"]) == (None, None, ())
    book = written(archive, tmp_path)
    (line,) = table(book, "Agreement")
    assert (line["Beslut"], line["Som förslaget"]) == ("färre än 5", "–")
    assert any(str(cell.value).endswith("(färre än 5)") for cell in cells(book))
    assert "0 av 0" not in text(book)


def test_decisions_that_could_not_be_read_do_not_make_a_group_of_one_large(archive: Archive, tmp_path: Path) -> None:
    archive.holds(1, Verdict.OVERRULED)
    archive.holds(4, Verdict.UNKNOWN)
    (only,) = rows(archive).values()
    assert (only["share"], only["unknown"], only["reasons"]) == (None, None, ())
    (line,) = table(written(archive, tmp_path), "Agreement")
    assert (line["Beslut"], line["Ej lästa"]) == ("färre än 5", "–")


def test_of_fewer_than_five_decisions_nothing_is_suggested(archive: Archive, tmp_path: Path) -> None:
    archive.holds(4, Verdict.OVERRULED)
    said = text(written(archive, tmp_path))
    assert "skuggläge" not in said
    assert "Parkeringstillstånd: för få beslut (färre än 5)" in said


def test_the_sheet_of_a_closed_week_stays_as_it_was_first_shown(archive: Archive, tmp_path: Path) -> None:
    counted_by_hand(archive)
    archive.office.begins(MADE - timedelta(hours=3))
    archive.office.ends()
    first = shown(written(archive, tmp_path))
    archive.office.begins(MADE + timedelta(hours=1))
    archive.holds(9, Verdict.OVERRULED, rule="U6", why="Annan bedömning")  # decided that week, followed up later
    assert shown(written(archive, tmp_path)) == first
    archive.office.store.purge(archive.office.store.cases(), by="archivist")
    assert rows(archive) == {}
    assert shown(written(archive, tmp_path)) == first


def shown(book: Workbook) -> list[list[object]]:
    """All that stands on the sheet of agreement."""
    return [[cell.value for cell in line] for line in book["Överensstämmelse"].iter_rows()]


def written(archive: Archive, folder: Path, language: str = "sv") -> Workbook:
    out = folder / f"weekly-{language}.xlsx"
    write_weekly(archive.office.store, out, names=NAMES, week="2026-W47", language=language, made=MADE)
    return opened(out)


def test_the_sheet_has_the_figures_the_suggestion_and_both_languages(archive: Archive, tmp_path: Path) -> None:
    counted_by_hand(archive)
    book = written(archive, tmp_path)
    first = table(book, "Agreement")[0]
    told = {name: first[name] for name in ("Ärendetyp", "Vad", "Beslut", "Ej lästa", "Blinda, antal")}
    assert told == {"Ärendetyp": "Parkeringstillstånd", "Vad": "hela", "Beslut": 36, "Ej lästa": 1, "Blinda, antal": 8}
    said = [str(cell.value) for cell in cells(book) if "29 av 36 som förslaget, mellan" in str(cell.value)]
    assert len(said) == 1
    assert said[0].startswith("Parkeringstillstånd: för få beslut för en rekommendation; granska varje utkast helt")
    assert "of 36 as proposed" in text(written(archive, tmp_path, "en"))


def test_the_sheet_is_without_fault(archive: Archive, tmp_path: Path) -> None:
    counted_by_hand(archive)
    written(archive, tmp_path)
    assert lint(tmp_path / "weekly-sv.xlsx", formulas=("Sparade timmar",)) == []


def test_without_decisions_the_sheet_says_so(archive: Archive, tmp_path: Path) -> None:
    assert "Inget beslut har följts upp ännu." in text(written(archive, tmp_path))


def test_a_reason_that_looks_like_a_formula_stays_text(archive: Archive, tmp_path: Path) -> None:
    archive.holds(6, Verdict.CHANGED, why="=HYPERLINK(1)")
    first = table(written(archive, tmp_path), "Agreement")[0]
    assert first["Varför annorlunda"] == "=HYPERLINK(1) (6)"
    formulas = [cell.parent.title for cell in cells(written(archive, tmp_path)) if cell.data_type == "f"]
    assert set(formulas) == {"Sparade timmar"}, "those are ours"


def test_what_people_answered_on_the_worklist_stands_in_the_readers_language(archive: Archive, tmp_path: Path) -> None:
    archive.holds(20)
    archive.holds(6, Verdict.OVERRULED, why="Annan bedömning")
    store = archive.office.store
    for case in store.differing(NAMES.authority, DAY)[:5]:
        for reason in (WhyOtherwise.ELSE, WhyOtherwise.LATER):
            store.explain(case.number, reason=reason, comment="Nytt intyg", by="Handläggare 1", account="test")
    first = table(written(archive, tmp_path), "Agreement")[0]
    assert first["Varför annorlunda"] == "Uppgifter kom in efter förslaget (5)"  # the last answer
    archive.office.begins(MADE - timedelta(hours=3))
    archive.office.ends()
    written(archive, tmp_path)  # the week is over, and is kept
    english = table(written(archive, tmp_path, "en"), "Agreement")[0]
    assert english["Why otherwise"] == "Facts came in after the proposal (5)"


def test_the_worklist_says_nothing_of_a_blind_case(archive: Archive, tmp_path: Path) -> None:
    office = archive.office
    office.finds(row("2026-PRK-90001"), row("2026-PRK-90002", urgent=True))
    for number in ("2026-PRK-90001", "2026-PRK-90002"):
        archive._prepares(number, Met.BLIND)
    summary = write_worklist(office.store, tmp_path / "list.xlsx", names=NAMES, day=DAY, made=MADE)
    assert (summary.cases, summary.not_prepared, summary.findings) == (1, 2, 0)
    said = text(opened(tmp_path / "list.xlsx"))
    assert "2026-PRK-90001" not in said
    assert "Handlägg som vanligt; roboten har inte förberett ärendet ännu." in said
    assert "Bifall" not in said
    assert office.store.case("2026-PRK-90001").state is State.PROPOSED


SIZES = st.lists(st.integers(1, 12), min_size=1, max_size=8)


@given(SIZES)
def test_no_rare_row_can_be_had_from_the_others(sizes: Sequence[int]) -> None:
    tallies = {f"U{at}": {None: Tally(agreed=of, of=of)} for at, of in enumerate(sizes)}
    merged = {name: one[None].of for name, one in reported._merged(tallies).items()}
    assert sum(merged.values()) == sum(sizes)
    if sum(sizes) >= FEWEST:
        assert min(merged.values()) >= FEWEST


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_no_small_group_can_be_had_by_subtraction(sizes: Sequence[int]) -> None:
    tallies = {met: Tally(agreed=of, of=of) for met, of in zip(Met, sizes, strict=True)}
    shown = reported._apart(tallies)
    hidden = sum(sizes) - sum(of for _, of in shown.values())
    assert all(of >= FEWEST for _, of in shown.values())
    assert hidden == 0 or hidden >= FEWEST or not shown
