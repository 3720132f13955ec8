"""What may stand next on a command line: commands, options, and values that the home folder holds.

A person who presses Tab waits for the answer, so nothing heavy is imported: the home's files and its store are looked
at as they lie there. What cannot be read is passed over; Tab is no place for complaints.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from robots.cli import guide
from robots.cli.line import Line
from robots.errors import ConfigError
from robots.words import Language, Words

OPEN_CASES = (
    "SELECT number, system, state FROM cases WHERE state NOT IN ('decided', 'withdrawn') ORDER BY number DESC LIMIT ?"
)
MOST = 200  # case numbers that are offered at once
WITH_VALUE = ("--home", "--lang")  # of what may stand anywhere


@dataclass(frozen=True)
class Candidate:
    """A word that may stand next, and what it is."""

    word: str
    what: str = ""


@dataclass(frozen=True)
class Asked:
    """A command line up to the cursor."""

    before: tuple[str, ...]  # the words that are whole, without the program's name
    current: str  # the word at the cursor, or its beginning

    @classmethod
    def of(cls, line: str) -> Self:
        """Part a line as a shell does; a quotation may still be open."""
        lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
        lexer.whitespace_split, lexer.commenters = True, ""
        if os.name == "nt":
            lexer.escape = ""  # a backslash parts folders there
        words: list[str] = []
        try:
            words.extend(lexer)
        except ValueError:  # what is quoted goes on to the cursor
            return cls(tuple(words[1:]), lexer.token)
        if not words or line[-1:].isspace():
            words.append("")
        return cls(tuple(words[1:-1]), words[-1])


def candidates(line: str) -> list[Candidate]:
    """What may stand at the end of a line, in the order in which it is shown.

    Args:
        line: The command line up to the cursor, with the program's name.
    """
    asked = Asked.of(line)
    if asked.before and asked.before[-1] in WITH_VALUE:
        offered = _languages() if asked.before[-1] == "--lang" else []
        return _fitting(offered, asked.current)
    try:
        given = Line.of(list(asked.before))
    except ConfigError:
        return []
    return _fitting(_offered(given, asked.current), asked.current)


def _fitting(offered: Sequence[Candidate], current: str) -> list[Candidate]:
    """Those that begin as the word does; a case with its system only to whom has begun to write a system."""
    return [one for one in offered if one.word.startswith(current) and (current or ":" not in one.word)]


def _offered(given: Line, current: str) -> list[Candidate]:
    from typer.main import get_command

    from robots.cli.commands import commands
    from robots.cli.screen import Desk

    say = Words(given.language)
    here = guide.reached(get_command(commands(Desk(given.home, say))), given.words)
    name, equals, _ = current.partition("=")
    if equals and name == "--lang":
        return [Candidate(f"--lang={one.word}", one.what) for one in _languages()]
    if here.inner and len(here.path) < len(given.words):
        return []
    if here.inner:
        names = [Candidate(name, inner.help or "") for name, inner in here.inner.items()]
        return _options((), (), say) if current.startswith("-") else names
    position = Position.of(here.command.params, given.words[len(here.path) :])
    if equals and (option := position.option(name)):
        return [Candidate(f"{name}={one.word}", one.what) for one in _values(option, given.home, say)]
    if position.waiting:
        return _values(position.waiting, given.home, say)
    options = _options(here.command.params, given.words, say)
    if current.startswith("-") or position.next is None:
        return options
    return _values(position.next, given.home, say)


@dataclass(frozen=True)
class Position:
    """How far a command's own words have come: an option that waits for its value, the argument that is next."""

    params: tuple[Any, ...]
    waiting: Any | None
    next: Any | None

    @classmethod
    def of(cls, params: Sequence[Any], words: Sequence[str]) -> Self:
        """Go through the words as the command's parser would."""
        arguments = [param for param in params if param.param_type_name == "argument"]
        waiting, gone = None, 0
        for word in words:
            if waiting is not None:
                waiting = None
            elif word.startswith("-"):
                option = _named(params, word)
                waiting = None if option is None or option.is_flag else option
            else:
                gone += 1
        left = arguments[gone:] or [argument for argument in arguments[-1:] if argument.nargs == -1]
        return cls(tuple(params), waiting, next(iter(left), None))

    def option(self, name: str) -> Any | None:
        """The option of that name, if there is one."""
        return _named(self.params, name)


def _named(params: Sequence[Any], name: str) -> Any | None:
    return next((param for param in params if param.param_type_name == "option" and name in param.opts), None)


def _options(params: Sequence[Any], given: Sequence[str], say: Words) -> list[Candidate]:
    """A command's options that do not stand on the line yet, and those of all commands."""
    own = {param.opts[0]: param.help or "" for param in params if param.param_type_name == "option"}
    shared = {name.split()[0]: say(text) for name, text in guide.EVERYWHERE.items()}
    return [Candidate(name, what) for name, what in {**own, **shared}.items() if name not in given]


def _values(param: Any, home: Path, say: Words) -> list[Candidate]:
    """What may be given for an argument or option: known by the word that help shows for it."""
    shown = param.metavar or ""
    finder = next((finder for word, finder in VALUES.items() if shown in (word, say(word))), None)
    try:
        return list(finder(home, say)) if finder else []
    except Exception:  # whatever is wrong with the home, a command will say it; Tab says nothing
        return []


def _languages() -> list[Candidate]:
    from typing import get_args

    return [Candidate(language) for language in get_args(Language)]


def _robots(home: Path, _say: Words) -> Iterator[Candidate]:
    for name, part in _yaml(home / "config" / "robots.yaml")["robots"].items():
        yield Candidate(name, str(part.get("flow") or part.get("report") or ""))


def _systems(home: Path, _say: Words) -> Iterator[Candidate]:
    yield from (Candidate(path.stem) for path in sorted((home / "config" / "systems").glob("*.yaml")))


def _flows(home: Path, _say: Words) -> Iterator[Candidate]:
    yield from (Candidate(path.parent.name) for path in sorted((home / "flows").glob("*/flow.py")))


def _states(_home: Path, say: Words) -> Iterator[Candidate]:
    from robots.model import State

    yield from (Candidate(state, say(state)) for state in State)


def _modes(_home: Path, say: Words) -> Iterator[Candidate]:
    from robots.model import Mode

    yield from (Candidate(mode, say(mode)) for mode in Mode)


def _cases(home: Path, say: Words) -> Iterator[Candidate]:
    """The newest cases of a store on this machine that are not over; one in PostgreSQL is not asked."""
    settings = home / "config" / "settings.yaml"
    url = str((_yaml(settings) if settings.exists() else {}).get("database") or "sqlite:///data/cases.db")
    file = home / url.removeprefix("sqlite:///")
    if not url.startswith("sqlite:///") or not file.is_file():
        return
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=0.2)) as store:
        for number, system, state in store.execute(OPEN_CASES, (MOST,)):
            yield Candidate(number, say(state))
            yield Candidate(f"{system}:{number}", say(state))


def _yaml(path: Path) -> Mapping[str, Any]:
    from ruamel.yaml import YAML

    tree: Mapping[str, Any] = YAML(typ="safe", pure=True).load(path)
    return tree or {}


VALUES: Mapping[str, Callable[[Path, Words], Iterator[Candidate]]] = {
    "ROBOT": _robots,
    "SYSTEM": _systems,
    "FLOW": _flows,
    "CASE": _cases,
    "STATE": _states,
    "MODE": _modes,
    "SHELL": lambda _home, _say: (Candidate(shell) for shell in ("bash", "zsh", "fish", "powershell")),
}
"""Where the values come from, by the word that help shows in their place."""
