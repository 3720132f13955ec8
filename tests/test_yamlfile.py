"""YAML files that people write: read as they look, or refused with file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import Field, model_validator

from robots import yamlfile
from robots.errors import ConfigError, DescriptionError
from robots.yamlfile import Complaint, Part


class Lid(Part):
    """A part inside a part."""

    colour: str = "red"
    width: int = 1


class Box(Part):
    """What the files of these tests hold."""

    name: str = ""
    number: int = 0
    open: bool = False
    weight: float = 1.0
    day: date | None = None
    lids: list[Lid] = Field(default_factory=list)

    @model_validator(mode="after")
    def _closes(self) -> Box:
        for place, lid in enumerate(self.lids):
            if lid.width > 10:
                raise Complaint("it does not fit", "lids", place, "width")
        return self


class Shelf(Part):
    """A part that holds parts which complain of their own parts."""

    boxes: dict[str, Box]


def read(folder: Path, text: str) -> Box:
    """A file of this text, read."""
    path = folder / "box.yaml"
    path.write_text(text, encoding="utf-8")
    return yamlfile.read(path, Box, shown="config/box.yaml")


MEANT = {
    "name: no": Box(name="no"),
    "name: Ja": Box(name="Ja"),
    "name: 12:30": Box(name="12:30"),
    'name: "007"': Box(name="007"),
    "number: 1_000": Box(number=1000),
    "number: 010": Box(number=10),
    "open: true": Box(open=True),
    "weight: 1e3": Box(weight=1000.0),
    "weight: 2": Box(weight=2.0),
    "day: 2026-11-23": Box(day=date(2026, 11, 23)),
    "\ufeffname: å": Box(name="å"),
    "name: &a x\n": Box(name="x"),
}


@pytest.mark.parametrize(("text", "box"), MEANT.items(), ids=MEANT)
def test_a_file_says_what_it_looks_like(tmp_path: Path, text: str, box: Box) -> None:
    assert read(tmp_path, text) == box


REFUSED = {
    "name: 1e3": '1: "name" must be text, but YAML reads 1000.0 here; put it in quotes.',
    "name: 010": '1: "name" must be text, but YAML reads 10 here; put it in quotes.',
    "name: true": '1: "name" must be text, but YAML reads True here; put it in quotes.',
    "name: 2026-11-23": '1: "name" must be text, but YAML reads 2026-11-23 here; put it in quotes.',
    "number: 1\nname:": '2: "name" must be text, but nothing stands here.',
    "number: 1e3": '1: "number": Input should be a valid integer.',
    "number: '1'": '1: "number": Input should be a valid integer.',
    "open: no": '1: "open" must be true or false, not the text "no".',
    "weight: .inf": '1: "weight": Input should be a finite number.',
    "weight: .nan": '1: "weight": Input should be a finite number.',
    "number: 1\nday: 2026-13-02": '2: "day": Input should be a valid date.',
    "name: x\nname: y": '2: found duplicate key "name" with value "y" (original value: "x").',
    "name:\n\tx": "2: a tab stands here; indent with spaces.",
    "box:\n  name: x\n number: 1": "3: this line, or one just before it, is indented otherwise than those around it.",
    "name: x\nnmae: y": '2: "nmae" is not a word that belongs here.',
    "name: x\n---\nname: y": "2: but found another document.",
    "name: *x": "1: found undefined alias 'x'.",
    "name: %": "1: found character '%' that cannot start any token.",
    "name: {": "1: expected the node content, but found '<stream end>'.",
    "": '1: "the file" must hold lines of the form "word: value".',
    "- name": '1: "the file" must hold lines of the form "word: value".',
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items(), ids=REFUSED)
def test_a_file_that_says_something_else_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read(tmp_path, text)
    assert str(refusal.value) == f"config/box.yaml:{said}"


def test_a_line_is_told_of_the_file_as_it_stands_now(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    for above in ("", "# one more line\n"):
        path.write_text(f"{above}name: box\n", encoding="utf-8")
        assert yamlfile.line_of(path, "name") == 1 + bool(above)


def test_what_only_a_whole_part_can_tell_has_the_line_of_the_trouble_as_well(tmp_path: Path) -> None:
    path = tmp_path / "shelf.yaml"
    path.write_text("boxes:\n  one:\n    lids:\n      - colour: red\n      - {colour: blue}\n", encoding="utf-8")
    assert yamlfile.read(path, Shelf).boxes["one"].lids[1].colour == "blue"
    path.write_text(path.read_text(encoding="utf-8").replace("{colour: blue}", "colour: blue\n        width: 12"))
    with pytest.raises(DescriptionError) as refusal:
        yamlfile.read(path, Shelf, error=DescriptionError, shown="shelf.yaml")
    assert str(refusal.value) == 'shelf.yaml:6: "boxes.one.lids.1.width": it does not fit.'


def test_a_line_can_be_asked_for_later(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_text("# a comment\nname: x\nlids:\n  - colour: red\n  - colour: blue\n", encoding="utf-8")
    places = [("name",), ("lids", 1, "colour"), ("lids", 7), ("nowhere",), ()]
    assert [yamlfile.line_of(path, *keys) for keys in places] == [2, 5, 3, 1, 1]


def test_every_word_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_text("name: x\nlid:\n  # a comment\n  colour: {inside: red}\n", encoding="utf-8")
    assert dict(yamlfile.places(path)) == {
        ("name",): 1,
        ("lid",): 2,
        ("lid", "colour"): 4,
        ("lid", "colour", "inside"): 4,
    }


def test_a_change_keeps_comments_and_order(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_text("# boxes\nname: å  # the first\nopen: false\n", encoding="utf-8")
    yamlfile.change(path, lambda tree: tree.update(open=True))
    assert path.read_text(encoding="utf-8") == "# boxes\nname: å  # the first\nopen: true\n"
