"""What stands in a letter's template (texts/*.j2): layout and names, and no words of its own; and how it is printed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from robots.errors import RuleError
from robots.rules.columns import entry
from robots.rules.nearest import nearest
from robots.rules.writing import KRONOR, long_day, written

_PRINTS = ("join", "default", "d", "replace", "format")
"""Filters whose arguments end up in the text; those of others are names and values to look for."""


@dataclass(frozen=True)
class Template:
    """One template, taken apart."""

    name: str
    tree: nodes.Template

    @classmethod
    def of(cls, name: str, source: str) -> Self:
        """Take one apart.

        Raises:
            RuleError: It cannot be read.
        """
        return cls(name, _parsed(name, source))

    @property
    def words(self) -> Iterator[tuple[int, str]]:
        """Each line that holds words which the letter would show, and the words."""
        for line, text in _printed(self.tree):
            for further, part in enumerate(text.splitlines()):
                if any(sign.isalpha() for sign in part):
                    yield line + further, part.strip()

    @property
    def sentences(self) -> frozenset[str]:
        """The ids in `text("...")`; one that ends with * stands for all that begin so."""
        return frozenset(_asked_for(self.tree))

    @property
    def names(self) -> frozenset[str]:
        """Every field that it reads of anything."""
        attributes = {found.attr for found in self.tree.find_all(nodes.Getattr)}
        keys = {found.arg.value for found in self.tree.find_all(nodes.Getitem) if isinstance(found.arg, nodes.Const)}
        return frozenset(attributes | {key for key in keys if isinstance(key, str)})

    def unknown_names(
        self, allowed: Collection[str], sentences: Collection[str], known: Collection[str]
    ) -> Iterator[str]:
        """What it names that no proposal has.

        Args:
            allowed: What a letter may use.
            sentences: The ids of sheet "Texter".
            known: The record's fields that sheet "Begrepp" names.
        """
        where = f"texts/{self.name}.j2"
        for unknown in sorted(meta.find_undeclared_variables(self.tree) - {*allowed}):
            yield f'{where}: "{unknown}" finns inte. Tillåtet: {", ".join(sorted(allowed))}.'
        for sentence in sorted(self.sentences):
            if not sentence.endswith("*") and sentence not in sentences:
                near = nearest(sentence, sentences)
                yield f'rules.xlsx, blad "Texter": texten "{sentence}", som {where} hämtar, saknas. Närmast: {near}.'
        for reading in self.tree.find_all(nodes.Getattr):
            field = reading.attr
            if isinstance(reading.node, nodes.Name) and reading.node.name == "facts" and field not in known:
                near = nearest(field, known)
                yield f'rules.xlsx, blad "Begrepp": fältet "{field}", som {where} läser, saknas. Närmast: {near}.'


class Press:
    """Prints a flow's templates."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._environment = _environment(sources)

    def print(self, name: str, content: Mapping[str, object]) -> list[str]:
        """The lines of one template, with its content filled in.

        Raises:
            RuleError: The template uses something that the content does not have.
        """
        try:
            return self._environment.get_template(name).render(content).splitlines()
        except TemplateError as why:
            raise RuleError(f"texts/{name}.j2: {why}") from why


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


@cache
def _parsed(name: str, source: str) -> nodes.Template:
    """Read once, however often the rules are: templates change more seldom than workbooks."""
    environment = _environment({})
    try:
        environment.compile(source)  # knows the filters, which parsing alone does not
        return environment.parse(source)
    except TemplateError as why:
        raise RuleError(f"texts/{name}.j2: {' '.join(str(why).split())}") from why


def _printed(node: nodes.Node) -> Iterator[tuple[int, str]]:
    match node:
        case nodes.TemplateData():
            yield node.lineno, node.data
        case nodes.Const():
            if isinstance(node.value, str):
                yield node.lineno, node.value
        case nodes.Compare() | nodes.Test() | nodes.Include() | nodes.Call(node=nodes.Name(name="text")):
            return
        case nodes.CondExpr():
            for part in (node.expr1, node.expr2):
                if part is not None:
                    yield from _printed(part)
        case nodes.Getitem() | nodes.Getattr():
            yield from _printed(node.node)
        case nodes.Filter() if node.name not in _PRINTS:
            if node.node is not None:
                yield from _printed(node.node)
        case _:
            for child in node.iter_child_nodes():
                yield from _printed(child)


def _asked_for(tree: nodes.Template) -> Iterator[str]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "text" and call.args:
            yield from _ids(call.args[0])


def _ids(asked: nodes.Expr | None) -> Iterator[str]:
    """What an expression may come to; of one that is put together, what it begins with."""
    match asked:
        case nodes.Const(value=str(written)):
            yield written
        case nodes.CondExpr(expr1=one, expr2=other):
            yield from (*_ids(one), *_ids(other))
        case nodes.Concat(nodes=[nodes.Const(value=str(begins)), *_]) | nodes.Add(left=nodes.Const(value=str(begins))):
            yield f"{begins}*"
        case _:
            yield "*"
