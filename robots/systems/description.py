"""One case system's pages, as config/systems/<name>.yaml describes them: where things stand, how they are shown,
what may be sent. Fields are found by what a person sees; `at` is only a way out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from robots import yamlfile
from robots.errors import DescriptionError
from robots.systems.kinds import (
    Attachment,
    Choice,
    Day,
    DecimalNumber,
    Kind,
    PersonalNumberKind,
    Text,
    WholeNumber,
    YesNo,
)
from robots.systems.opening import MaintenancePart, Opening, OpeningHours
from robots.systems.permit import Policy, Sends
from robots.yamlfile import Complaint, Part, several

SHORTEST = 3  # letters of a word that stops


def _request(text: str) -> str:
    Sends.parse(text)
    return text


def _pattern(text: str) -> str:
    try:
        groups = re.compile(text).groups
    except re.error as wrong:
        raise ValueError(f"it is no pattern: {wrong}") from None
    if groups != 1:
        raise ValueError("it must have one group in round brackets: the number")
    return text


def _stop_word(text: str) -> str:
    if sum(map(str.isalnum, text)) < SHORTEST:
        raise ValueError(f"it needs at least {SHORTEST} letters: fewer stand in any text")
    return text


Words = Annotated[tuple[str, ...], BeforeValidator(several, json_schema_input_type=str | tuple[str, ...])]
Pattern = Annotated[str, AfterValidator(_pattern)]
StopWord = Annotated[str, AfterValidator(_stop_word)]
RequestLine = Annotated[str, AfterValidator(_request)]  # "POST /address"
MediaType = Literal[
    "application/pdf", "image/png", "image/jpeg", "image/gif", "application/xml", "application/zip", "text/plain"
]
KindName = Literal[
    "text", "whole number", "decimal", "money", "date", "personal number", "yes/no", "choice", "file", "table"
]


class Press(Part):
    """A button or link, by its text, and the one request that pressing it sends."""

    press: str
    sends: RequestLine | None = None  # left out for a link that only reads
    with_: dict[str, str] = Field(default_factory=dict, alias="with")  # body fields that tell it from other requests
    confirm: str | None = None  # the question of a confirm box that is answered yes; any other is dismissed
    shows: str | None = None  # the text that says that it worked

    @property
    def request(self) -> Sends | None:
        return Sends.parse(self.sends, self.with_) if self.sends else None


class DocumentsPart(Part):
    """Which documents of a case a table is read in: those of one type, in a table of the same case."""

    documents: str  # the field that is the table of documents; its columns "type" (a choice) and one file
    type_: str = Field(alias="type")  # our word for the type


class FieldPart(Part):
    """How one field is shown: its label, its kind, and how its kind writes values."""

    label: Words = ()
    kind: KindName = "text"
    within: str | None = None  # the heading that it stands under
    nth: int | None = None  # which, counted from 1, where a label stands several times
    at: str | None = None  # a CSS selector, where no label can say it
    empty: Words = ()  # words that mean that nothing is there
    longest: int = Field(default=10_000, gt=0)  # characters of a text; a longer one is Unknown
    optional: bool = False  # the page may leave the label out; the value is then Unknown
    options: dict[str, Words] = Field(default_factory=dict)  # our word: what the page shows for it
    formats: Words = ("%Y-%m-%d",)
    unit: str | None = None
    point: Literal[",", "."] = ","
    grouping: Literal[" ", ",", "."] = " "  # what stands between the thousands, if anything does
    yes: Words | None = None
    no: Words | None = None
    columns: dict[str, FieldPart] = Field(default_factory=dict)
    none: str | None = None  # the line that a table shows instead of rows
    from_: DocumentsPart | None = Field(default=None, alias="from")  # a table that is read in documents
    until: Words = ()  # of one in documents: what the line after its last row begins with; then it must be there
    skip: Words = ()  # of one in documents: what lines among its rows begin with that are none
    popup: str | None = None  # of a file whose link opens a window: the text of the link that leads to the file

    @model_validator(mode="after")
    def _complete(self) -> FieldPart:
        if self.kind == "table":
            if not self.columns:
                raise ValueError("a table needs columns")
            if self.from_ and not all(column.label for column in self.columns.values()):
                raise ValueError("in a document a column is found by its label alone")
        elif not self.label and not self.at:
            raise ValueError("a field needs a label")
        if (self.from_ or self.until or self.skip) and not (self.kind == "table" and self.from_):
            raise ValueError("only a table is read in documents, and only one that is has an end and lines to skip")
        if self.kind == "choice" and not self.options:
            raise ValueError("a choice needs options")
        if self.grouping == self.point and self.kind in ("decimal", "money"):
            raise ValueError("one sign cannot both group the thousands and begin the decimals")
        if self.options and self.kind not in ("choice", "text"):
            raise ValueError("only a choice or a text has options")
        return self

    @property
    def called(self) -> str:
        """How messages name it: as a person sees it, where a label can say it."""
        return self.label[0] if self.label else self.at or self.kind

    @cached_property
    def reads(self) -> Kind:
        """The Kind that reads, writes and compares this field; a table's own cells have theirs."""
        match self.kind:
            case "whole number":
                return WholeNumber(self.empty, self.unit, self.grouping)
            case "decimal":
                return DecimalNumber(self.empty, self.unit, self.point, grouping=self.grouping)
            case "money":
                return DecimalNumber(self.empty, self.unit or "kr", self.point, 2, self.grouping)
            case "date":
                return Day(self.empty, self.formats)
            case "personal number":
                return PersonalNumberKind(self.empty)
            case "yes/no":
                standard = YesNo()
                yes, no = self.yes or standard.yes, standard.no if self.no is None else self.no
                return YesNo(self.empty, yes, no)
            case "choice":
                return Choice(self.empty, self._pairs)
            case "file":
                return Attachment(self.empty)
        return Text(self.empty, self._pairs, self.longest)

    @property
    def _pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple((ours, text) for ours, texts in self.options.items() for text in texts)

    @property
    def spec(self) -> dict[str, object]:
        """What reader.js needs to find it."""
        if self.kind == "table":
            columns = {name: list(column.label) for name, column in self.columns.items()}
            return {"columns": columns, "within": self.within, "nth": self.nth}
        return {"label": list(self.label), "within": self.within, "nth": self.nth, "at": self.at}


