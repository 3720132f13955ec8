"""A run of changes that was broken off goes on where it was."""

from __future__ import annotations

from pathlib import Path

from tests.mutations.healing import Healed
from tests.mutations.judging import Ended, Verdict
from tests.mutations.kinds import Kind
from tests.mutations.rows import Rows

ENDED = Ended(Kind.HIDDEN, "hidden of basis.duration", 3, Verdict.STOPPED, '"Varaktighet" is hidden (2)', "duration")
HEALED = Healed(Kind.LABEL_RENAMED, "label renamed of draft.note", 0, "", {"Not": "Nota"}, {"Not": "Nota"}, "right", "")


def test_what_came_of_each_change_is_there_again(tmp_path: Path) -> None:
    rows = Rows.of(tmp_path / "rows", "practice", "6")
    for one in (ENDED, HEALED, ENDED):
        rows.add(one)
    again = Rows.of(tmp_path / "rows", "practice", "6")
    assert (again.ended, again.healed) == ([ENDED, ENDED], [HEALED])
    assert Rows.of(tmp_path / "rows", "practice", "7").ended == []


def test_a_line_that_a_kill_left_half_is_left_out(tmp_path: Path) -> None:
    rows = Rows.of(tmp_path, "practice", "6")
    rows.add(ENDED)
    rows.file.write_text(rows.file.read_text("utf-8") + '{"kind": "hid', "utf-8")
    rows = Rows.of(tmp_path, "practice", "6")
    rows.add(ENDED)
    assert Rows.of(tmp_path, "practice", "6").ended == [ENDED, ENDED]
