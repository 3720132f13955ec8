"""Every Kind, in both languages' forms: what is read is right or Unknown; what is written comes back, or is refused.

What is right is told by the test's own arithmetic on the text, never by the kind that is tried.
"""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from playwright.async_api import Page

from robots.model import Unknown, Value
from robots.systems.description import FieldPart
from robots.systems.kinds import Control, Link, Spot, Text
from tests.systems.pages import screen
from tests.systems.test_kinds import personal_number

FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%y%m%d")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
MONTHS += ("November", "December")
SWEDISH = {"point": ",", "grouping": " "}
ENGLISH = {"point": ".", "grouping": ","}
GERMAN = {"point": ",", "grouping": "."}
LANGUAGES = pytest.mark.parametrize("language", [SWEDISH, ENGLISH, GERMAN], ids=["sv", "en", "de"])

PARTS = [
    *(FieldPart(label=("x",), kind=kind) for kind in ("text", "personal number", "yes/no", "file")),
    *(FieldPart(label=("x",), kind="whole number", unit=unit, grouping=sign) for unit in (None, "m") for sign in " ,."),
    *(
        FieldPart(label=("x",), kind=kind, **language)
        for kind in ("decimal", "money")
        for language in (SWEDISH, ENGLISH, GERMAN)
    ),
    *(FieldPart(label=("x",), kind="date", formats=(form,)) for form in FORMS),
    FieldPart(label=("x",), kind="choice", options={"grant": ("Bifall", "Grant"), "reject": ("Avslag",)}),
    FieldPart(label=("x",), kind="yes/no", yes=("Brådskande",), no=("", "Vanlig")),
    FieldPart(label=("x",), options={"here": ("Not registered",)}, longest=50),
]
NAMES = [f"{part.kind} {part.unit or ''}{part.point}{part.grouping}{part.formats[0]}" for part in PARTS]
LIKELY = st.text(st.sampled_from("0123456789 \u00a0\u202f.,-+/:mkr JaNejÖ\u200b\u202e\x1b=%{}٣２"), max_size=24)
ANY = st.one_of(st.text(max_size=80), LIKELY)


def read(part: FieldPart, text: str) -> Any:
    """What a text in a cell says."""
    return part.reads.read(Spot("here", text))


def written(part: FieldPart, value: Value) -> Any:
    """A value, written into a control and read back from it."""
    text = part.reads.write(value)
    return part.reads.read(Spot("here", text, control=Control("text", "x", text, None, None, False)))


@pytest.mark.parametrize("part", PARTS, ids=NAMES)
@settings(max_examples=150)
@given(text=ANY)
def test_any_text_is_a_value_or_unknown_and_a_value_comes_back_when_it_is_written(part: FieldPart, text: str) -> None:
    value = read(part, text)
    if value is None or isinstance(value, Unknown):
        return
    assert not isinstance(value, Link)
    assert part.reads.same(value, written(part, value))
    assert read(part, part.reads.write(value)) == value


# ---- numbers


def grouped(whole: str, sign: str) -> str:
    """Digits in groups of three, counted from the right."""
    return sign.join(re.findall(r"\d{1,3}", whole[::-1]))[::-1] if sign != "" else whole


NUMBERS = st.integers(0, 10**12)


@LANGUAGES
@given(whole=NUMBERS, part=st.text("0123456789", min_size=2, max_size=2), minus=st.booleans(), groups=st.booleans())
def test_a_number_as_the_language_writes_it_is_that_number(
    language: dict[str, Any], whole: int, part: str, minus: bool, groups: bool
) -> None:
    shown = grouped(str(whole), language["grouping"] if groups else "")
    sign = "-" if minus else ""
    right = Decimal(f"{sign}{whole}.{part}")
    for kind in ("decimal", "money"):
        described = FieldPart(label=("x",), kind=kind, **language)
        assert read(described, f"{sign}{shown}{language['point']}{part}") == right
        assert written(described, right) == right
    count = FieldPart(label=("x",), kind="whole number", grouping=language["grouping"])
    assert read(count, sign + shown) == int(f"{sign}{whole}")


@LANGUAGES
@settings(max_examples=500)
@given(text=st.text("0123456789., -", min_size=1, max_size=12))
def test_a_text_that_is_read_as_a_number_is_that_number_in_that_language(language: dict[str, Any], text: str) -> None:
    found = read(FieldPart(label=("x",), kind="decimal", **language), text)
    bare = text.strip().replace(language["grouping"], "").replace(language["point"], ".")
    assert found is None or isinstance(found, Unknown) or Decimal(bare) == found


