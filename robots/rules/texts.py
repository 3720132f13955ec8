"""Sentences (sheet "Texter") with {names} in them, and letters (texts/*.j2) that set them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from robots.errors import CaseProblem, Reason, RuleError
from robots.model import Acknowledgement, Line, Record, Value
from robots.rules.cells import Line as Row
from robots.rules.cells import Sheet
from robots.rules.concepts import Scalar
from robots.rules.expressions import Expression, Facts, Vocabulary, named
from robots.rules.pieces import Unreadable
from robots.rules.problems import Problems
from robots.rules.wording import BLANK, has_stray_brackets
from robots.rules.writing import written

if TYPE_CHECKING:  # a robot that starts writes no letter yet
    from robots.rules.template import Press, Template

_NAME = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class FindingLine:
    """A finding as letters see it, with the words of the sheets."""

    name: str
    sort: str
    verdict: str
    reason: str
    source: str
    row: str | None
    acknowledged: Acknowledgement | None = None  # of a warning: who has seen it before, and when


@dataclass(frozen=True)
class Shown:
    """The application as letters see it: only the fields that sheet "Begrepp" names."""

    application: Record
    fields: frozenset[str]

    def __getitem__(self, field: str) -> object:
        if field not in self.fields:
            raise KeyError(field)
        return getattr(self.application, field)


@dataclass(frozen=True)
class Content:
    """What a letter may use."""

    findings: tuple[FindingLine, ...]
    requests: tuple[str, ...]  # one sentence for each thing that the applicant is asked for
    lines: tuple[Line, ...]  # of the calculation, where the flow has one
    values: Mapping[str, Value]  # the proposal's values, by field
    figures: Mapping[str, Scalar | None]  # what the flow worked out, by field
    facts: Shown
    day: date
    rules: str  # SHA-256 of rules.xlsx
    text: Callable[[str], str]  # a sentence of sheet "Texter", filled
    blanks: tuple[str, ...] = ()  # for the note: what the letter leaves to the caseworker


@dataclass(frozen=True)
class Sentence:
    """One text and the expressions that its names stand for."""

    id: str
    text: str
    names: Mapping[str, Expression]
    place: str = ""  # the cell of its id
    text_place: str = ""  # the cell of its text

    def fill(self, facts: Facts) -> str:
        """The sentence with the values of the case.

        Raises:
            CaseProblem: A name has no value in this case; a letter is never sent with a hole in it.
        """

        def value(found: re.Match[str]) -> str:
            expression = self.names[found[1]]
            content = expression.value(facts)
            if content is None:
                raise CaseProblem(Reason.JUDGEMENT, f'rules.xlsx, text "{self.id}": "{found[1]}" saknas i ansökan')
            return written(content, expression.measure)

        return _NAME.sub(value, self.text)


def read_sentences(sheet: Sheet, known: Vocabulary, problems: Problems) -> dict[str, Sentence]:
    """All sentences by id.

    Args:
        sheet: Sheet "Texter".
        known: The names of Begrepp and Belopp.
        problems: Takes up an id twice, a stray brace or bracket, and a name that neither Begrepp nor Belopp holds.

    Raises:
        RuleError: A column is missing.
    """
    sheet.require("Text-id", "Text", optional=())
    sentences: dict[str, Sentence] = {}
    for line in sheet.lines:
        with problems.gathered():
            sentence = _sentence(line, known)
            if sentence.id in sentences:
                raise line["Text-id"].refusal("ett id som inte redan står i bladet")
            sentences[sentence.id] = sentence
    return sentences


def _sentence(line: Row, known: Vocabulary) -> Sentence:
    cell = line["Text"]
    try:
        names = {name: named(name, known) for name in _NAME.findall(cell.text)}
    except Unreadable as allowed:
        raise cell.refusal(str(allowed)) from None
    if set(_NAME.sub("", cell.text)) & set("{}"):
        raise cell.refusal("namn inom klamrar, {så här}; en klammer står ensam")
    if has_stray_brackets(cell.text):
        raise cell.refusal(f"{BLANK} för det som en handläggare fyller i, utan namn i klamrar däri")
    return Sentence(line["Text-id"].text, cell.text, names, line["Text-id"].place, cell.place)


@dataclass(frozen=True)
class Known:
    """The sentences and fields that a letter may name."""

    sentences: Mapping[str, Sentence]
    fields: frozenset[str]


class Letters:
    """The templates of a flow's folder texts/. Layout only: what they say stands in sheet "Texter".

    `problems` tells what they name that no proposal has; a template of which that is told is never written.
    """

    def __init__(self, sources: Mapping[str, str], known: Known) -> None:
        self.sha256 = sha256("\0".join(f"{name}\0{source}" for name, source in sources.items()).encode()).hexdigest()
        self._sources = sources
        self._known = known

    def __getstate__(self) -> dict[str, object]:
        """What is remembered of them: the rest follows from that, where it is asked for."""
        return {"sha256": self.sha256, "_sources": self._sources, "_known": self._known}

    def __contains__(self, name: str) -> bool:
        return name in self._sources

    @property
    def templates(self) -> Mapping[str, Template]:
        """Those that can be read, by name."""
        return self._taken_apart[0]

    @property
    def problems(self) -> tuple[str, ...]:
        """What cannot be read, or names what no proposal has."""
        return self._taken_apart[1]

    @cached_property
    def _taken_apart(self) -> tuple[Mapping[str, Template], tuple[str, ...]]:
        from robots.rules.template import Template

        gathered = Problems()
        templates: dict[str, Template] = {}
        for name, source in self._sources.items():
            with gathered.gathered():
                templates[name] = Template.of(name, source)
        allowed = {field.name for field in fields(Content)}
        for template in templates.values():
            for problem in template.unknown_names(allowed, self._known.sentences, self._known.fields):
                gathered.tell(problem)
        return templates, gathered.told

    @cached_property
    def _press(self) -> Press:
        from robots.rules.template import Press

        return Press(self._sources)

    def write(self, name: str, content: Content) -> str:
        """One letter, without blank ends.

        Raises:
            RuleError: The template uses something that the proposal does not have.
        """
        lines = self._press.print(name, {field.name: getattr(content, field.name) for field in fields(content)})
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


class Unwritten(Letters):
    """Letters that nobody is to read: where only the outcome is asked for, writing them would take most of the time."""

    def __init__(self) -> None:
        self.sha256 = ""

    def write(self, _name: str, _content: Content) -> str:
        return ""


def text_of(path: Path) -> str:
    """A template as it was written.

    Raises:
        RuleError: It cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as why:
        raise RuleError(f"texts/{path.name} går inte att läsa: {why}") from None
