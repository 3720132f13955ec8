"""The damage that Excel, a word processor or a hasty hand does to a cell, found cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

REASON = range(1950, 2100)
"""The years that rules speak of. Excel makes 1900 to 1949 of small numbers that are shown as dates."""
_TYPED = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
    **dict.fromkeys("\u2018\u2019\u2032", "'"),
    "\u2026": "...",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u20ac": "euro",
}
"""What a person types where Excel or Word put a sign that old case systems do not know."""
_ERROR = re.compile(r"#(\w+[!?/]\w*|\w*/\w|#+)[!?]?")  # #REF!, #SAKNAS!, #N/A, ####
_ODD = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\xff]")  # what is no visible sign of ISO-8859-1
_DAY = re.compile(r"(?<!\d)(\d{4})-\d{2}-\d{2}(?!\d)")
_ASIDE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')  # parts of a number format that show no digit of the value
_SHOWS_ALL = re.compile(r"[#0, ]*0(?:\.([0#?]+))?")


def damage_of_text(text: str) -> str | None:
    """What should stand instead of a text that Excel spoilt; None where it is whole."""
    if text != text.strip():
        ends = [end for end, at in (("före", text[:1]), ("efter", text[-1:])) if at.isspace()]
        return f"text utan blanksteg före eller efter; här står ett {' och ett '.join(ends)}"
    if text.startswith("'"):
        return "text utan apostrof i början"
    if _ERROR.fullmatch(text):
        return "ett värde, inte ett fel från Excel"
    if odd := _ODD.search(text):
        return _instead(odd[0])
    if any(int(found[1]) not in REASON for found in _DAY.finditer(text)):
        return f"ett datum mellan åren {REASON.start} och {REASON[-1]}"
    return None


def _instead(sign: str) -> str:
    """What to type instead of a sign that old case systems do not know, that cannot be seen, or looks like another."""
    code = f"U+{ord(sign):04X}"
    if typed := _TYPED.get(sign):
        return f"{typed} i stället för {sign} ({code}); Excel eller Word har bytt tecknet"
    if unicodedata.category(sign) in ("Cc", "Cf", "Mn"):
        return f"text utan tecknet {code}, som inte syns för sig; skriv om cellen"
    plain = unicodedata.normalize("NFKC", sign)
    if sign.isspace():
        return f"vanligt mellanslag i stället för {code}"
    return (
        f"{plain} i stället för {sign} ({code})" if plain != sign else f"tecken som finns på tangentbordet, inte {sign}"
    )


def damage_of_number(number: Decimal, shown_as: str) -> str | None:
    """What should stand instead of a number of which the cell shows another value than it holds."""
    if "%" in shown_as:
        return "ett tal utan procentformat; cellen visar hundra gånger det som den innehåller"
    section = _section(number, shown_as)
    if section.casefold() in ("general", "standard"):
        exponent = number.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) else 0
        return None if decimals <= 6 else "ett tal med högst sex decimaler; Excel visar det avrundat"
    bare = _ASIDE.sub("", section).strip()
    if bare == "@":
        return None
    found = _SHOWS_ALL.fullmatch(bare.lstrip("-"))
    by_condition = re.search(r"\[[<>=]", shown_as)  # which part of the format counts then, the sign does not say
    without_sign = number < 0 and ";" in shown_as and "-" not in section
    if found is None or by_condition or without_sign or bare.endswith(",") or re.search(r'"[^"]*\d', section):
        return f'ett tal med vanligt talformat; formatet "{shown_as}" visar något annat än vad cellen innehåller'
    if number != round(number, len(found[1] or "")):
        return "ett tal som cellen visar helt; formatet visar det avrundat"
    return None


def _section(number: Decimal, shown_as: str) -> str:
    """The part of a number format for positive, negative or no amounts."""
    sections = re.sub(r'"[^"]*"', lambda quoted: quoted[0].replace(";", ""), shown_as).split(";")
    place = 1 if number < 0 else 2 if number == 0 else 0
    return sections[place] if place < len(sections) else sections[0]


def damage_of_day(day: date, shown_as: str) -> str | None:
    """What should stand instead of a day that nobody meant, or of which the cell shows a part."""
    letters = set(_ASIDE.sub("", shown_as).casefold())
    if not {"y", "m", "d"} <= letters and not {"å", "m", "d"} <= letters:
        return "ett datum där år, månad och dag syns; har Excel gjort om ett intervall? Skriv [1..6]"
    if day.year not in REASON:
        return f"ett datum mellan åren {REASON.start} och {REASON[-1]}; ska det vara ett tal?"
    return None


def damage_of_look(cell: ExcelCell) -> str | None:
    """What a look that means something comes to; colours and comments mean nothing."""
    if (cell.has_style and cell.font.strike) or _is_struck_in_part(cell.value):
        return "text som inte är genomstruken; ta bort raden, eller strecket"
    if cell.number_format.replace(" ", "") == ";;;":
        return "ett format som visar vad cellen innehåller"
    return None


def _is_struck_in_part(content: object) -> bool:
    parts = content if isinstance(content, CellRichText) else ()
    return any(isinstance(part, TextBlock) and part.font.strike for part in parts)


def damage_of_sheet(sheet: Worksheet) -> Iterator[str]:
    """Where something of a sheet is joined, hidden or filtered away: what is hidden still counts, so nothing may be."""
    for merged in sheet.merged_cells.ranges:
        yield f"cell {merged}: sammanslagna celler. Dela upp dem."
    for number, row in sheet.row_dimensions.items():
        if row.hidden or row.height == 0:
            yield f"rad {number}: dold rad. Visa den eller ta bort den."
    for letter, column in sheet.column_dimensions.items():
        if column.hidden or column.width == 0:
            yield f"kolumn {letter}: dold kolumn. Visa den."
    if sheet.sheet_format.zeroHeight:
        yield "rad 1: bladets rader är dolda. Visa dem."
    filters = [sheet.auto_filter, *(table.autoFilter for table in sheet.tables.values())]
    for one in filters:
        if one is not None and one.filterColumn:
            yield f"cell {one.ref}: ett filter är på. Rensa det, för rader som inte syns gäller ändå."