FOREIGN = [
    (SWEDISH, "1,234.50"),
    (SWEDISH, "1234.50"),
    (SWEDISH, "1.234,50"),
    (SWEDISH, "1'234,50"),
    (ENGLISH, "1 234,50"),
    (ENGLISH, "1234,50"),
    (ENGLISH, "1.234,50"),
    (ENGLISH, "12,34.50"),
    (ENGLISH, "1,2345"),
    (GERMAN, "1 234,50"),
    (GERMAN, "1,234.50"),
]


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_a_number_as_another_language_writes_it_is_unknown(language: dict[str, Any], text: str) -> None:
    for kind in ("decimal", "money", "whole number"):
        described = FieldPart(label=("x",), kind=kind, **(language if kind != "whole number" else {}))
        assert isinstance(read(described, text), Unknown)


def test_one_sign_cannot_group_and_part() -> None:
    with pytest.raises(ValueError, match="one sign cannot both group"):
        FieldPart(label=("x",), kind="decimal", point=".", grouping=".")


# ---- dates


def shown(day: date, form: str) -> str:
    """A day in a form, by the test's own means."""
    pieces = {
        "%Y": f"{day.year:04}",
        "%y": f"{day.year % 100:02}",
        "%m": f"{day.month:02}",
        "%d": f"{day.day:02}",
        "%B": MONTHS[day.month - 1],
    }
    return re.sub("%[A-Za-z]", lambda found: pieces[found[0]], form)


@pytest.mark.parametrize("form", FORMS)
@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_in_the_agreed_form_is_that_day(form: str, day: date) -> None:
    assume("%y" not in form or 1969 <= day.year <= 2068)  # two digits stand for the years that POSIX gives them
    part = FieldPart(label=("x",), kind="date", formats=(form,))
    assert read(part, shown(day, form)) == day
    assert written(part, day) == day


@pytest.mark.parametrize("form", FORMS)
@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)), other=st.sampled_from(FORMS))
def test_a_day_in_another_form_is_unknown_or_says_the_same_by_the_agreed_one(form: str, day: date, other: str) -> None:
    text = shown(day, other)
    found = read(FieldPart(label=("x",), kind="date", formats=(form,)), text)
    assert isinstance(found, Unknown) or shown(found, form) == text


@pytest.mark.parametrize(
    "text", ["25 nov 2026", "25 november 2026", "den 25 november 2026", "5 November 2026", "2026-11"]
)
def test_a_day_written_otherwise_is_unknown(text: str) -> None:
    part = FieldPart(label=("x",), kind="date", formats=FORMS)
    assert read(part, text) == Unknown("not a date of the agreed form")


# ---- texts and persons


@given(st.text(max_size=60))
def test_a_text_comes_back_or_is_refused(value: str) -> None:
    part = FieldPart(label=("x",))
    found = written(part, value)
    assert isinstance(found, Unknown) or part.reads.same(value, found)


HIDING = st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"], exclude_characters="\t\n\r\u200d")


@given(st.text(max_size=20), HIDING, st.text(max_size=20))
def test_a_text_with_a_sign_that_nobody_sees_is_unknown(before: str, hidden: str, after: str) -> None:
    found = read(FieldPart(label=("x",)), f"a{before}{hidden}{after}a")
    assert found == Unknown("it holds control characters or invisible ones")


@pytest.mark.parametrize("text", ["👩\u200d🦽", "👍🏽", "❤️\u200d🔥", "🏳️\u200d🌈 tack", "नमस्ते", "👨🏽\u200d🦼"])
def test_pictures_made_of_several_are_text(text: str) -> None:
    assert read(FieldPart(label=("x",)), text) == text


@pytest.mark.parametrize("text", ["a\u200db", "\u200d", "🙂\u200d", "\u200d🙂", "a\u200d🙂", "🙂\u200da"])
def test_a_joiner_that_joins_no_pictures_hides_something(text: str) -> None:
    assert read(FieldPart(label=("x",)), text) == Unknown("it holds control characters or invisible ones")


def test_a_text_is_as_long_as_the_description_lets_it_be() -> None:
    assert read(FieldPart(label=("x",)), "x" * 10_000) == "x" * 10_000
    assert read(FieldPart(label=("x",)), "x" * 100_000) == Unknown("it is longer than 10000 characters")
    assert read(FieldPart(label=("x",), longest=5), "xxxxxx") == Unknown("it is longer than 5 characters")
    assert Text().longest == 10_000


