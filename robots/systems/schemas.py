"""JSON Schemas of the files in config/, for editors: they complete the words and mark mistakes while one types.

Each file names its schema in its first line. After a change of what the files may say: python -m robots.systems.schemas
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from robots.settings import Robots, Settings
from robots.systems.description import Description
from robots.yamlfile import Part

SCHEMAS: Mapping[str, type[Part]] = {"system": Description, "settings": Settings, "robots": Robots}


def schema(name: str) -> str:
    """The text of config/schema/<name>.json."""
    return json.dumps(SCHEMAS[name].model_json_schema(by_alias=True), ensure_ascii=False, indent=1) + "\n"


def write(folder: Path) -> None:
    """Write all schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (folder / f"{name}.json").write_text(schema(name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path("config") / "schema")
