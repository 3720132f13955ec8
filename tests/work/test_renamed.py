"""What the headings of screens and tables are called now: by what holds in every case, and tells of none."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.systems.astray import NotThere
from robots.systems.contract import Contract
from robots.systems.description import SystemFile, open_system
from robots.systems.layout import Grid, Label, Layout
from robots.systems.screen import Survey, Surveyed
from robots.work.reached import reached
from robots.work.remedies import Edit, Remedy, likely, of_one_case
from robots.work.renamed import listed, plain
from robots.work.surveyed import Pages

SYSTEMS = Path(__file__).parents[2] / "config" / "systems"
FILES = ("Document", "File name", "Uploaded")
TABLE = ("cases", "parking_permit", "screens", "documents", "fields", "documents", "within")


def roundup() -> SystemFile:
    return open_system(SYSTEMS / "roundup.yaml")


def case(*heads: Grid, labels: tuple[Label, ...] = ()) -> Survey:
    headings = tuple(dict.fromkeys(grid.section for grid in heads))
    return Survey(screens={"documents": Surveyed(Layout(headings=headings, heads=heads, labels=labels), {}, {})})


def remedies(*cases: Survey) -> list[Remedy]:
    pages = Pages("parking_permit", tuple(str(number) for number in range(1, len(cases) + 1)), cases)
    return [one for one in plain(roundup(), Contract(), pages) if one.keys == TABLE]


def under(section: str) -> Grid:
    return Grid(section=section, titles=FILES)


def test_a_heading_that_stands_above_a_table_in_every_case_is_its_name_now() -> None:
    (remedy,) = remedies(case(under("Uploaded files")), case(under("Uploaded files")))
    assert (remedy.was, remedy.now, remedy.edits) == ("Files", "Uploaded files", (Edit(TABLE, "Uploaded files"),))


def test_a_heading_with_a_cases_number_is_never_proposed_and_left_out_where_the_table_needs_none() -> None:
    (remedy,) = remedies(case(under("Issue1 Editing")), case(under("Issue2 Editing")))
    assert (remedy.was, remedy.now, remedy.sure) == ("Files", "", True)
    assert remedy.edits == (Edit(TABLE),)


def test_a_heading_is_not_left_out_where_another_table_has_the_same_columns() -> None:
    cases = (case(under(f"Issue{number} Editing"), under("Removed files")) for number in (1, 2))
    (remedy,) = remedies(*cases)
    assert (remedy.now, remedy.sure, remedy.edits) == ("", False, ())


def test_the_heading_of_a_table_that_one_case_alone_has_is_proposed_only_where_it_is_like_a_label() -> None:
    other = case(Grid(section="History", titles=("Date", "User")))
    assert [one.now for one in remedies(other, case(under("Uploaded files")))] == ["Uploaded files"]
    assert [one.now for one in remedies(other, case(under("Files of Karin Ek")))] == [""]


def test_what_a_single_case_shows_above_its_fields_is_a_persons_to_decide_unless_it_is_like_a_label() -> None:
    keys = ("cases", "parking_permit", "open", "heading")
    titled, labelled = likely(keys, "Issue{case}", ("Permit for Karin Ek", 0.9)), likely(keys, "Issue", ("Errand", 0.9))
    assert [(one.sure, one.edits) for one in of_one_case([titled, labelled])] == [
        (False, ()),
        (True, (Edit(keys, "Errand"),)),
    ]


def test_how_many_cases_a_lists_heading_tells_stays_open() -> None:
    trac = open_system(SYSTEMS / "trac.yaml")
    page = Layout(headings=("Custom Qury (36 matches)",))
    headings = [one for one in listed(trac, Contract(), "inbox", page) if one.keys == ("inbox", "heading")]
    assert [one.now for one in headings] == ["Custom Qury (* matches)"]


def test_a_number_that_stands_in_a_title_by_chance_is_not_taken_for_the_cases() -> None:
    cases = [
        Survey(astray={"": NotThere("", "heading", f"Issue{number} Editing", (f"Issue{number} Editing (1)", "Files"))})
        for number in ("1", "16")
    ]
    pages = Pages("parking_permit", ("1", "16"), tuple(cases))
    (title,) = reached(roundup(), Contract(), pages)
    assert (title.was, title.now, title.sure) == ("Issue{case} Editing", "Issue{case} Editing (1)", True)


@pytest.mark.parametrize(("now", "proposed"), [("- no selection yet -", ["- no selection yet -"]), ("Dormant", [])])
def test_the_option_that_stands_for_nothing_is_known_again_by_its_text_alone(now: str, proposed: list[str]) -> None:
    seen = Surveyed(Layout(), {}, {"outcome": (now, "Grant", "Reject", "Completion", "Dismissal")})
    pages = Pages("parking_permit", ("1", "2"), (Survey(screens={"draft": seen}),) * 2)
    fields = [one for one in plain(roundup(), Contract(), pages) if "fields" in one.keys]
    assert [one.now for one in fields] == proposed


def test_a_screens_heading_that_names_the_case_still_does() -> None:
    page = Surveyed(Layout(), {}, {})
    cases = []
    for number in ("4", "16"):
        layout = Layout(headings=(f"#{number} new task as stated", "Description", "Attachments"))
        cases.append(Survey(screens={"application": Surveyed(layout, {}, {}), "documents": page}))
    trac = open_system(SYSTEMS / "trac.yaml")
    found = plain(trac, Contract(), Pages("parking_permit", ("4", "16"), tuple(cases)))
    headings = {one.keys[-2]: (one.now, one.sure) for one in found if one.keys[-1] == "heading"}
    assert headings["application"] == ("#{case} new task as stated", True)
