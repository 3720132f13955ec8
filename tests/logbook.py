"""The log of a home as one list of lines, also where midnight came in between and a new file was begun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Line = dict[str, Any]


def logged(folder: Path) -> list[Line]:
    """All whole lines in a folder of logs, the oldest first; one that is being written is left out."""
    while True:
        files = _files(folder)
        try:
            texts = [file.read_text("utf-8") for file in files]
        except FileNotFoundError:  # midnight came just now
            continue
        if files == _files(folder):
            return [json.loads(line) for text in texts for line in text.split("\n")[:-1]]


def _files(folder: Path) -> list[Path]:
    """Files of days past are named by their time, between the name's two parts; today's has none and comes last."""
    return sorted(folder.glob("robots*.jsonl"), key=lambda file: (file.name == "robots.jsonl", file.name))
