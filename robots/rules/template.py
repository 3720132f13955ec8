"""What stands in a letter's template (texts/*.j2): layout and names, and no words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

_PRINTS = ("join", "default", "d", "replace", "format")
"""Filters whose arguments end up in the text; those of others are names and values to look for."""


@dataclass(frozen=True)
class Template:
    """One template, taken apart."""

    name: str
    tree: nodes.Template

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
