"""A proposal as the file config/systems/<name>.yaml: with what is not sure, and what was left out, as comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import StringIO
from textwrap import wrap
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from robots import yamlfile
from robots.systems.learning.described import Described
from robots.words import Words

SCHEMA = "# yaml-language-server: $schema=../schema/system.json"
UNSURE = "unsure: {state}"
OTHERS = "other labels that stand here; move a line below and take its # away to have it read:"
NOT_FOUND = "the flow needs these too, and no label was found for them: {fields}"
_WIDE = 118  # characters of a line
_FITS = 105  # of a part, as Python writes it, that still fits on one
_ON_ONE_LINE = ("fields", "columns", "settings")  # what stands in these is written on one line where it fits
_SHORT = (
    "settings",
    "account",
    "limits",
    "user",
    "password",
    "next",
    "tab",
    "leave",
    "rows",
    "with",
    "options",
    "carries",
    "press",
    "send",
)


def written(described: Described, about: str, say: Words) -> str:
    """The whole file.

    Args:
        described: The proposal.
        about: What is said of the file as a whole, above everything.
        say: The language of the comments.
    """
    text = dumped(described.tree)
    above: dict[int, list[str]] = {}
    lines = text.splitlines()
    for keys, line in yamlfile.places_in(text):
        above.setdefault(line, []).extend(_comments(described, keys, lines[line - 1], say))
    body = [one for number, line in enumerate(lines, start=1) for one in (*_gap(line), *above.get(number, ()), line)]
    return "\n".join([SCHEMA, *_comment(about, ""), *body]) + "\n"


def dumped(tree: Mapping[str, Any]) -> str:
    """The tree as YAML, each field on a line of its own."""
    yaml = YAML()
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    out = StringIO()
    yaml.dump(_laid_out(tree, "", ""), out)
    return out.getvalue()


def _laid_out(part: Any, name: str, parent: str) -> Any:
    """The same for ruamel, with small parts on one line each."""
    if isinstance(part, Mapping):
        block = CommentedMap({key: _laid_out(value, key, name) for key, value in part.items()})
        if (name in _SHORT or parent in _ON_ONE_LINE) and len(repr(part)) < _FITS:
            block.fa.set_flow_style()
        return block
    if isinstance(part, list | tuple):
        row = CommentedSeq(_laid_out(one, name, parent) for one in part)
        if not any(isinstance(one, Mapping) for one in part):
            row.fa.set_flow_style()
        return row
    return part


def _comments(described: Described, keys: tuple[str, ...], line: str, say: Words) -> Iterator[str]:
    """What stands above the line of a word; what is said of a part stands above its first word."""
    indent = " " * (len(line) - len(line.lstrip()))
    if _first(described.tree, keys[:-1]) == keys[-1]:
        yield from _beside(described, keys[:-1], indent, say)
    for doubt in dict.fromkeys(described.doubts.get(keys, ())):
        yield from _comment(say(UNSURE, state=say.again(doubt)), indent)
    if not _at(described.tree, keys):
        yield from _beside(described, keys, indent, say)


def _beside(described: Described, keys: tuple[str, ...], indent: str, say: Words) -> Iterator[str]:
    """What was left out of a part, and what is missing from it."""
    if missing := described.missing.get(keys):
        yield from _comment(say(NOT_FOUND, fields=", ".join(missing)), indent)
    if others := described.left_out.get(keys):
        yield from _comment(say(OTHERS), indent)
        for name, said in others:
            _, *shown = dumped({_ON_ONE_LINE[0]: {name: said}}).rstrip("\n").splitlines()
            yield from (f"{indent}# {one}" for one in shown)


def _first(tree: Any, keys: tuple[str, ...]) -> str | None:
    part = _at(tree, keys)
    return next(iter(part), None) if isinstance(part, Mapping) else None


def _at(tree: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree


def _gap(line: str) -> tuple[str, ...]:
    """An empty line above each great part."""
    return ("",) if line.endswith(":") and not line.startswith(" ") else ()


def _comment(text: str, indent: str) -> list[str]:
    start = f"{indent}# "
    return wrap(
        text, _WIDE, initial_indent=start, subsequent_indent=start, break_on_hyphens=False, break_long_words=False
    )
