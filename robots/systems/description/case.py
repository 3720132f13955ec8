"""One flow's cases in a system: what opening, reading, drafting and leaving one takes."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field, model_validator

from robots.systems.description.field import DocumentsPart, FieldPart
from robots.systems.description.words import (
    FramedPress,
    KindName,
    MediaType,
    Press,
    Presses,
    StopWord,
    Words,
)
from robots.systems.permit import Sends
from robots.yamlfile import Complaint, Part


class ScreenPart(Part):
    """One screen of a case: how it is reached, what proves that it is there, its fields."""

    at: str | None = None  # an address of its own; else the case's
    frame: str | None = None
    tab: Presses = ()  # what is pressed, one after the other, to bring it up
    popup: FramedPress | None = None  # what opens it in a window of its own
    heading: str | None = None
    awaits: str | None = None  # the text that comes last, where a script brings what stands there
    anchors: Words = ()  # labels and headers that must be there; without one of them nothing of the screen is read
    fields: dict[str, FieldPart]

    @property
    def shown(self) -> dict[str, FieldPart]:
        """The fields that stand on the screen itself."""
        return {name: part for name, part in self.fields.items() if not part.from_}


def kept_of(field: str) -> str:
    """How the table in which a comment stands once it was saved is called."""
    return f"{field}, kept"


class SettingPart(Part):
    """What must hold in the form before it is saved, whatever was preset: "public", off."""

    label: Words = ()
    within: str | None = None
    nth: int | None = None
    at: str | None = None
    is_: bool | str = Field(alias="is")  # of a check box: whether it is ticked; of another control: what stands there

    @cached_property
    def shown(self) -> FieldPart:
        """The setting as a field, for the reader."""
        kind: KindName = "yes/no" if isinstance(self.is_, bool) else "text"
        return FieldPart(label=self.label, within=self.within, nth=self.nth, at=self.at, kind=kind)


class DraftPart(ScreenPart):
    """The decision form: what it holds while nobody has begun, and the one button that saves without deciding."""

    untouched: dict[str, str | bool | None]
    settings: dict[str, SettingPart] = Field(default_factory=dict)  # what must hold before the save
    carries: Words = ()  # what else the form sends by itself, such as its view state; anything beside stops the robot
    save: Press
    then: tuple[DraftPart, ...] = Field(default=(), strict=False)  # further pages of the form, saved after this one
    conflict: str | None = None  # the text that says that a colleague saved meanwhile and that nothing was saved now

    @property
    def sheets(self) -> dict[tuple[str, ...], DraftPart]:
        """The pages of the form in the order in which they are saved, by where the file describes them."""
        return {("draft",): self, **{("draft", "then", str(at)): sheet for at, sheet in enumerate(self.then)}}

    @property
    def entries(self) -> dict[str, FieldPart]:
        """The fields of all its pages."""
        return {name: part for sheet in self.sheets.values() for name, part in sheet.fields.items()}

    @property
    def shown(self) -> dict[str, FieldPart]:
        """The fields of this page, and the tables in which its comments stand once they were saved."""
        tables = {kept_of(name): part.kept.shown for name, part in self.fields.items() if part.kept}
        return {**self.fields, **tables}

    @model_validator(mode="after")
    def _in_order(self) -> DraftPart:
        if any(sheet.then for sheet in self.then):
            raise Complaint("only the first page of a form says which pages follow", "then")
        if len(self.entries) != sum(len(sheet.fields) for sheet in self.sheets.values()):
            raise Complaint("a field stands on several pages of the form", "then")
        if self.then and not all(sheet.at or sheet.tab for sheet in self.sheets.values()):
            raise Complaint("each page of a form on several pages needs an address or a tab", "then")
        return self

    @model_validator(mode="after")
    def _saves(self) -> DraftPart:
        if not self.save.sends or not self.save.shows:
            raise Complaint("it must name what it sends and what it shows when it worked", "save")
        if self.popup:
            raise Complaint("a decision form stands in the case's own window", "popup")
        if unknown := set(self.untouched) ^ set(self.fields):
            named = ", ".join(sorted(unknown))
            raise Complaint(f"it must name each field of the form, and no other: {named}", "untouched")
        for name, field in self.fields.items():
            if field.part or field.line:
                raise Complaint("a draft's field is its whole control", "fields", name)
        return self


DECIDED, WHY = "decided", "why"
"""Fields of a decision that no draft has: its day, and why it is otherwise than what was prepared."""


class DecidedPart(ScreenPart):
    """What a person decided, as a decided case shows it. It is read to be held against the proposal; who decided is
    never read."""

    @model_validator(mode="after")
    def _tells_the_outcome(self) -> DecidedPart:
        if "outcome" not in self.fields or self.fields["outcome"].kind != "choice":
            raise Complaint('it needs the field "outcome", a choice', "fields")
        if odd := [name for name, part in self.fields.items() if part.kind in ("table", "file") or part.from_]:
            raise Complaint("a decision is compared by single values, not by tables or files", "fields", odd[0])
        return self


class OpenPart(Part):
    """What opening a case does, and how it is left so that no colleague meets the robot's lock."""

    at: str
    follow: str | None = None  # the inbox's column whose link holds, where {case} stands in `at`, an id of the case
    frame: str | None = None
    heading: str
    locked: str | None = None  # the text that says that a colleague has it
    accept: Press | None = None  # what takes the case, where it can only then be read; `leave` gives it back
    leave: Press | None = None

    @property
    def opens(self) -> Sends:
        """The request that opens a case."""
        return Sends.parse(f"GET {self.at}")

    @model_validator(mode="after")
    def _proved(self) -> OpenPart:
        if self.follow and (self.at.count("{case}") != 1 or not self.at.startswith("/")):
            raise Complaint(
                "it must say, from the first / on and once with {case}, where the row's link holds the id", "at"
            )
        if self.follow and "{case}" not in self.heading:
            raise Complaint(
                "it must name {case}: only the number proves that the link led to the right case", "heading"
            )
        return self

    @model_validator(mode="after")
    def _taken_and_given_back(self) -> OpenPart:
        if self.accept and not (self.accept.shows and self.leave):
            raise Complaint(
                "it must name what shows that the case is the robot's, and leave must give it back", "accept"
            )
        return self


