"""What the reader calls things: the authority, its case systems and case types, and their fields and criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robots.rules import Rules


@dataclass(frozen=True)
class FlowNames:
    """The words of one case type."""

    title: str  # "Parkeringstillstånd"
    fields: Mapping[str, str] = field(default_factory=dict)  # a record's field -> as caseworkers know it
    criteria: Mapping[str, str] = field(default_factory=dict)
    requests: Mapping[str, str] = field(default_factory=dict)  # what an applicant can be asked for

    @classmethod
    def of(cls, title: str, rules: Rules, labels: Mapping[str, str] | None = None) -> FlowNames:
        """The words that a flow's rules use.

        Args:
            title: The case type as caseworkers know it.
            rules: The flow's rules; their names are the ones shown.
            labels: How the case system labels its fields, for those that the rules do not speak of.
        """
        concepts = rules.concepts.values()
        listed = [criterion for criteria in rules.book.overviews.values() for criterion in criteria]
        criteria = {criterion.code: criterion.name for criterion in listed}
        asked: dict[str, str] = {}
        for concept in concepts:
            if concept.asked_as:
                asked.setdefault(concept.asked_as, concept.name)
        fields = {**(labels or {}), **{concept.field: concept.name for concept in concepts}}
        return cls(title, fields, criteria, criteria | asked)


@dataclass(frozen=True)
class Names:
    """What a report of one authority may speak of. What is not named here is shown by its code."""

    authority: str  # as the store's cases have it; cases of others are left out
    municipality: str = ""
    systems: Mapping[str, str] = field(default_factory=dict)  # every case system of the authority, and its title
    flows: Mapping[str, FlowNames] = field(default_factory=dict)

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


def _readable(code: str) -> str:
    words = code.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
