"""Sentences (sheet "Texter") with {names} in them, and letters (texts/*.j2) that set them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from robots.errors import CaseProblem, Reason, RuleError
from robots.model import Acknowledgement, Line, Record, Value
from robots.rules.columns import entry
from robots.rules.concepts import Scalar
from robots.rules.expressions import Expression, Facts, Vocabulary, named
from robots.rules.nearest import nearest
from robots.rules.pieces import Unreadable
from robots.rules.problems import Problems
from robots.rules.template import Template
from robots.rules.wording import BLANK, has_stray_brackets
from robots.rules.workbook import Line as Row
from robots.rules.workbook import Sheet
from robots.rules.writing import KRONOR, long_day, written

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
        self._environment = _environment(sources)
        self.templates: dict[str, Template] = {}
        gathered = Problems()
        for name, source in sources.items():
            with gathered.gathered():
                self.templates[name] = Template(name, _parsed(name, source))
        for template in self.templates.values():
            for problem in _unknown_names(template, known):
                gathered.tell(problem)
        self.problems = gathered.told

    def __contains__(self, name: str) -> bool:
        return name in self._environment.list_templates()

    def write(self, name: str, content: Content) -> str:
        """One letter, without blank ends.

        Raises:
            RuleError: The template uses something that the proposal does not have.
        """
        context = {field.name: getattr(content, field.name) for field in fields(content)}
        try:
            lines = self._environment.get_template(name).render(context).splitlines()
        except TemplateError as why:
            raise RuleError(f"texts/{name}.j2: {why}") from why
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


class Unwritten(Letters):
    """Letters that nobody is to read: where only the outcome is asked for, writing them would take most of the time."""

    def __init__(self) -> None:
        self.sha256 = ""

    def write(self, _name: str, _content: Content) -> str:
        return ""


def _environment(sources: Mapping[str, str]) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=DictLoader(sources),
        undefined=StrictUndefined,
        autoescape=False,  # plain text for a text area, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["long"] = long_day
    environment.filters["kr"] = lambda amount: written(amount, KRONOR)
    environment.filters["entry"] = entry
    return environment


def text_of(path: Path) -> str:
    """A template as it was written.

    Raises:
        RuleError: It cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as why:
        raise RuleError(f"texts/{path.name} går inte att läsa: {why}") from None


@cache
def _parsed(name: str, source: str) -> nodes.Template:
    """Read once, however often the rules are: templates change more seldom than workbooks."""
    environment = _environment({})
    try:
        environment.compile(source)  # knows the filters, which parsing alone does not
        return environment.parse(source)
    except TemplateError as why:
        raise RuleError(f"texts/{name}.j2: {' '.join(str(why).split())}") from why


def _unknown_names(template: Template, known: Known) -> Iterator[str]:
    """What a template names that no proposal has."""
    where, allowed = f"texts/{template.name}.j2", {field.name for field in fields(Content)}
    for unknown in sorted(meta.find_undeclared_variables(template.tree) - allowed):
        yield f'{where}: "{unknown}" finns inte. Tillåtet: {", ".join(sorted(allowed))}.'
    for sentence in sorted(template.sentences):
        if not sentence.endswith("*") and sentence not in known.sentences:
            near = nearest(sentence, known.sentences)
            yield f'rules.xlsx, blad "Texter": texten "{sentence}", som {where} hämtar, saknas. Närmast: {near}.'
    for reading in template.tree.find_all(nodes.Getattr):
        if isinstance(reading.node, nodes.Name) and reading.node.name == "facts" and reading.attr not in known.fields:
            near = nearest(reading.attr, known.fields)
            yield f'rules.xlsx, blad "Begrepp": fältet "{reading.attr}", som {where} läser, saknas. Närmast: {near}.'
