"""A sheet of the weekly workbook: hours saved, with the assumptions in cells that a reader may change."""

from __future__ import annotations

from openpyxl.cell import Cell

from robots.reports import look
from robots.reports.edition import Edition
from robots.reports.page import Column, Content, Page, write
from robots.reports.saved import Saved
from robots.reports.sections import or_dash
from robots.reports.spoken import NOT_KNOWN
from robots.reports.workbook import ReportBook

_VALUE, _CHANGED = 2, 3  # the columns: as counted, and what a reader makes of it
_BY_HAND = (2, 3, 4)  # the places of the minutes by hand among the inputs
_INPUTS = ("Helped", "Reworked", "ManualLow", "ManualLikely", "ManualHigh", "Review", "Rework", "Operations")


def savings(book: ReportBook, page: Page, edition: Edition) -> None:
    """What was counted and assumed, the hours that follow, and beside them the same as formulas."""
    say, saved = edition.say, None if edition.now is None else edition.now.saved
    page.title(
        say("Hours saved"),
        say("Change the yellow cells to see what other assumptions would give; the figures beside them stay."),
    )
    page.row += 1
    measured = saved is not None
    if saved is None:
        page.line(say("Nobody has measured what a case takes by hand, so hours saved cannot be told."))
        page.line(say("Say it in config/settings.yaml under reports: saving:, and it is worked out from next week on."))
        saved = _unmeasured(edition)
        page.row += 1
    rows, results = _assumed(saved, edition, measured), _results(saved, edition, measured)
    columns = [
        Column(say("Assumption or result"), widest=60, strong=True),
        Column(say("As reported"), "decimal", widest=16),
        Column(say("What if"), "decimal", widest=16),
        Column(say("Unit of it"), widest=22),
    ]
    header = page.table("Savings", columns, [*rows, *results])
    page.freeze(header)
    for at, name in enumerate(_INPUTS, start=header + 1):
        page.paint(at, _CHANGED, look.INPUT)
        book.name(f"WhatIf{name}", page, f"C{at}")
    for at, manual in enumerate(("ManualLow", "ManualLikely", "ManualHigh"), start=header + 1 + len(rows)):
        hours = f"(WhatIfHelped*(WhatIf{manual}-WhatIfReview)-WhatIfReworked*WhatIfRework)/60-WhatIfOperations"
        _formula(page, at, f"=IF(WhatIf{manual}>0,{hours},0)")
        book.name(f"WhatIf{manual.removeprefix('Manual')}Hours", page, f"C{at}")
    page.row += 1
    page.line(
        say(
            "Hours saved = (cases × (minutes by hand − minutes of review) − decided otherwise × minutes of rework) "
            "/ 60 − hours of operations."
        )
    )
    if saved.unmeasured:
        page.line(
            say(
                "Not counted: {n} cases of types of which nobody has measured how long they took.",
                n=say.number(saved.unmeasured),
            )
        )


def _unmeasured(edition: Edition) -> Saved:
    """What is known where nobody has measured: a reader may still try what minutes would give."""
    whole, saving = None if edition.now is None else edition.now.whole, edition.terms.saving
    return Saved(
        helped=0 if whole is None else whole.helped,
        reworked=0 if whole is None else whole.reworked,
        unmeasured=0,
        low=0.0,
        likely=0.0,
        high=0.0,
        review=saving.review,
        rework=saving.rework,
        operations=saving.operations,
    )


def _assumed(saved: Saved, edition: Edition, measured: bool) -> list[list[Content]]:
    say = edition.say
    cases, minutes = say("cases"), say("minutes a case")
    told: list[tuple[str, float, str]] = [
        (say("Decided with a proposal that stood"), saved.helped, cases),
        (say("Of these decided otherwise than proposed"), saved.reworked, cases),
        (say("By hand before, at least"), saved.low, minutes),
        (say("By hand before, likely"), saved.likely, minutes),
        (say("By hand before, at most"), saved.high, minutes),
        (say("Review of what the robot prepared"), saved.review, minutes),
        (say("Rework where it was decided otherwise"), saved.rework, minutes),
        (say("Operations: looking after the robots"), saved.operations, say("hours a week")),
    ]
    return [
        [what, float(value) if measured or at not in _BY_HAND else NOT_KNOWN, float(value), unit]
        for at, (what, value, unit) in enumerate(told)
    ]


def _results(saved: Saved, edition: Edition, measured: bool) -> list[list[Content]]:
    say = edition.say
    names = (say("Hours saved, at least"), say("Hours saved, likely"), say("Hours saved, at most"))
    unit = say("hours in the week")
    hours = saved.span if measured else (None, None, None)
    return [[name, or_dash(one), 0.0, unit] for name, one in zip(names, hours, strict=True)]


def _formula(page: Page, row: int, formula: str) -> None:
    """Put a formula of ours into a cell; nothing that anybody wrote is part of it."""
    cell = page.worksheet.cell(row, _CHANGED)
    assert isinstance(cell, Cell)
    write(cell, 0.0, look.STRONG, "decimal", look.RIGHT)
    cell.value = formula
    cell.border = look.BELOW
