"""How one case's values are said to a person: fields by the rules' names, values as the case system shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from robots.cases import CaseView
from robots.errors import ConfigError
from robots.flow import open_flow
from robots.model import File, Finding, Unknown
from robots.reports.names import FlowNames, Names
from robots.settings import Home
from robots.systems.description import CasePart, Description, FieldPart, open_system
from robots.words import Words

NOTHING = "–"


@dataclass(frozen=True)
class Wording:
    """The words for one case. Where flow or description cannot be opened now, codes stand instead."""

    case: CaseView
    names: Names
    say: Words

    @classmethod
    def of(cls, home: Home, case: CaseView, say: Words) -> Self:
        """The words that the case's own flow and description have for it."""
        try:
            system = open_system(home.system_file(case.system)).description
            part = system.cases[case.flow or ""]
            flows = {case.flow or "": flow_names(home, case.flow or "", part)}
        except (ConfigError, KeyError):
            return cls(case, Names(case.authority), say)
        titles, addresses = {system.system: system.title}, addresses_of(home, system)
        return cls(case, Names(case.authority, home.settings.municipality, titles, flows, addresses), say)

    @property
    def parts(self) -> Mapping[str, FieldPart]:
        """How the case system shows each field."""
        return self.names.shows(self.case.flow)

    @property
    def form(self) -> Mapping[str, FieldPart]:
        """The decision form's fields."""
        return self.names.form(self.case.flow)

    @property
    def heading(self) -> str:
        """The case, its case system and its case type."""
        named = (self.case.number, self.names.system(self.case.system), self.names.flow(self.case.flow))
        return " · ".join(name for name in named if name)

    def field(self, name: str) -> str:
        """The name of a field of the flow's record."""
        return self.names.field(self.case.flow, name)

    def criterion(self, code: str) -> str:
        """The name of a criterion."""
        return self.names.criterion(self.case.flow, code)

    def acknowledged(self, finding: Finding) -> str:
        """Who has seen a warning, and when; nothing where nobody has."""
        seen = finding.acknowledged
        return self.say("Acknowledged {day} by {who}.", day=seen.day, who=seen.by) if seen else ""

    def request(self, code: str) -> str:
        """The name of something that the applicant is asked for."""
        return self.names.request(self.case.flow, code)

    def value(self, name: str, value: Any) -> str:
        """A field's value; what could not be read surely says why."""
        return self._value(self.parts.get(name), value)

    def rows(self, name: str, value: Any) -> list[list[tuple[str, str]]]:
        """The rows of a field that is a table, each cell with its column's name; none where it is no table."""
        if not isinstance(value, tuple):
            return []
        columns = self.parts[name].columns if name in self.parts else {}
        return [
            [(self._column(columns, cell), self._value(columns.get(cell), held)) for cell, held in row.items()]
            for row in value
        ]

    def form_field(self, name: str) -> str:
        """The name of a field of the decision form."""
        return self.names.of_form(self.case.flow, name)

    def form_value(self, name: str, value: Any) -> str:
        """What stands in a field of the decision form."""
        return self._value(self.form.get(name), value)

    def _column(self, columns: Mapping[str, FieldPart], name: str) -> str:
        return columns[name].called if name in columns else self.names.field(None, name)

    def _value(self, part: FieldPart | None, value: Any) -> str:
        match value:
            case None | ():
                return NOTHING
            case Unknown(why):
                return f"? {self.say.again(why)}"
            case bool():
                return self.say("yes") if value else self.say("no")
            case tuple():
                return "\n".join(self._row(part, row) for row in value)
            case File():
                return value.name
        written = part.reads.write(value) if part and part.kind not in ("file", "table") else str(value)
        return f"{written} {part.unit}" if part and part.unit else written

    def _row(self, part: FieldPart | None, row: Mapping[str, Any]) -> str:
        columns = part.columns if part else {}
        return ", ".join(self._value(columns.get(name), value) for name, value in row.items())


def flow_names(home: Home, name: str, part: CasePart) -> FlowNames:
    """What the rules call a flow's fields and criteria and, where they are silent, what its case system does."""
    opened = open_flow(home.flow_folder(name))
    return FlowNames.of(opened.flow.title, opened.rules, part)


def addresses_of(home: Home, system: Description) -> dict[tuple[str, str], str]:
    """Where each flow's cases stand in a case system, unless their addresses hold an id that may tell of a person."""
    base = home.settings.addresses.get(system.system, system.address).rstrip("/")
    openings = {flow: part.open for flow, part in system.cases.items()}
    return {
        (system.system, flow): f"{base}{opening.at}"
        for flow, opening in openings.items()
        if not opening.follow and opening.at.startswith("/")
    }
