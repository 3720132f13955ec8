"""What the reader calls things: the authority, its case systems and case types, and their fields and criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from robots.cases import CaseView
from robots.rules import Rules
from robots.systems.description import CasePart, FieldPart


@dataclass(frozen=True)
class FlowNames:
    """The words of one case type."""

    title: str  # "Parkeringstillstånd"
    fields: Mapping[str, str] = field(default_factory=dict)  # a record's field -> as caseworkers know it
    criteria: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, str] = field(default_factory=dict)  # what an applicant can be asked for
    shown: Mapping[str, FieldPart] = field(default_factory=dict)  # how the case system shows each field
    form: Mapping[str, FieldPart] = field(default_factory=dict)  # and those of the decision, drafted or made
    screens: Mapping[str, str] = field(default_factory=dict)  # the heading of the screen that shows a field

    @classmethod
    def of(cls, title: str, rules: Rules, part: CasePart | None = None) -> FlowNames:
        """The words that a flow's rules use.

        Args:
            title: The case type as caseworkers know it.
            rules: The flow's rules; their names are the ones shown.
            part: How the case system shows the flow's cases, for fields that the rules do not speak of.
        """
        screens = part.screens if part else {}
        shown = {name: field for screen in screens.values() for name, field in screen.fields.items()}
        headings = {name: screen.heading or code for code, screen in screens.items() for name in screen.fields}
        form = {**(part.decision.fields if part.decision else {}), **part.draft.entries} if part else {}
        labels = {name: _label(name, field, shown) for name, field in {**form, **shown}.items()}
        concepts = rules.concepts.values()
        listed = [criterion for criteria in rules.book.overviews.values() for criterion in criteria]
        criteria = {criterion.code: criterion.name for criterion in listed}
        asked: dict[str, str] = {}
        for concept in concepts:
            if concept.asked_as:
                asked.setdefault(concept.asked_as, concept.name)
        fields = {**labels, **{concept.field: concept.name for concept in concepts}}
        return cls(title, fields, criteria, criteria | asked, shown, form, headings)


@dataclass(frozen=True)
class Names:
    """What a report of one authority may speak of. What is not named here is shown by its code."""

    authority: str  # as the store's cases have it; cases of others are left out
    municipality: str = ""
    systems: Mapping[str, str] = field(default_factory=dict)  # every case system of the authority, and its title
    flows: Mapping[str, FlowNames] = field(default_factory=dict)
    addresses: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (system, flow): a case's, with {case}

    def link(self, case: CaseView) -> str | None:
        """Where a case stands in its case system; None where its address holds an id that no list may show."""
        address = self.addresses.get((case.system, case.flow or ""))
        return None if address is None else address.replace("{case}", quote(case.number, safe=""))

    def shows(self, flow: str | None) -> Mapping[str, FieldPart]:
        """How the case system shows a flow's fields."""
        return self._words(flow).shown

    def form(self, flow: str | None) -> Mapping[str, FieldPart]:
        """The fields of a flow's decision form."""
        return self._words(flow).form

    def of_form(self, flow: str | None, name: str) -> str:
        """The name of a field of the decision form."""
        form = self.form(flow)
        return form[name].called if name in form else self.field(None, name)

    def screen(self, flow: str | None, field: str) -> str:
        """The heading of the screen on which a field was read."""
        return self._words(flow).screens.get(field, "")

    def system(self, name: str) -> str:
        """The title of a case system."""
        return self.systems.get(name) or _readable(name)

    def flow(self, name: str | None) -> str:
        """The title of a case type; nothing for a case of which only the number is held."""
        return "" if name is None else self._words(name).title

    def field(self, flow: str | None, name: str) -> str:
        """The name of a record's field."""
        return self._words(flow).fields.get(name) or _readable(name)

    def criterion(self, flow: str | None, code: str) -> str:
        """The name of a criterion."""
        return self._words(flow).criteria.get(code) or _readable(code)

    def request(self, flow: str | None, code: str) -> str:
        """The name of something that an applicant is asked for."""
        return self._words(flow).requests.get(code) or _readable(code)

    def _words(self, flow: str | None) -> FlowNames:
        return self.flows.get(flow or "") or FlowNames(_readable(flow or ""))


def _label(name: str, part: FieldPart, shown: Mapping[str, FieldPart]) -> str:
    """What a field is called by its case system; a table in documents by their type."""
    if part.label:
        return part.label[0]
    if part.from_:
        types = shown[part.from_.documents].columns["type"].options
        return next(iter(types.get(part.from_.type_, ())), name)
    return part.within or name


def _readable(code: str) -> str:
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