@settings(max_examples=500)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.booleans(), st.sampled_from(["", "-", " ", "+"]), st.data())
def test_a_text_that_is_read_as_a_personal_number_is_a_right_one(
    born: date, coordination: bool, sign: str, data: st.DataObject
) -> None:
    serial, digit = data.draw(st.integers(0, 999)), data.draw(st.integers(0, 9))
    day = born.day + 60 * coordination
    found = read(FieldPart(label=("x",), kind="personal number"), f"{born:%Y%m}{day:02}{sign}{serial:03}{digit}")
    if not isinstance(found, Unknown):
        assert found == personal_number(born, serial, coordination=coordination)
        assert found[-1] == str(digit)
        assert born <= date.today()  # noqa: DTZ011


# ---- through a real page's controls

pages = pytest.mark.asyncio(loop_scope="session")
FORM = """<table>
<tr><td>text:</td><td><textarea name=a></textarea></td></tr><tr><td>line:</td><td><input name=b></td></tr>
<tr><td>number:</td><td><input name=c></td></tr><tr><td>decimal:</td><td><input name=d></td></tr>
<tr><td>english:</td><td><input name=e></td></tr><tr><td>money:</td><td><input name=f></td></tr>
<tr><td>day:</td><td><input name=g></td></tr><tr><td>long day:</td><td><input name=h></td></tr>
<tr><td>person:</td><td><input name=i></td></tr><tr><td>box:</td><td><input type=checkbox name=j></td></tr>
<tr><td>choice:</td>
<td><select name=k><option>-</option><option>Bifall</option><option>Avslag</option></select></td></tr>
</table>"""
FIELDS: dict[str, tuple[FieldPart, st.SearchStrategy[Any]]] = {
    "text": (FieldPart(label=("text",)), st.text(max_size=200)),
    "line": (FieldPart(label=("line",)), st.text(st.characters(exclude_characters="\r\n"), max_size=200)),
    "number": (FieldPart(label=("number",), kind="whole number", unit="m"), st.integers(-(10**15), 10**15)),
    "decimal": (FieldPart(label=("decimal",), kind="decimal"), st.decimals(-(10**9), 10**9, places=3)),
    "english": (FieldPart(label=("english",), kind="decimal", **ENGLISH), st.decimals(-(10**9), 10**9, places=2)),
    "money": (FieldPart(label=("money",), kind="money"), st.decimals(-(10**9), 10**9, places=2)),
    "day": (FieldPart(label=("day",), kind="date"), st.dates(date(1900, 1, 1), date(2100, 12, 31))),
    "long day": (
        FieldPart(label=("long day",), kind="date", formats=("%d %B %Y",)),
        st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    ),
    "person": (
        FieldPart(label=("person",), kind="personal number"),
        st.builds(personal_number, st.dates(date(1910, 1, 1), date(2025, 12, 31)), st.integers(1, 999)),
    ),
    "box": (FieldPart(label=("box",), kind="yes/no"), st.booleans()),
    "choice": (
        FieldPart(
            label=("choice",), kind="choice", empty=("-",), options={"grant": ("Bifall",), "reject": ("Avslag",)}
        ),
        st.sampled_from(["grant", "reject", None]),
    ),
}
VALUES = st.fixed_dictionaries({name: strategy for name, (_, strategy) in FIELDS.items()})


@pages
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=VALUES)
async def test_what_is_filled_into_a_page_is_read_back_or_refused(page: Page, values: dict[str, Any]) -> None:
    parts = {name: part for name, (part, _) in FIELDS.items()}
    await page.set_content(FORM)
    shown = screen(page, parts)
    frame = shown.window.frame(None)
    asked = {name: {"spec": part.spec, "value": part.reads.write(values[name])} for name, part in parts.items()}
    problems = (await shown.window.ask(frame, {"fill": asked}))["problems"]
    found = shown.values(await shown.look())
    wrong = {
        name: (values[name], found[name])
        for name, part in parts.items()
        if not (problems[name] or isinstance(found[name], Unknown) or part.reads.same(values[name], found[name]))
    }
    assert wrong == {}
    assert not [name for name in parts if isinstance(found[name], Unknown) and name not in ("text", "line")]


@pages
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY)
async def test_a_page_shows_an_applicants_words_as_they_are_or_they_are_unknown(page: Page, text: str) -> None:
    await page.set_content(f"<table><tr><td>text:</td><td><input value='{html.escape(text)}'></td></tr></table>")
    part = FieldPart(label=("text",))
    shown = screen(page, {"value": part})
    found = shown.values(await shown.look())["value"]
    assert isinstance(found, Unknown) or part.reads.same(text, found) or set(text) & set("\r\n\0")
