"""The JSON Schemas that editors read say what the toolkit reads, and every file in config/ names its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.systems.schemas import SCHEMAS, schema

CONFIG = Path(__file__).parents[2] / "config"
FILES = [CONFIG / "settings.yaml", CONFIG / "robots.yaml", *sorted((CONFIG / "systems").glob("*.yaml"))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_in_config_is_what_the_toolkit_reads(name: str) -> None:
    stands = (CONFIG / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert stands == schema(name), "write them anew: python -m robots.systems.schemas"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_names_the_schema_that_editors_check_it_with(file: Path) -> None:
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    named = (file.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
    wanted = "system" if file.parent.name == "systems" else file.stem
    assert named == CONFIG / "schema" / f"{wanted}.json"
