"""Help: by kind of reader, on one screen, in either language, and with examples that work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.main import get_command

from robots.cli import guide
from robots.cli.commands import SUBJECTS, commands
from robots.cli.guide import Topic
from robots.cli.line import Line
from robots.cli.screen import Desk
from robots.words import Language, Words
from tests.cli.conftest import DOOR, Command

DOCUMENTS = [DOOR.parent / "README.md", *sorted((DOOR.parent / "docs").glob("*.md"))]


def leaves(language: Language) -> dict[str, Topic]:
    """Every single command, by its words."""
    root = get_command(commands(Desk(Path(), Words(language))))
    return {" ".join(leaf.path): leaf for leaf in Topic(root, ()).leaves()}


def refused(line: str) -> str | None:
    """Why the parser refuses a command line, if it does; nothing is done."""
    root = get_command(commands(Desk(Path(), Words("en"))))
    name, _, rest = line.partition("run.py ")
    words = Line.of(rest.split(" > ")[0].split(" >> ")[0].split()).words
    if name or not rest or guide.topic(root, words):
        return None if guide.wanted(words) else "it names no command"
    found = guide.reached(root, words)
    try:
        found.command.make_context(found.path[-1], list(words[len(found.path) :]))
    except Exception as problem:
        return str(problem)
    return None


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_has_the_commands_that_it_is_loaded_for(subject: str) -> None:
    desk = Desk(Path(), Words("en"))
    for name in SUBJECTS[subject]:
        assert set(Topic(get_command(commands(desk, (name,))), ()).inner) == set(SUBJECTS[subject])


@pytest.mark.parametrize("name", leaves("en"))
def test_each_command_has_an_example_of_itself_that_the_parser_takes(name: str) -> None:
    examples = (leaves("en")[name].command.epilog or "").splitlines()
    assert examples, f"{name} has no example: give its command an epilog"
    for example in examples:
        assert example.startswith(f"run.py {name}")
        assert refused(example) is None


@pytest.mark.parametrize("line", ["run.py casse", "run.py case", "run.py cases --stat x", "run.py run x --limit two"])
def test_an_example_that_rots_is_found(line: str) -> None:
    assert refused(line)


@pytest.mark.parametrize("name", leaves("en"))
def test_each_panel_command_and_option_is_explained_in_either_language(name: str) -> None:
    here, there = leaves("en")[name].command, leaves("sv")[name].command
    assert here.rich_help_panel, f"{name} stands in no panel: give it a rich_help_panel"
    assert here.rich_help_panel != there.rich_help_panel
    assert here.help != there.help
    for ours, theirs in zip(here.params, there.params, strict=True):
        assert ours.help, f"{name}: {ours.name} is not explained"
        assert ours.help != theirs.help


def test_help_on_a_command_ends_with_its_example(command: Command) -> None:
    assert command("cases", "--help").out.endswith("Exempel:\n  run.py cases --state handed_over\n")
    assert "Example:\n" in command("cases", "--help", "--lang", "en").out


@pytest.mark.parametrize("language", get_args(Language))
def test_without_arguments_it_says_what_it_can_do_by_kind_of_reader_on_one_screen(
    language: Language, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guide.console, "_width", 80)
    answer = command("--lang", language)
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert len(lines) <= 54
    assert all(len(line) <= 80 for line in lines)
    say = Words(language)
    headings = [line for line in lines[2:-1] if not line.startswith(" ")]
    order = [say(panel).lower() for panel in guide.READERS]
    assert headings[0] == say("To try")
    assert f"{say('IT staff')}: {say('To operate').lower()}" in headings
    places = [order.index(heading.rpartition(": ")[2].lower()) for heading in headings]
    assert places == sorted(places)


def test_what_caseworkers_do_with_rules_stands_together(command: Command) -> None:
    rules = {name: leaf.command.rich_help_panel for name, leaf in leaves("en").items() if name.startswith("rules ")}
    assert rules.keys() >= {"rules check", "rules show", "rules replay", "rules accept", "rules explain"}
    assert set(rules.values()) == {"Caseworkers"}
    assert "rules" in command("--lang", "en").out


def test_a_panel_that_is_not_listed_comes_last() -> None:
    root = get_command(commands(Desk(Path(), Words("en"))))
    root.commands["stop"].rich_help_panel = "Something new"
    assert list(guide._sections(Topic(root, ()), Words("en")))[-1] == "Something new"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_command_that_a_document_names_is_taken_by_the_parser(document: Path) -> None:
    blocks = document.read_text("utf-8").split("```")[1::2]
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    typed = [line.removeprefix("python3 ") for line in lines if re.match(r"(python3 )?run\.py [a-z-]", line)]
    known = [line for line in typed if "<" not in line and "test" not in line]
    assert {line: why for line in known if (why := refused(line))} == {}
