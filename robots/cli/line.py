"""What holds for every command, wherever it stands on the line: the home folder, the language, a yes beforehand."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self, get_args

from robots.errors import ConfigError
from robots.words import Language, meant

HOME, YES = "ROBOTS_HOME", "ROBOTS_YES"


@dataclass(frozen=True)
class Line:
    """A command line, parted into what holds for every command and the command's own words."""

    home: Path
    language: Language
    words: tuple[str, ...]

    @classmethod
    def of(cls, arguments: list[str]) -> Self:
        """Part a command line. Without --home it is the folder of run.py or, for the installed command, this one.

        Raises:
            ConfigError: An option lacks its value, or has one that nobody knows.
        """
        home, language = Path(os.environ.get(HOME) or "."), "sv"
        words: list[str] = []
        rest = iter(arguments)
        for word in rest:
            name, given, value = word.partition("=")
            if word == "--yes":
                os.environ[YES] = "1"
            elif name not in ("--home", "--lang"):
                words.append(word)
            elif not (value := value if given else next(rest, "")):
                raise ConfigError(f"Option {name} needs a value: {name} {'DIR' if name == '--home' else 'sv|en'}")
            elif name == "--home":
                home = Path(value)
            else:
                language = value
        return cls(home, _known(language), tuple(words))


def _known(language: str) -> Language:
    known: tuple[Language, ...] = get_args(Language)
    for one in known:
        if one == language:
            return one
    raise ConfigError(f"Option --lang takes {', '.join(known)}, not {language}.{meant(language, known)}")
