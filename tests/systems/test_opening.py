"""When a case system lets robots work: its hours, its maintenance, and what changing them does not change."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from robots.errors import DescriptionError, SystemClosed
from robots.model import SWEDEN
from robots.systems.description import Description, open_system
from robots.systems.opening import Opening, clock, shut
from robots.walltime import instant
from robots.words import Words
from robots.work.job import heed_hours
from tests.systems.pages import SYSTEM, described

HOURS = """\
hours: {mon-fri: "06:00-22:00", sat: ["08:00-12:00", "13:00-15:00"], holidays: closed}
maintenance:
  - {from: 2026-11-26 12:00, to: 2026-11-27 07:00, why: upgrade}
  - {each: second tue, at: "20:00-23:00"}
  - {each: sun, at: "22:00-02:00"}
"""


def opened(folder: Path, more: str) -> Description:
    return described(folder, ("limits:", f"{more}limits:")).description


def at(wall: str) -> datetime:
    return instant(datetime.fromisoformat(wall))


def until(opening: Opening, wall: str) -> str | None:
    """Until when it is closed at a time; "open" where it is not."""
    closed = opening.closed(at(wall))
    return ("never" if closed.until is None else clock(closed.until)) if closed else "open"


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-11-25 05:59", "2026-11-25 06:00"),
        ("2026-11-25 06:00", "open"),
        ("2026-11-25 21:59", "open"),
        ("2026-11-25 22:00", "2026-11-26 06:00"),
        ("2026-11-26 12:00", "2026-11-27 07:00"),
        ("2026-11-26 23:00", "2026-11-27 07:00"),
        ("2026-11-27 22:30", "2026-11-28 08:00"),
        ("2026-11-28 12:30", "2026-11-28 13:00"),
        ("2026-11-28 15:00", "2026-11-30 06:00"),  # over a Sunday that is closed
        ("2026-12-08 19:59", "open"),
        ("2026-12-08 20:00", "2026-12-09 06:00"),  # maintenance that ends after the hours do
        ("2026-12-24 23:00", "2026-12-28 06:00"),  # Christmas Day is a Friday, the next day a Saturday
        ("2026-12-15 21:00", "open"),
    ],
)
def test_a_system_is_open_within_its_hours_and_not_while_it_is_maintained(
    tmp_path: Path, wall: str, expected: str
) -> None:
    assert until(opened(tmp_path, HOURS).opening, wall) == expected


def test_a_system_without_hours_is_closed_only_for_maintenance(tmp_path: Path) -> None:
    nightly = opened(tmp_path, 'maintenance: [{each: sun, at: "22:00-02:00"}, {each: last mon, at: "02:00-03:00"}]\n')
    opening = nightly.opening
    assert until(opening, "2026-11-29 21:59") == "open"
    assert until(opening, "2026-11-29 23:00") == "2026-11-30 03:00"  # the last Monday follows at once
    assert until(opening, "2026-11-23 01:00") == "2026-11-23 02:00"
    assert until(opening, "2026-11-23 02:30") == "open"


def test_hours_that_never_come_are_told_as_such(tmp_path: Path) -> None:
    assert until(opened(tmp_path, "hours: {sat: closed}\n").opening, "2026-11-25 12:00") == "never"


def test_the_hours_of_the_days_on_which_clocks_change_are_those_of_the_clock(tmp_path: Path) -> None:
    opening = opened(tmp_path, 'hours: {sun: "01:00-04:00"}\n').opening
    for day, hours in (("2026-03-29", 2), ("2026-10-25", 4), ("2026-11-29", 3)):
        first = at(f"{day} 00:00")
        minutes = [first + timedelta(minutes=number) for number in range(25 * 60)]
        there = [minute for minute in minutes if opening.closed(minute) is None]
        assert len(there) == hours * 60
        assert {minute.astimezone(SWEDEN).hour for minute in there} <= {1, 2, 3}


def test_the_hours_are_found_as_by_a_walk_through_every_minute(tmp_path: Path) -> None:
    opening = opened(tmp_path, HOURS).opening
    minute, opens = at("2026-12-29 00:00"), at("2026-12-29 06:00")
    while minute > at("2026-11-23 00:00"):
        closed = opening.closed(minute)
        assert (closed.until if closed else minute) == (opens if closed else minute)
        opens = opens if closed else minute
        minute -= timedelta(minutes=5)


def test_a_robot_is_told_until_when_it_is_held_back_in_both_languages(tmp_path: Path) -> None:
    system = described(tmp_path, ("limits:", f"{HOURS}limits:"))
    with pytest.raises(SystemClosed, match="is being maintained, held back until 2026-11-27 07:00: upgrade"):
        heed_hours(system, at("2026-11-26 13:00"))
    with pytest.raises(SystemClosed) as held:
        heed_hours(system, at("2026-11-25 23:00"))
    assert Words("sv").again(str(held.value)) == f"{system.name} är stängt, hålls tillbaka till 2026-11-26 06:00."
    heed_hours(system, at("2026-11-25 12:00"))
    closed = Opening({"sat": ("closed",)}).closed(at("2026-11-25 12:00"))
    assert closed
    assert Words("sv").again(shut("x", closed)) == "x är stängt, hålls tillbaka tills beskrivningen ändras"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('hours: {mon-fry: "06:00-22:00"}', '"mon-fry" names no days; write mon, mon-fri or holidays'),
        ("hours: {mon: 6-22}", '"hours.mon.0": "6" is no time of day; write 06:30'),
        ("hours: {mon: open}", '"hours.mon.0": "open" names no hours; write 06:00-22:00'),
        ("maintenance: [{from: 2026-11-26 12:00}]", '"maintenance.0": a window has either from and to, or each and at'),
        ("maintenance: [{from: 2026-11-26 12:00, to: 2026-11-26 11:00}]", '"maintenance.0": it ends before it begins'),
        ('maintenance: [{each: fifth sun, at: "01:00-02:00"}]', '"maintenance.0.each": '),
    ],
)
def test_hours_that_cannot_be_meant_are_refused_with_their_line(tmp_path: Path, more: str, said: str) -> None:
    place = 1 + SYSTEM[: SYSTEM.index("limits:")].count("\n")
    with pytest.raises(DescriptionError) as refusal:
        opened(tmp_path, f"{more}\n")
    assert f".yaml:{place}: " in str(refusal.value)
    assert said in str(refusal.value)


def test_changed_hours_take_no_new_approval_and_any_other_change_does(tmp_path: Path) -> None:
    plain = described(tmp_path).sha256
    changed = described(tmp_path, ("limits:", f"{HOURS}limits:"))
    assert changed.description.hours
    assert changed.sha256 == plain
    assert described(tmp_path, ("limits:", f"{HOURS}# \nlimits:")).sha256 != plain
    path = described(tmp_path).path
    path.write_text(path.read_text(encoding="utf-8") + HOURS.rstrip(), encoding="utf-8")
    assert open_system(path).description.maintenance
    assert open_system(path).sha256 == plain
