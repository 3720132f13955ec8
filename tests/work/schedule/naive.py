"""The second way to everything that schedules compute: slow, plain, and without a line of the toolkit's own."""

# ruff: noqa: DTZ001  what a clock on the wall shows has no zone

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def easter(year: int) -> date:
    """Easter Sunday, as Gauss reckoned it (in the form of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    j, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


def saturday_from(day: date) -> date:
    while day.isoweekday() != 6:
        day += DAY
    return day


@cache
def holidays(year: int) -> dict[str, date]:
    """The public holidays (lag 1989:253 om allmänna helgdagar), Sundays apart."""
    sunday = easter(year)
    return {
        "nyårsdagen": date(year, 1, 1),
        "trettondedag jul": date(year, 1, 6),
        "långfredagen": sunday - 2 * DAY,
        "annandag påsk": sunday + DAY,
        "första maj": date(year, 5, 1),
        "kristi himmelsfärdsdag": sunday + 39 * DAY,
        "nationaldagen": date(year, 6, 6),
        "midsommardagen": saturday_from(date(year, 6, 20)),
        "alla helgons dag": saturday_from(date(year, 10, 31)),
        "juldagen": date(year, 12, 25),
        "annandag jul": date(year, 12, 26),
    }


def is_off(day: date) -> bool:
    """Whether the law, or nearly every employer, has it off."""
    there = holidays(day.year)
    eves = (there["midsommardagen"] - DAY, date(day.year, 12, 24), date(day.year, 12, 31))
    return day.isoweekday() > 5 or day in there.values() or day in eves


def is_squeezed(day: date) -> bool:
    return not is_off(day) and is_off(day - DAY) and is_off(day + DAY)


def field(text: str, first: int, last: int) -> set[int]:
    """The numbers of one field of a cron line."""
    found: set[int] = set()
    for piece in text.split(","):
        piece, _, step = piece.partition("/")
        begin, _, end = (f"{first}-{last}" if piece == "*" else piece).partition("-")
        numbers = [NAMES.index(one) if one in NAMES else int(one) for one in (begin, end or begin)]
        found |= set(range(numbers[0], numbers[1] + 1, int(step or 1)))
    return found


def walls(cron: str, first: date, last: date) -> Iterator[datetime]:
    """Every minute that a clock on the wall could show between two days and at which the line is due."""
    texts = cron.split()
    minutes, hours, days, months = (field(texts[n], *((0, 59), (0, 23), (1, 31), (1, 12))[n]) for n in range(4))
    weekdays = {number % 7 for number in field(texts[4], 0, 7)}
    wall, end = datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day) + DAY
    while wall < end:
        by_day, by_weekday = wall.day in days, wall.isoweekday() % 7 in weekdays
        both = "*" not in (texts[2], texts[4])
        right = by_day or by_weekday if both else by_day and by_weekday
        if right and wall.month in months and wall.hour in hours and wall.minute in minutes:
            yield wall
        wall += MINUTE


@cache
def clock_of(day: date) -> dict[datetime, datetime]:
    """What the clock on the wall shows at each minute of a day, and when it shows that first."""
    at = midnight(day)
    shown: dict[datetime, datetime] = {}
    while (wall := at.astimezone(STOCKHOLM).replace(tzinfo=None)).date() == day:
        shown.setdefault(wall, at)
        at += MINUTE
    return shown


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)


def instant(wall: datetime) -> datetime:
    """When the clock shows it first; what it never shows is as long after midnight as the clock would say."""
    shown = clock_of(wall.date())
    return shown.get(wall) or midnight(wall.date()) + (wall - datetime(wall.year, wall.month, wall.day))
