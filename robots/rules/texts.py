"""Sentences (sheet "Texter") with {names} in them, and letters (texts/*.j2) that set them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from robots.errors import CaseProblem, Reason, RuleError
from robots.model import Line, Record, Value
from robots.rules.concepts import Measure, Scalar, Type
from robots.rules.expressions import Expression, Facts, Vocabulary, named
from robots.rules.pieces import Unreadable
from robots.rules.workbook import Sheet
from robots.rules.writing import long_day, written

_NAME = re.compile(r"\{([^{}]*)\}")
_KRONOR = Measure(Type.DECIMAL, "kr")


@dataclass(frozen=True)
class FindingLine:
    """A finding as letters see it, with the words of the sheets."""

    name: str
    sort: str
    verdict: str
    reason: str
    source: str
    row: str | None


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


@dataclass(frozen=True)
class Sentence:
    """One text and the expressions that its names stand for."""

    id: str
    text: str
    names: Mapping[str, Expression]

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


def read_sentences(sheet: Sheet, known: Vocabulary) -> dict[str, Sentence]:
    """All sentences by id.

    Raises:
        RuleError: An id twice, a stray brace, or a name that neither Begrepp nor Belopp holds.
    """
    sheet.require("Text-id", "Text")
    sentences: dict[str, Sentence] = {}
    for line in sheet.lines:
        cell = line["Text"]
        try:
            names = {name: named(name, known) for name in _NAME.findall(cell.text)}
        except Unreadable as allowed:
            raise cell.refusal(str(allowed)) from None
        if set(_NAME.sub("", cell.text)) & set("{}"):
            raise cell.refusal("namn inom klamrar, {så här}; en klammer står ensam")
        if line["Text-id"].text in sentences:
            raise line["Text-id"].refusal("ett id som inte redan står i bladet")
        sentences[line["Text-id"].text] = Sentence(line["Text-id"].text, cell.text, names)
    return sentences


@dataclass(frozen=True)
class Known:
    """The sentences and fields that a letter may name."""

    sentences: Mapping[str, Sentence]
    fields: frozenset[str]


class Letters:
    """The templates of a flow's folder texts/. Layout only: what they say stands in sheet "Texter"."""

    def __init__(self, folder: Path, known: Known) -> None:
        sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.j2"))}
        self.sha256 = sha256("\0".join(f"{name}\0{source}" for name, source in sources.items()).encode()).hexdigest()
        self._environment = _environment(sources)
        for name, source in sources.items():
            _check(self._environment, name, source, known)

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
    environment.filters["kr"] = lambda amount: written(amount, _KRONOR)
    return environment


def _check(environment: Environment, name: str, source: str, known: Known) -> None:
    """Refuse a template that names something which no proposal has."""
    try:
        tree = environment.parse(source)
    except TemplateError as why:
        raise RuleError(f"texts/{name}.j2: {why}") from why
    allowed = {field.name for field in fields(Content)}
    for unknown in meta.find_undeclared_variables(tree) - allowed:
        raise RuleError(f'texts/{name}.j2: "{unknown}" finns inte. Tillåtet: {", ".join(sorted(allowed))}.')
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "text":
            (argument,) = call.args
            if isinstance(argument, nodes.Const) and argument.value not in known.sentences:
                raise RuleError(f'texts/{name}.j2: texten "{argument.value}" står inte i bladet Texter.')
    for reading in tree.find_all(nodes.Getattr):
        if isinstance(reading.node, nodes.Name) and reading.node.name == "facts" and reading.attr not in known.fields:
            raise RuleError(f'texts/{name}.j2: fältet "{reading.attr}" står inte i bladet Begrepp.')
