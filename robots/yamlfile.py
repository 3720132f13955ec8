"""The YAML files that people write: read strictly, with file and line in every complaint, and changed with care."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from robots.errors import ConfigError
from robots.remembered import remembered

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import RoundTripConstructor


class Part(BaseModel):
    """The base of everything that a configuration file may say: nothing unknown, nothing converted.

    Its checks are built when they are first needed, which a part of another never is by itself.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, allow_inf_nan=False, defer_build=True
    )


class Complaint(ValueError):
    """What a part that is checked as a whole raises to say where inside it the trouble stands."""

    def __init__(self, text: str, *keys: str | int) -> None:
        super().__init__(text)
        self.keys = keys


def several(given: object) -> object:
    """For validators: one value may stand for a list of one."""
    return tuple(given) if isinstance(given, list | tuple) else (given,)


P = TypeVar("P", bound=Part)


def read(path: Path, kind: type[P], *, error: type[ConfigError] = ConfigError, shown: str | None = None) -> P:
    """Read a file into its typed form.

    Args:
        path: The file, UTF-8.
        kind: What it must hold.
        error: The class of ConfigError to raise.
        shown: How messages name the file; its last three parts by default.

    Raises:
        ConfigError: The file is missing, is no YAML, or holds something else; every complaint with its line.
    """
    name = shown or "/".join(path.parts[-3:])
    text = _text(path, name, error)
    try:
        return kind.model_validate(remembered(path, text.encode(), lambda: _plain(_parsed(text, name, error))))
    except ValidationError as refused:
        tree = _parsed(text, name, error)
        faults = [(fault, _keys(fault, tree)) for fault in refused.errors()]
        complaints = [f"{name}:{_line(tree, keys)}: {_say(fault, keys)}" for fault, keys in faults]
        raise error("\n".join(complaints)) from None


def line_of(path: Path, *keys: str | int) -> int:
    """The line on which something stands, for messages made after reading."""
    return _line(_load(path, path.name, ConfigError), keys)


def places(path: Path) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every word of a file by the words that lead to it, and the line on which it stands."""
    tree = _load(path, path.name, ConfigError)
    return ((keys, _line(tree, keys)) for keys in _words(tree))


def places_in(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """The same of a text that is to become a file."""
    tree = _tree(text)
    return ((keys, _line(tree, keys)) for keys in _words(tree))


def change(path: Path, by: Callable[[Any], None]) -> None:
    """Change a file in place; `by` is given its tree. Comments and order stay."""
    yaml = _yaml()
    yaml.width = 120
    tree = yaml.load(path.read_text(encoding="utf-8"))
    by(tree)
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)


def _load(path: Path, name: str, error: type[ConfigError]) -> Any:
    return _parsed(_text(path, name, error), name, error)


def _text(path: Path, name: str, error: type[ConfigError]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise error(f"{name}: there is no such file.") from None
    except UnicodeDecodeError as refused:
        raise error(f"{name}: byte {refused.start} is not UTF-8; save the file as UTF-8.") from None


def _parsed(text: str, name: str, error: type[ConfigError]) -> Any:
    from ruamel.yaml.error import MarkedYAMLError

    try:
        return _tree(text)
    except MarkedYAMLError as refused:
        mark = refused.problem_mark
        line = mark.line + 1 if mark else 1
        tab = "\\t" in (refused.problem or "")
        why = "a tab stands here; indent with spaces" if tab else refused.problem or "this is no YAML"
        if "block mapping start" in why:
            why = "this line, or one just before it, is indented otherwise than those around it"
        raise error(f"{name}:{line}: {why}.") from None


@lru_cache(maxsize=32)
def _tree(text: str) -> Any:
    """What a text says; none of those who ask changes it. A robot asks again and again where in a description it is."""
    return _yaml().load(text)


@cache
def _constructor() -> type[RoundTripConstructor]:
    from ruamel.yaml.constructor import RoundTripConstructor

    class Constructor(RoundTripConstructor):
        """Leaves a day that is none, such as 2026-13-02, as text: it is refused where a day must stand."""

        def day(self, node: Any) -> Any:
            try:
                return self.construct_yaml_timestamp(node)
            except ValueError:
                return self.construct_scalar(node)

    Constructor.add_constructor("tag:yaml.org,2002:timestamp", Constructor.day)
    return Constructor


def _yaml() -> YAML:
    from ruamel.yaml import YAML

    yaml = YAML(typ="rt")
    yaml.Constructor = _constructor()
    return yaml


def _plain(tree: Any) -> Any:
    """The tree as plain dicts, lists and scalars. YAML's own types for 1e3 and 010 become what they are: numbers."""
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain(value) for value in tree]
    for kind in (bool, int, float, str):
        if isinstance(tree, kind):
            return kind(tree)
    return tree


def _line(tree: Any, keys: tuple[str | int, ...]) -> int:
    line = 1
    for key in keys:
        marks = getattr(tree, "lc", None)
        if marks is None or not isinstance(tree, dict | list):
            break
        try:
            line = (marks.key(key) if isinstance(tree, dict) else marks.item(key))[0] + 1
            tree = tree[key]  # type: ignore[index]  # the mark was found by this key
        except (KeyError, IndexError, TypeError):
            break
    return line


def _words(tree: Any) -> Iterator[tuple[str, ...]]:
    for word, below in tree.items() if isinstance(tree, dict) else ():
        yield (str(word),)
        yield from ((str(word), *rest) for rest in _words(below))


def _keys(fault: Any, tree: Any) -> tuple[str | int, ...]:
    """Where in the file a fault stands; the kinds of a part, which no file says and pydantic adds, are left out."""
    said = fault.get("ctx", {}).get("error")
    keys: list[str | int] = []
    for number, key in enumerate(fault["loc"], start=1):
        stands = key in tree if isinstance(tree, dict) else isinstance(tree, list) and isinstance(key, int)
        if stands:
            tree = tree[key]
        if stands or isinstance(key, int) or number == len(fault["loc"]):
            keys.append(key)
    return (*keys, *(said.keys if isinstance(said, Complaint) else ()))


def _say(fault: Any, keys: Sequence[str | int]) -> str:
    where = ".".join(str(key) for key in keys) or "the file"
    given = fault["input"]
    match fault["type"]:
        case "extra_forbidden":
            return f'"{where}" is not a word that belongs here.'
        case "missing":
            return f'"{where}" is missing.'
        case "model_type" | "dict_type":
            return f'"{where}" must hold lines of the form "word: value".'
        case "string_type" if given is None:
            return f'"{where}" must be text, but nothing stands here.'
        case "string_type" if isinstance(given, bool | int | float | date):
            return f'"{where}" must be text, but YAML reads {given} here; put it in quotes.'
        case "bool_type" if isinstance(given, str):
            return f'"{where}" must be true or false, not the text "{given}".'
        case "value_error":
            return f'"{where}": {fault["ctx"]["error"]}.'
    return f'"{where}": {fault["msg"]}.'
