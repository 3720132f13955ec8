"""What learning read from the first cases, side by side with pictures of their pages, as one page of HTML.

It holds what citizens told: it lies in data/learned for this account only, and goes with `run.py purge`.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from robots.folders import own
from robots.reports.visible import visible
from robots.settings import Home
from robots.systems.learning.described import Described, Keys, Learned
from robots.systems.learning.fields import Found
from robots.systems.learning.verifying import Held, Verified
from robots.words import Words


@dataclass(frozen=True)
class Line:
    """One label over the cases."""

    label: str
    name: str  # in the description; empty where it is not read
    kind: str
    texts: tuple[str, ...]  # one a case
    doubts: tuple[str, ...]
    held: Held | None  # how it was read in further cases


@dataclass(frozen=True)
class Shot:
    """One screen: what it is called, its labels, and its pictures."""

    title: str
    lines: tuple[Line, ...]
    pictures: tuple[tuple[str, str], ...]  # number, data


def write_page(
    home: Home, name: str, learned: Learned, described: Described, verified: Verified | None, say: Words
) -> Path:
    """Write data/learned/<name>.html; where it stands."""
    numbers = list(dict.fromkeys(number for screen in learned.seen for number in screen.panes))
    page = _pages(say).get_template("learned.html")
    text = page.render(
        language=say.language, name=name, address=learned.address, numbers=numbers, verified=verified,
        shots=list(_shots(learned, described, verified, numbers)), never=described.tree["never"]["press"],
        days=home.settings.retention.evidence,
    )  # fmt: skip
    path = own(home.data / "learned") / f"{name}.html"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return path


def _shots(learned: Learned, described: Described, verified: Verified | None, numbers: list[str]) -> Iterator[Shot]:
    named = dict(_named(described.tree))
    held = verified.fields if verified else {}
    fields = learned.fields
    shown: set[bytes] = set()
    for at, screen in enumerate(learned.seen):
        lines = tuple(_line(one, named, described, held, numbers) for one in fields if one.screen == at)
        pictures = []
        for number, page in screen.pages.items():
            if page.picture and page.picture not in shown:
                shown.add(page.picture)
                pictures.append((number, base64.b64encode(page.picture).decode("ascii")))
        yield Shot(screen.title or screen.heading or screen.at or "", lines, tuple(pictures))


def _named(tree: Mapping[str, Any]) -> Iterator[tuple[tuple[object, ...], Keys]]:
    """Where a label is read in the description, by what finds it."""
    for flow, case in tree["cases"].items():
        parts = {("screens", name): part for name, part in case["screens"].items()} | {("draft",): case["draft"]}
        for keys, part in parts.items():
            for name, said in part["fields"].items():
                columns = tuple(sorted(column.get("label", name) for name, column in said.get("columns", {}).items()))
                yield (
                    (said.get("label"), said.get("within"), said.get("nth"), columns),
                    ("cases", flow, *keys, "fields", name),
                )


def _line(
    one: Found, named: Mapping[Any, Keys], described: Described, held: Mapping[Keys, Held], numbers: list[str]
) -> Line:
    said = one.described
    keys = named.get((said.get("label"), said.get("within"), said.get("nth"), ()), ())
    if one.columns is not None:
        titles = {title for title, _ in one.columns.values()}
        keys = next(
            (place for what, place in named.items() if what[3] and set(what[3]) <= titles and what[0] is None), ()
        )
    return Line(
        label=f"{one.label} ({one.within})" if one.within and one.within != one.label else one.label,
        name=keys[-1] if keys else "",
        kind=_kind(described.tree, keys) or one.guess.kind,
        texts=tuple(_text(one, number) for number in numbers),
        doubts=tuple(dict.fromkeys((*described.doubts.get(keys, ()), *one.guess.doubts))),
        held=held.get(keys),
    )


def _kind(tree: Any, keys: Keys) -> str:
    for key in keys:
        tree = tree[key]
    return str(tree.get("kind", "text")) if keys else ""


def _text(one: Found, number: str) -> str:
    if one.tables is not None:
        grid = one.tables.get(number)
        return "\n".join(" | ".join(cell.text if cell else "" for cell in row) for row in grid.rows) if grid else ""
    return one.spots[number].text if number in one.spots else ""


def _pages(say: Words) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    pages.globals |= {"say": say, "again": say.again}
    pages.filters["seen"] = visible
    return pages