def _labelled(given: object) -> object:
    """A field of which nothing but the label needs to be said may be given as that."""
    return {"label": given} if isinstance(given, str) else given


Labelled = Annotated[FieldPart, BeforeValidator(_labelled, json_schema_input_type=str | FieldPart)]


class Listing(Part):
    """A paged table of cases: the inbox, or the decided ones."""

    at: str
    frame: str | None = None
    heading: str | None = None
    columns: dict[str, FieldPart]
    next: Press | None = None
    total: Pattern | None = None  # a pattern whose first group is how many rows there are over all pages
    none: str | None = None  # the text that an empty list shows

    @model_validator(mode="after")
    def _numbered(self) -> Listing:
        if "number" not in self.columns:
            raise Complaint('a list of cases needs the column "number"', "columns")
        return self


class ScreenPart(Part):
    """One screen of a case: how it is reached, what proves that it is there, its fields."""

    at: str | None = None  # an address of its own; else the case's
    frame: str | None = None
    tab: Press | None = None
    heading: str | None = None
    fields: dict[str, FieldPart]

    @property
    def shown(self) -> dict[str, FieldPart]:
        """The fields that stand on the screen itself."""
        return {name: part for name, part in self.fields.items() if not part.from_}


class DraftPart(ScreenPart):
    """The decision form: what it holds while nobody has begun, and the one button that saves without deciding."""

    untouched: dict[str, str | bool | None]
    carries: Words = ()  # what else the form sends by itself, such as its view state; anything beside stops the robot
    save: Press

    @model_validator(mode="after")
    def _saves(self) -> DraftPart:
        if not self.save.sends or not self.save.shows:
            raise Complaint("it must name what it sends and what it shows when it worked", "save")
        if unknown := set(self.untouched) ^ set(self.fields):
            named = ", ".join(sorted(unknown))
            raise Complaint(f"it must name each field of the form, and no other: {named}", "untouched")
        return self