class FilesPart(Part):
    """What attachments a flow takes. By their content, which is looked into; a name decides nothing."""

    largest: int = Field(default=10_000_000, gt=0)  # bytes of one file
    types: tuple[MediaType, ...] = Field(default=("application/pdf", "image/png", "image/jpeg"), strict=False)


class MarkPart(Part):
    """What tells on a case's screens whether a robot may read on: a label, or a column in every row of a table."""

    screen: str
    label: Words = ()
    within: str | None = None  # the heading that it stands under
    column: Words = ()
    fine: Words  # what may stand there, "" for nothing; anything else stops

    @model_validator(mode="after")
    def _complete(self) -> MarkPart:
        if bool(self.label) == bool(self.column):
            raise ValueError("a mark stands beside a label or in a column: name one of them")
        return self

    @cached_property
    def shown(self) -> FieldPart:
        """The mark as a field, for the reader."""
        if self.label:
            return FieldPart(label=self.label, within=self.within)
        return FieldPart(kind="table", within=self.within, columns={"mark": FieldPart(label=self.column)})


class StopsPart(Part):
    """What forbids a robot to read on in a case, beside the inbox's own marks."""

    marks: tuple[MarkPart, ...] = Field(default=(), strict=False)
    words: tuple[StopWord, ...] = Field(default=(), strict=False)  # in the text of any document

    @cached_property
    def by_screen(self) -> dict[str, list[MarkPart]]:
        """The marks of each screen that has any."""
        screens: dict[str, list[MarkPart]] = {}
        for mark in self.marks:
            screens.setdefault(mark.screen, []).append(mark)
        return screens


class CasePart(Part):
    """One flow's cases in this system."""

    rows: dict[str, Words]  # inbox columns and the texts by which a row belongs to the flow
    stops: StopsPart = StopsPart()
    files: FilesPart = FilesPart()
    open: OpenPart
    screens: dict[str, ScreenPart]
    draft: DraftPart
    decision: DecidedPart | None = None  # where a decided case shows what was decided; without, nothing is followed up

    @property
    def in_documents(self) -> dict[str, FieldPart]:
        """The fields that are read in documents."""
        fields = (field for screen in self.screens.values() for field in screen.fields.items())
        return {name: part for name, part in fields if part.from_}

    @model_validator(mode="after")
    def _documented(self) -> CasePart:
        shown = {name: part for screen in self.screens.values() for name, part in screen.shown.items()}
        for screen, about in self.screens.items():
            for name, part in about.fields.items():
                if part.from_ and (wrong := _undocumented(shown, part.from_)):
                    raise Complaint(wrong, "screens", screen, "fields", name, "from")
        if any(part.from_ for part in self.draft.entries.values()):
            raise Complaint("a draft holds nothing that is read in documents", "draft", "fields")
        return self

    @model_validator(mode="after")
    def _decided_as_drafted(self) -> CasePart:
        for name in self.decision.fields if self.decision else ():
            if name not in self.draft.entries and name not in (DECIDED, WHY):
                raise Complaint(
                    f'it is no field of the draft; a decision has besides "{DECIDED}" and "{WHY}"',
                    *("decision", "fields", name),
                )
        return self


def _undocumented(shown: dict[str, FieldPart], source: DocumentsPart) -> str | None:
    """What a table of documents lacks, for another table to be read in them."""
    columns = shown[source.documents].columns if source.documents in shown else {}
    if [part.kind for part in columns.values()].count("file") != 1 or "type" not in columns:
        return f'"{source.documents}" is no table with a column "type" and one file'
    if source.type_ not in columns["type"].options:
        return f'"{source.documents}" knows no type "{source.type_}"'
    return None
