"""A workbook from its first sheet to its file: properties, print set-up, and saving that leaves no half file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import absolute_coordinate, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from robots.errors import ConfigError
from robots.reports import look
from robots.reports.page import Page, plain
from robots.reports.paper import settle
from robots.reports.spoken import Spoken, local


class ReportBook:
    """One workbook for people to read and print."""

    def __init__(self, title: str, *, authority: str, made: datetime, spoken: Spoken, subject: str = "") -> None:
        self._title, self._authority, self._made, self._spoken = plain(title), plain(authority), local(made), spoken
        self._workbook = Workbook()
        if self._workbook.active is not None:
            self._workbook.remove(self._workbook.active)
        properties = self._workbook.properties
        properties.title, properties.creator, properties.language = self._title, self._authority, spoken.language
        properties.subject = plain(subject)
        properties.created = properties.modified = self._made

    def page(self, name: str, *, one_paper: bool = False) -> Page:
        """A new sheet, set up for A4 across.

        Args:
            name: Its name; at most 31 characters.
            one_paper: Whether all of it is printed on one sheet of paper; else it is as wide as the paper.
        """
        worksheet = self._workbook.create_sheet(name)
        self._set_up(worksheet, one_paper)
        return Page(worksheet)

    def name(self, name: str, page: Page, cell: str) -> None:
        """Give a cell a name that formulas and other workbooks can rely on, in whatever language it is written.

        Args:
            name: ASCII, and unique in the workbook.
            page: The sheet that the cell stands on.
            cell: Such as "C7".
        """
        place = f"{quote_sheetname(page.worksheet.title)}!{absolute_coordinate(cell)}"
        self._workbook.defined_names[name] = DefinedName(name, attr_text=place)

    def save(self, out: Path) -> Path:
        """Write the file, all of it or nothing; a former one is replaced.

        Raises:
            ConfigError: The file is open in a program that does not let go of it, or the folder takes no files. A
                former file is as it was.
        """
        for worksheet in self._workbook.worksheets:
            settle(worksheet)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            with _beside(out) as unfinished:
                self._workbook.save(unfinished)
                unfinished.replace(out)
        except PermissionError:
            raise ConfigError(self._why_not(out)) from None
        except OSError as failed:
            raise ConfigError(
                self._spoken("{file} could not be written: {why}", file=out, why=failed.strerror or failed)
            ) from None
        return out

    def _why_not(self, out: Path) -> str:
        if out.exists():
            return self._spoken("{file} is open elsewhere, likely in Excel. Close it and try again.", file=out)
        return self._spoken("{file} could not be written: the folder takes no files from this account.", file=out)

    def _set_up(self, worksheet: Worksheet, one_paper: bool) -> None:
        say = self._spoken
        worksheet.sheet_view.showGridLines = False
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_setup.paperSize = int(worksheet.PAPERSIZE_A4)
        worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, int(one_paper)
        margins = worksheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.25, 0.3
        worksheet.oddFooter = HeaderFooterItem(
            left=_printed(self._authority.replace("&", "&&")),
            center=_printed(f"{self._title} · {self._made:%Y-%m-%d %H:%M}".replace("&", "&&")),
            right=_printed(say("Page {page} of {pages}", page="&P", pages="&N")),
        )


def _printed(text: str) -> _HeaderFooterPart:
    """A part of the footer; in its text & begins a code."""
    return _HeaderFooterPart(text=text, font=look.FONT, size=8, color=look.MUTED)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A file name in the same folder that is gone afterwards, whatever happens."""
    unfinished = out.with_name(f".{out.stem}.{os.getpid()}.tmp")
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)