class OpenPart(Part):
    """What opening a case does, and how it is left so that no colleague meets the robot's lock."""

    at: str
    frame: str | None = None
    heading: str
    locked: str | None = None  # the text that says that a colleague has it
    leave: Press | None = None


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
        if any(part.from_ for part in self.draft.fields.values()):
            raise Complaint("a draft holds nothing that is read in documents", "draft", "fields")
        return self


def _undocumented(shown: dict[str, FieldPart], source: DocumentsPart) -> str | None:
    """What a table of documents lacks, for another table to be read in them."""
    columns = shown[source.documents].columns if source.documents in shown else {}
    if [part.kind for part in columns.values()].count("file") != 1 or "type" not in columns:
        return f'"{source.documents}" is no table with a column "type" and one file'
    if source.type_ not in columns["type"].options:
        return f'"{source.documents}" knows no type "{source.type_}"'
    return None


class Login(Part):
    """The login page. A page that looks like it, later, means that the session has ended."""

    at: str
    heading: str | None = None
    user: Labelled
    password: Labelled
    press: str
    sends: RequestLine
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    lands: str  # the address after a right login
    refused: str  # the text after a wrong password


class Account(Part):
    """The robot's own account: never a colleague's."""

    user: str
    secret: str  # the name of the secret that holds its password
    expires_after: date | Annotated[str, Field(pattern=r"^[1-9][0-9]* days?$")] | None = None  # of the password

    def expires(self, set_on: date | None) -> date | None:
        """The day from which the password is refused; None where it never is, or where nobody knows.

        Args:
            set_on: The day on which it was set, where that is known.
        """
        if isinstance(self.expires_after, date) or self.expires_after is None:
            return self.expires_after
        return set_on and set_on + timedelta(days=int(self.expires_after.split()[0]))


class Limits(Part):
    """The pace and the bounds that the system's owner allows."""

    pace: float | None = Field(default=None, gt=0)  # pages a minute, of all robots on all machines together
    at_once: int = Field(default=1, ge=1, le=16)
    wait: float = Field(default=15.0, gt=0, le=300)  # seconds until a page must show what a person would see


class Never(Part):
    """What no robot may ever do here, whatever else is allowed."""

    class Request(Part):
        to: RequestLine
        with_: dict[str, str] = Field(default_factory=dict, alias="with")

    press: Words = ()
    send: tuple[Request, ...] = Field(default=(), strict=False)

    @property
    def requests(self) -> tuple[Sends, ...]:
        return tuple(Sends.parse(request.to, request.with_) for request in self.send)


