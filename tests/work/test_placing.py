"""A report in a folder: whole or not at all, never over what somebody filled in, and put right at the next occasion."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from robots.errors import ConfigError
from robots.words import Words
from robots.work.placing import Notes, Placed, place

NAME = "worklist-2026-11-27 Öst.xlsx"
AT = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
BESIDE = "worklist-2026-11-27 Öst (ny 20261127-060000).xlsx"


class Desk:
    """A folder that people open reports in, and what robots put there."""

    def __init__(self, path: Path, notes: Path | None = None) -> None:
        self.folder, self._made, self._notes = path / "shared", path / "made", notes or path / "delivered.json"
        self.folder.mkdir()
        self._made.mkdir()

    def puts(self, content: str, name: str = NAME, at: datetime = AT) -> Placed:
        """A report is put there, by a process of its own as far as its notes go."""
        (self._made / name).write_text(content, encoding="utf-8")
        return place(self._made / name, self.folder, Notes(self._notes), Words("sv"), now=at)

    @property
    def holds(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in sorted(self.folder.iterdir())}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_new_report_takes_the_place_of_the_former_one(desk: Desk) -> None:
    assert desk.puts("one") == Placed(desk.folder / NAME)
    assert desk.puts("two") == Placed(desk.folder / NAME)
    assert desk.holds == {NAME: "two"}


def test_what_somebody_has_saved_since_is_left_and_the_new_one_lies_beside_it(desk: Desk) -> None:
    desk.puts("one")
    (desk.folder / NAME).write_text("one, filled in by Anna", encoding="utf-8")
    placed = desk.puts("two")
    assert placed == Placed(desk.folder / BESIDE, "has been filled in by somebody")
    assert desk.holds == {NAME: "one, filled in by Anna", BESIDE: "two"}
    desk.puts("three", at=AT.replace(hour=6))
    assert desk.holds == {
        NAME: "one, filled in by Anna",
        BESIDE.replace("060000", "070000"): "three",
    }, "of what robots put beside it only the last one stays"


def test_a_stranger_of_the_same_name_is_never_written_over(desk: Desk) -> None:
    (desk.folder / NAME).write_text("somebody's own", encoding="utf-8")
    assert desk.puts("one").path.name == BESIDE
    assert desk.holds[NAME] == "somebody's own"


@pytest.mark.parametrize("lock", [f"~${NAME}", f".~lock.{NAME}#"])
def test_a_file_that_is_open_stays_and_is_put_right_once_it_is_closed(desk: Desk, lock: str) -> None:
    desk.puts("one")
    (desk.folder / lock).write_text("Anna", encoding="utf-8")
    placed = desk.puts("two")
    assert placed.why == "is open in Excel or another program"
    assert (desk.folder / NAME).read_text("utf-8") == "one"
    (desk.folder / lock).unlink()

    desk.puts("other", "worklist-2026-11-28 Öst.xlsx")
    assert desk.holds == {NAME: "two", "worklist-2026-11-28 Öst.xlsx": "other"}


@pytest.mark.parametrize("code", [errno.EACCES, errno.EBUSY])
def test_a_file_that_the_folder_does_not_let_go_of_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """As Windows does, and a share of it: nothing beside the file tells that it is open."""
    desk.puts("one")
    moves = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target).name == NAME:
            raise OSError(code, os.strerror(code))
        return moves(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        assert desk.puts("two").path.name == BESIDE
        assert desk.holds == {NAME: "one", BESIDE: "two"}
    assert desk.puts("three").why is None
    assert desk.holds == {NAME: "three"}


def test_what_was_filled_in_while_it_was_open_is_not_lost_when_it_is_closed(desk: Desk) -> None:
    desk.puts("one")
    (lock := desk.folder / f"~${NAME}").write_text("Anna", encoding="utf-8")
    desk.puts("two")
    (desk.folder / NAME).write_text("one, filled in", encoding="utf-8")
    lock.unlink()
    desk.puts("other", "worklist-2026-11-28 Öst.xlsx")
    assert desk.holds[NAME] == "one, filled in"
    assert desk.holds[BESIDE] == "two"


def test_what_lies_beside_and_is_open_stays_until_it_is_closed(desk: Desk) -> None:
    desk.puts("one")
    (desk.folder / NAME).write_text("one, filled in by Anna", encoding="utf-8")
    desk.puts("two")
    (lock := desk.folder / f"~${BESIDE}").write_text("Bo", encoding="utf-8")
    third = desk.puts("three", at=AT.replace(hour=6)).path.name
    assert desk.holds == {NAME: "one, filled in by Anna", BESIDE: "two", third: "three", lock.name: "Bo"}
    (desk.folder / NAME).unlink()
    (newer := desk.folder / f"~${third}").write_text("Bo", encoding="utf-8")
    desk.puts("other", "worklist-2026-11-28 Öst.xlsx")
    assert desk.holds[third] == "three", "nor does it get another name"
    lock.unlink()
    newer.unlink()
    desk.puts("other", "worklist-2026-11-28 Öst.xlsx")
    assert desk.holds == {NAME: "three", "worklist-2026-11-28 Öst.xlsx": "other"}


@pytest.mark.parametrize("code", [errno.EACCES, errno.EBUSY])
def test_what_the_folder_does_not_let_go_of_keeps_no_report_from_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    desk.puts("one")
    (desk.folder / NAME).write_text("one, filled in by Anna", encoding="utf-8")
    desk.puts("two")
    removes = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self.name == BESIDE:
            raise OSError(code, os.strerror(code))
        removes(self, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        third = desk.puts("three", at=AT.replace(hour=6)).path.name
        assert desk.holds == {NAME: "one, filled in by Anna", BESIDE: "two", third: "three"}
    desk.puts("other", "worklist-2026-11-28 Öst.xlsx")
    assert BESIDE not in desk.holds


def test_a_share_that_is_away_for_a_while_is_still_known_when_it_is_back(tmp_path: Path) -> None:
    here, there = (Desk(_made(tmp_path / name), tmp_path / "delivered.json") for name in "AB")
    there.puts("one")
    there.folder.rename(tmp_path / "away")
    here.puts("one")
    (tmp_path / "away").rename(there.folder)
    assert there.puts("two").why is None
    (there.folder / NAME).unlink()
    here.puts("two")
    assert str(there.folder) not in (tmp_path / "delivered.json").read_text("utf-8"), "what was removed is forgotten"


def test_a_share_that_nobody_may_look_into_keeps_no_other_from_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = (Desk(_made(tmp_path / name), tmp_path / "delivered.json") for name in "AB")
    there.puts("one")
    looks = Path.stat

    def closed(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.is_relative_to(there.folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return looks(self, follow_symlinks=follow_symlinks)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", closed)
        assert here.puts("one") == Placed(here.folder / NAME)
    assert there.puts("two").why is None


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_folder_that_is_not_there_is_not_made(desk: Desk) -> None:
    desk.folder.rmdir()
    with pytest.raises(ConfigError, match="If it is a share: is it mounted"):
        desk.puts("one")
    assert not desk.folder.exists()


def test_a_full_disk_leaves_no_half_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.puts("one")

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        desk.puts("two")
    assert desk.holds == {NAME: "one"}


def test_what_a_killed_process_left_unfinished_goes_after_a_while(desk: Desk) -> None:
    left = desk.folder / f".{NAME}.4711.tmp"
    left.write_text("half", encoding="utf-8")
    desk.puts("one")
    assert left.exists(), "another process may be at it"
    os.utime(left, (0, 0))
    desk.puts("two")
    assert desk.holds == {NAME: "two"}


def test_notes_that_cannot_be_read_make_robots_careful(desk: Desk, tmp_path: Path) -> None:
    desk.puts("one")
    (tmp_path / "delivered.json").write_text("{half", encoding="utf-8")
    assert desk.puts("two").path.name == BESIDE
