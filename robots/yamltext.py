"""Changing one place of a YAML file's text and nothing else: whatever people wrote around it stays as they wrote it."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import SequenceNode

Keys = tuple[str, ...]


def put(text: str, keys: Keys, value: str | int) -> str:
    """The text with a value at a place; where the last word is not there yet, it is added to those beside it."""
    parent = _node(text, keys[:-1])
    for key, node in parent.value:
        if key.value == keys[-1]:
            return text[: node.start_mark.index] + _scalar(value) + text[_end(text, node) :]
    return _added(text, parent, f"{keys[-1]}: {_scalar(value)}")


def rename(text: str, keys: Keys, word: str) -> str:
    """The text with another word at a place, and the same value."""
    key, _ = _entry(text, keys)
    return text[: key.start_mark.index] + _scalar(word) + text[key.end_mark.index :]


def drop(text: str, keys: Keys) -> str:
    """The text without a place."""
    parent, (key, node) = _node(text, keys[:-1]), _entry(text, keys)
    if not parent.flow_style:
        first, last = _lines(text, key, node)
        lines = text.splitlines(keepends=True)
        return "".join(lines[:first] + lines[last:])
    start, end = key.start_mark.index, _end(text, node)
    if (rest := text[end:]).lstrip().startswith(","):
        return text[:start] + rest.lstrip()[1:].lstrip()
    return text[:start].rstrip().removesuffix(",") + rest


def move(text: str, keys: Keys, to: Keys) -> str:
    """The text with what stands at a place as the last of those under another, of which none may stand in braces."""
    key, node = _entry(text, keys)
    first, last = _lines(text, key, node)
    lines = text.splitlines(keepends=True)
    indent = _node(text, to).value[0][0].start_mark.column - key.start_mark.column
    moved = [_shifted(line, indent) for line in lines[first:last]]
    rest = drop(text, keys)
    _, after = _lines(rest, *_node(rest, to).value[-1])
    kept = rest.splitlines(keepends=True)
    return "".join(kept[:after] + moved + kept[after:])


def _added(text: str, parent: Any, entry: str) -> str:
    key, node = parent.value[-1]
    if parent.flow_style:
        end = _end(text, node)
        return f"{text[:end]}, {entry}{text[end:]}"
    _, after = _lines(text, key, node)
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:after], f"{' ' * key.start_mark.column}{entry}\n", *lines[after:]])


def _node(text: str, keys: Keys) -> Any:
    node = YAML(typ="rt").compose(text)
    for key in keys:
        node = _inside(node, key)
    return node


def _inside(node: Any, key: str) -> Any:
    """What stands under a word, or at a place of a list, counted from 0; one thing may stand there without a list."""
    if isinstance(node, SequenceNode):
        return node.value[int(key)]
    return node if key == "0" else next(value for name, value in node.value if name.value == key)


def _entry(text: str, keys: Keys) -> tuple[Any, Any]:
    return next((key, node) for key, node in _node(text, keys[:-1]).value if key.value == keys[-1])


def _end(text: str, node: Any) -> int:
    """Where a value ends; the composer counts what follows a block to it."""
    start: int = node.start_mark.index
    return start + len(text[start : node.end_mark.index].rstrip())


def _lines(text: str, key: Any, node: Any) -> tuple[int, int]:
    """The lines on which an entry stands: from the first to before the one after the last."""
    end = max(_end(text, node), key.end_mark.index)
    return key.start_mark.line, text.count("\n", 0, end) + 1


def _shifted(line: str, by: int) -> str:
    return " " * by + line if by >= 0 else line.removeprefix(" " * -by)


def _scalar(value: str | int) -> str:
    """A value as YAML has it in one line, also within braces."""
    out = StringIO()
    yaml = YAML(typ="rt")
    yaml.width, yaml.default_flow_style = 4096, True
    yaml.dump([value], out)
    return out.getvalue().strip()[1:-1]