class Description(Part):
    """A whole case system."""

    system: str
    title: str
    authority: str  # the nämnd that it belongs to; nothing of it crosses to another
    address: str
    charset: str = "utf-8"
    account: Account
    more_accounts: tuple[Account, ...] = Field(default=(), strict=False)  # each lets one more worker work beside
    limits: Limits = Limits()
    hours: OpeningHours = Field(default_factory=dict)  # outside them no robot works; none: always
    maintenance: tuple[MaintenancePart, ...] = Field(default=(), strict=False)  # and not while it is being maintained
    login: Login
    logout: str | None = None
    inbox: Listing
    decided: Listing | None = None
    cases: dict[str, CasePart]
    never: Never

    @cached_property
    def policy(self) -> Policy:
        """What the write firewall lets through for this system, apart from a permit's one save."""
        presses = [press.request for _, press in self._presses()]
        login = Sends.parse(self.login.sends, self.login.with_)
        saves = [case.draft.save.request for case in self.cases.values()]
        return Policy(
            origin=self.address,
            allowed=(login, *(request for request in presses if request)),
            never=self.never.requests,
            saves=tuple(save for save in saves if save),
            charset=self.charset,
        )

    @cached_property
    def opening(self) -> Opening:
        """When robots may work here."""
        return Opening(self.hours, self.maintenance)

    def _presses(self) -> Iterator[tuple[tuple[str, ...], Press]]:
        """Every button that is pressed outside a permit, and where the file names it."""
        for name, listing in (("inbox", self.inbox), ("decided", self.decided)):
            if listing and listing.next:
                yield (name, "next"), listing.next
        for name, case in self.cases.items():
            place = ("cases", name)
            if case.open.leave:
                yield (*place, "open", "leave"), case.open.leave
            for screen, part in case.screens.items():
                if part.tab:
                    yield (*place, "screens", screen, "tab"), part.tab
            if case.draft.tab:
                yield (*place, "draft", "tab"), case.draft.tab

    @model_validator(mode="after")
    def _one_worker_each(self) -> Description:
        users = [self.account.user, *(account.user for account in self.more_accounts)]
        if len(set(users)) < len(users):
            raise Complaint("an account stands there twice", "more_accounts")
        return self

    @model_validator(mode="after")
    def _safe(self) -> Description:
        saves = ((("cases", name, "draft", "save"), case.draft.save) for name, case in self.cases.items())
        deciding = {word.casefold() for word in self.never.press}
        for place, button in (*self._presses(), *saves):
            if button.press.casefold() in deciding:
                raise Complaint(f'it presses "{button.press}", which stands under never', *place)
        for name, case in self.cases.items():
            for column in case.rows:
                if column not in self.inbox.columns:
                    raise Complaint("it is no column of the inbox", "cases", name, "rows", column)
            for number, mark in enumerate(case.stops.marks):
                if mark.screen not in case.screens:
                    raise Complaint(
                        f'there is no screen "{mark.screen}"', "cases", name, "stops", "marks", str(number), "screen"
                    )
        return self


@dataclass(frozen=True)
class SystemFile:
    """A description, where it stands, and what identifies its content."""

    description: Description
    path: Path
    sha256: str

    @property
    def name(self) -> str:
        return self.description.system

    @property
    def logins(self) -> tuple[str, ...]:
        """The places of its logins, of which one worker at a time has each: "practice/login-1"."""
        return tuple(f"{self.name}/login-{number + 1}" for number in range(1 + len(self.description.more_accounts)))

    @property
    def other_logins(self) -> tuple[str, ...]:
        """The robots' accounts beside the one that is worked as."""
        return tuple(account.user for account in self.description.more_accounts)

    def as_login(self, login: str) -> SystemFile:
        """The same system, worked as one of its logins."""
        accounts = [self.description.account, *self.description.more_accounts]
        mine = accounts.pop(self.logins.index(login))
        return replace(
            self, description=self.description.model_copy(update={"account": mine, "more_accounts": tuple(accounts)})
        )

    @property
    def shown(self) -> str:
        """How messages name the file."""
        return f"config/systems/{self.path.name}"

    @property
    def advice(self) -> str:
        upgraded = f"If the system was upgraded, change its description, then: run.py check {self.name}"
        return f"Nothing was written. {upgraded}"

    def place(self, *keys: str | int) -> str:
        """A place in the file, with its line, for messages."""
        return f"{self.shown}:{yamlfile.line_of(self.path, *keys)}"


def open_system(path: Path, *, address: str | None = None) -> SystemFile:
    """Read a description.

    Args:
        path: config/systems/<name>.yaml.
        address: Another address of the same system, such as a test environment; the hash does not count it.

    Raises:
        DescriptionError: It cannot be read, or contradicts itself; each complaint names file and line.
    """
    description = yamlfile.read(path, Description, error=DescriptionError)
    if description.system != path.stem:
        raise DescriptionError(f'{path.name}: it calls itself "{description.system}"; the file must be named so.')
    if address is not None:
        description = description.model_copy(update={"address": address})
    return SystemFile(description, path, _sha256(path.read_bytes().replace(b"\r\n", b"\n")))


def _sha256(content: bytes) -> str:
    """What identifies a description. When the system is open says nothing of how it is read or written, so changing
    that takes no new approval."""
    timeless = re.sub(rb"^(hours|maintenance):.*(\n|\Z)([ -].*(\n|\Z)|\n)*", b"", content, flags=re.MULTILINE)
    return hashlib.sha256(timeless).hexdigest()
