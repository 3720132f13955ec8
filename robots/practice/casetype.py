"""A case type's screens, as data: tabs, sections, fields and the decision form, read from types/<name>/screens.yaml.

A field is known by its label in version 1 of the pages; an upgrade changes only what is shown.
"""

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator
from ruamel.yaml import YAML


class Described(BaseModel):
    """A part of the description; it cannot change and knows no keys but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(Described):
    """A label and, beside it, a value."""

    label: str
    shown: str = ""  # the label on the page, where an upgrade renamed it
    cut: int | None = None  # characters shown; the full text stands in the title

    @model_validator(mode="before")
    @classmethod
    def _label_alone(cls, written: Any) -> Any:
        return {"label": written} if isinstance(written, str) else written

    @property
    def title(self) -> str:
        """The label as the page shows it."""
        return self.shown or self.label


class Section(Described):
    """A headed part of a tab: fields in rows, or a table: of rows, of earlier periods, or of documents."""

    title: str
    across: int = 1  # label and value pairs in a row
    fields: tuple[Field, ...] = ()
    columns: tuple[str, ...] = ()
    empty: str = ""  # the row of a table without rows
    holds: Literal["fields", "rows", "periods", "documents"] = "fields"


class Tab(Described):
    """One tab of the case's frame."""

    title: str
    sections: tuple[Section, ...]


class Control(Described):
    """One control of the decision form."""

    name: str
    label: str
    kind: Literal["select", "area", "date", "text", "box"]
    options: tuple[str, ...] = ()  # of a select; the first is preselected
    cut: int | None = None  # characters kept when saved; the rest is dropped without a word
    even: bool = False  # letters of equal width, for columns

    @property
    def initial(self) -> str:
        """What the control holds before anyone saved."""
        return self.options[0] if self.options else ""


class DecisionForm(Described):
    """The last tab: the draft of a decision."""

    title: str
    heading: str
    controls: tuple[Control, ...]
    outcomes: dict[str, str] = {"grant": "Bifall", "reject": "Avslag", "completion": "Komplettering"}  # as it says them
    decided: dict[str, str] = {"grant": "Bifall", "reject": "Avslag"}  # what people decided in the end; else Avvisning

    @property
    def initial(self) -> dict[str, str]:
        """The form's values before anyone saved."""
        return {control.name: control.initial for control in self.controls}


class Attachment(Described):
    """A kind of document: what its file is called, its format, and which fields its text tells."""

    kind: str
    file: str
    format: Literal["pdf", "png"]
    title: str = ""
    tells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # of an account statement, whose rows each story brings
    closing: str = ""  # the line after them
    window: bool = False  # two in five are opened in a window of their own


class CaseType(Described):
    """One kind of case: its words and its screens."""

    name: str
    code: str  # in the case number
    series: int = 0  # sets its draws and its documents' numbers apart from those of the other types
    weekly: tuple[int, int] = (25, 45)  # older cases decided in a week
    municipality: str
    authority: str
    units: tuple[str, ...]
    subject: str  # Ärendemening, with fields in braces
    tabs: tuple[Tab, ...]
    decision: DecisionForm
    attachments: tuple[Attachment, ...]

    @property
    def decision_tab(self) -> int:
        """The number of the tab with the decision form; the first tab is 1."""
        return len(self.tabs) + 1

    @property
    def decided_tab(self) -> int:
        """The number of the tab that a decided case has besides: what was decided."""
        return self.decision_tab + 1

    def attachment(self, kind: str) -> Attachment:
        """The description of one kind of document."""
        return next(attachment for attachment in self.attachments if attachment.kind == kind)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every field's label, in the order of the pages."""
        return tuple(field.label for tab in self.tabs for section in tab.sections for field in section.fields)


def case_types() -> tuple[str, ...]:
    """The names of all case types that there are."""
    folder = files("robots.practice") / "types"
    return tuple(sorted(one.name for one in folder.iterdir() if (one / "screens.yaml").is_file()))


def read_yaml(case_type: str, file: str) -> Any:
    """One file of a case type's folder; nothing where there is none."""
    path = files("robots.practice") / "types" / case_type / file
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def case_type(name: str) -> CaseType:
    """A case type by the name of its folder."""
    return CaseType.model_validate(read_yaml(name, "screens.yaml"))
