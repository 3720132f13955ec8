"""docs/new_system.md leads from the address of a real Trac to its first draft: a reader does what stands there."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from robots.model import State
from robots.settings import Home
from robots.work.office import open_store
from tests.cli import tutorial
from tests.cli.conftest import DOOR, Command
from tests.systems.learning.editing import EDITS
from tests.systems.parking import ROBOT as ACCOUNT
from tests.systems.trac import Trac

DOCUMENT = DOOR.parent / "docs" / "new_system.md"
SECTION = "### Trac from the address to the first draft"
ROBOT, SYSTEM = "permits", "our_permits"


@pytest.mark.proof
def test_a_reader_who_is_given_an_address_and_a_login_has_a_verified_draft(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{ACCOUNT.password}\n"))
    home = tmp_path / "home"
    reader = tutorial.Reader(home, command, ROBOT)
    reader.does(tutorial.Command(("setup",)))
    with Trac(tmp_path / "trac") as trac:
        for step in tutorial.steps(DOCUMENT, since=SECTION, until="## Change it, part by part"):
            reader.does(_at(trac.address, step))
    with open_store(Home(home)) as store:
        verified = [case.number for case in store.cases(State.VERIFIED, robot=ROBOT)]
    assert verified == ["1"]


def test_the_document_makes_the_edit_by_which_trac_is_worked_whole() -> None:
    edit = YAML(typ="safe", pure=True).load((EDITS / "trac.yaml").read_text(encoding="utf-8"))
    document = DOCUMENT.read_text(encoding="utf-8")
    assert [line for part in edit.values() for one in part for line in one["write"] if line not in document] == []


def _at(address: str, step: tutorial.Step) -> tutorial.Step:
    """The same where Trac really stands: its port is another each time."""
    if not isinstance(step, tutorial.Command):
        return step
    return replace(step, words=tuple(address if word.startswith("http:") else word for word in step.words))
