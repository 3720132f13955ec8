"""What a person is told when something fails that nobody thought of: its kind and place, and none of what it held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from robots.work import office
from tests.cli.conftest import Command
from tests.logbook import logged

PERSON = "Testa Provsson"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The logger lets the test's folder go afterwards."""
    yield
    logger.remove()


def fails(_home: object) -> None:
    """Fail as a program does that holds a citizen's data."""
    raise ValueError(f"{PERSON}, 19900101-2385")


@pytest.mark.parametrize(("language", "said"), [("en", "An unforeseen ValueError at "), ("sv", "Ett oförutsett fel, ")])
def test_an_unforeseen_fault_is_told_by_kind_and_place_and_where_to_read_on(
    command: Command, fresh: Path, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setattr(office, "open_store", fails)
    answer = command("--home", fresh, "--lang", language, "cases")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith(said)
    assert "ValueError" in answer.err
    assert "test_faults.py:" in answer.err
    log = fresh / "logs" / "robots.jsonl"
    assert str(log) in answer.err.replace("\n", "")
    lines = logged(log.parent)
    assert lines[-1]["places"][0].startswith("test_faults.py:")
    assert "Provsson" not in answer.err + str(lines)
    assert "2385" not in answer.err + str(lines)


def test_a_personal_number_on_the_command_line_is_not_said_again(command: Command, fresh: Path) -> None:
    answer = command("--home", fresh, "--lang", "en", "case", "19900101-2385")
    assert answer.code == 2
    assert "[personal number]" in answer.err
    assert "2385" not in answer.err
