"""Version 2 of the pages, as after a night in which the vendor upgraded the system.

What changed:

- Renamed labels: "Gångsträcka (meter)" is "Gångförmåga (m)", "Varaktighet (månader)" is "Varaktighet i månader", and in
  the decision form "Gäller till" is "Giltigt till".
- Moved: "Kan lämnas ensam" went from the tab "Underlag" to the tab "Ansökan", section "Ansökan".
- The inbox: a new second column "Prioritet"; "Märkning" comes before "Ärendetyp", and "Inkom" last.

Everything else is as it was: addresses, form fields' names, texts of buttons and notices.
"""

from robots.practice import lists
from robots.practice.casetype import CaseType, Control, DecisionForm, Field, Section
from robots.practice.lists import Listing

RENAMED = {
    "Gångsträcka (meter)": "Gångförmåga (m)",
    "Varaktighet (månader)": "Varaktighet i månader",
    "Gäller till": "Giltigt till",
}
MOVED = "Kan lämnas ensam"
MOVED_TO = "Ansökan"
INBOX = Listing(
    lists.INBOX.heading,
    (
        lists.NUMBER,
        lists.PRIORITY,
        lists.MARKING,
        lists.KIND,
        lists.SUBJECT,
        lists.AUTHORITY,
        lists.UNIT,
        lists.CASEWORKER,
        lists.CHANGED,
        lists.RECEIVED,
    ),
    lists.INBOX.paging,
)


def upgraded(kind: CaseType) -> CaseType:
    """A case type's screens after the upgrade."""
    moves = MOVED in kind.labels
    sections = [tuple(_section(section, moves=moves) for section in tab.sections) for tab in kind.tabs]
    tabs = tuple(tab.model_copy(update={"sections": those}) for tab, those in zip(kind.tabs, sections, strict=True))
    return kind.model_copy(update={"tabs": tabs, "decision": _decision(kind.decision)})


def _section(section: Section, *, moves: bool) -> Section:
    fields = [_field(field) for field in section.fields if field.label != MOVED]
    if moves and section.title == MOVED_TO and section.fields:
        fields.append(Field(label=MOVED))
    return section.model_copy(update={"fields": tuple(fields)})


def _field(field: Field) -> Field:
    return field.model_copy(update={"shown": RENAMED.get(field.label, "")})


def _decision(form: DecisionForm) -> DecisionForm:
    return form.model_copy(update={"controls": tuple(map(_control, form.controls))})


def _control(control: Control) -> Control:
    return control.model_copy(update={"label": RENAMED.get(control.label, control.label)})
