"""A flow's folder is opened whole, or refused in words."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from robots import open_flow
from robots.errors import ConfigError, RuleError
from tests.rules.books import change, write_flow

FLOW = """
from __future__ import annotations

from robots import Finding, Flow, Metres, Proposal, Record, Rules


class Application(Record):
    length: Metres | None
    colour: str


def check(application: Application, rules: Rules) -> list[Finding]:
    return rules.findings("criteria", application)


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    return rules.proposal("outcome", application, findings)


FLOW = Flow("thing", "Sak", application=Application, check=check, decide=decide)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A flow that agrees with its rules, but for the field "colour": text here, a choice there."""
    folder = write_flow(tmp_path / "thing")
    (folder / "flow.py").write_text(FLOW.replace("colour: str", 'colour: Literal["red", "blue"]'), encoding="utf-8")
    mend(folder, "from robots import", "from typing import Literal\n\nfrom robots import")
    return folder


def mend(folder: Path, old: str, new: str) -> None:
    text = (folder / "flow.py").read_text(encoding="utf-8")
    (folder / "flow.py").write_text(text.replace(old, new), encoding="utf-8")


def test_a_flow_proposes_as_of_the_day_it_is_given(folder: Path) -> None:
    flow = open_flow(folder)
    application = flow.flow.application.of({"length": 11, "colour": "red"})

    assert flow.propose(application, date(2024, 12, 31))[1].outcome == "reject"
    assert flow.propose(application, date(2025, 1, 1))[1].outcome == "grant"


def test_a_flow_has_the_module_beside_it_and_none_of_another_home(folder: Path, tmp_path: Path) -> None:
    mend(folder, "from robots import", "from .words import TITLE\n\nfrom robots import")
    mend(folder, '"Sak"', "TITLE")
    (folder / "words.py").write_text('TITLE = "Sak"', encoding="utf-8")
    elsewhere = shutil.copytree(folder, tmp_path / "elsewhere" / "thing")
    (elsewhere / "words.py").write_text('TITLE = "Ting"', encoding="utf-8")

    assert [open_flow(one).flow.title for one in (folder, elsewhere, folder)] == ["Sak", "Ting", "Sak"]


def test_a_flow_is_known_by_its_rules_and_texts(folder: Path) -> None:
    flow = open_flow(folder)

    assert flow.sha256s == (flow.rules.sha256, flow.rules.texts_sha256)


def test_a_field_is_called_what_the_rules_call_it(folder: Path) -> None:
    flow = open_flow(folder)

    assert flow.called("length") == "Längd"
    assert flow.called("nothing_of_the_kind") == "nothing_of_the_kind"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("length: Metres", "lenght: Metres", "fältet length finns inte i flow.py. Närmast: lenght"),
        ("length: Metres", "length: int", "bladet säger heltal i m, men i flow.py är length heltal."),
        ("length: Metres", "length: str", "men i flow.py är length text."),
        ('"red", "blue"', '"red", "green"', "men i flow.py är colour val (green, red)."),
    ],
)
def test_a_record_that_disagrees_with_the_concepts_is_refused(folder: Path, old: str, new: str, says: str) -> None:
    mend(folder, old, new)

    with pytest.raises(RuleError) as refused:
        open_flow(folder)

    assert says in str(refused.value)


def test_a_folder_without_a_flow_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"flow\.py does not exist"):
        open_flow(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('Flow("thing"', 'Flow("other"', r'must define FLOW = Flow\("thing", ...\)'),
        ("FLOW = ", "RIVER = ", "must define FLOW"),
        ("class Application", "klass Application", r"flow\.py cannot be run"),
        ("Metres, Proposal", "Furlongs, Proposal", "cannot be run: .*Furlongs"),
    ],
)
def test_a_flow_that_cannot_be_run_is_refused(folder: Path, old: str, new: str, says: str) -> None:
    mend(folder, old, new)

    with pytest.raises(ConfigError, match=says):
        open_flow(folder)


def test_rules_that_cannot_be_read_keep_the_flow_shut(folder: Path) -> None:
    change(folder, "Kort", "B2", "1-6")

    with pytest.raises(RuleError, match='blad "Kort", cell B2'):
        open_flow(folder)


def test_the_toolkit_is_imported_only_when_a_name_of_it_is_used() -> None:
    script = "import robots, sys; assert 'pydantic' not in sys.modules; robots.Record; assert 'pydantic' in sys.modules"

    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])
