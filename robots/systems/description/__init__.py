"""One case system's pages, as config/systems/<name>.yaml describes them: where things stand, how they are shown,
what may be sent. Fields are found by what a person sees; `at` is only a way out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from robots import yamlfile
from robots.errors import DescriptionError
from robots.systems.description.case import (
    DECIDED,
    WHY,
    CasePart,
    DecidedPart,
    DraftPart,
    FilesPart,
    MarkPart,
    OpenPart,
    ScreenPart,
    SettingPart,
    StopsPart,
    kept_of,
)
from robots.systems.description.environment import EnvironmentPart
from robots.systems.description.field import DocumentsPart, FieldPart, Labelled
from robots.systems.description.inbox import Listing
from robots.systems.description.login import Account, AskedLogin, CodePart, FormLogin, Login, PersonLogin, WayIn
from robots.systems.description.words import FramedPress, KindName, Lane, Press, RequestLine, Words
from robots.systems.opening import MaintenancePart, Opening, OpeningHours
from robots.systems.permit import Policy, Sends
from robots.words import meant
from robots.yamlfile import Complaint, Part

if TYPE_CHECKING:
    from robots.systems.contract import Watch

__all__ = [
    "DECIDED",
    "WHY",
    "Account",
    "AskedLogin",
    "CasePart",
    "CodePart",
    "DecidedPart",
    "Description",
    "DocumentsPart",
    "DraftPart",
    "EnvironmentPart",
    "FieldPart",
    "FilesPart",
    "FormLogin",
    "FramedPress",
    "KindName",
    "Labelled",
    "Lane",
    "Limits",
    "Listing",
    "Login",
    "MarkPart",
    "Never",
    "OpenPart",
    "PersonLogin",
    "Press",
    "ScreenPart",
    "SettingPart",
    "StopsPart",
    "SystemFile",
    "WayIn",
    "kept_of",
    "open_system",
]


class Limits(Part):
    """The pace and the bounds that the system's owner allows."""

    pace: float | None = Field(default=None, gt=0)  # pages a minute, of all robots on all machines together
    at_once: int = Field(default=1, ge=1, le=16)
    wait: float = Field(default=15.0, gt=0, le=300)  # seconds until a page must show what a person would see


class RequestPart(Part):
    """A kind of request: where it goes, and what its body must hold."""

    to: RequestLine
    with_: dict[str, str] = Field(default_factory=dict, alias="with")

    @property
    def sends(self) -> Sends:
        return Sends.parse(self.to, self.with_)


class Never(Part):
    """What no robot may ever do here, whatever else is allowed."""

    press: Words = ()
    send: tuple[RequestPart, ...] = Field(default=(), strict=False)

    @property
    def requests(self) -> tuple[Sends, ...]:
        return tuple(request.sends for request in self.send)


class Description(Part):
    """A whole case system."""

    system: str
    title: str
    authority: str  # the nämnd that it belongs to; nothing of it crosses to another
    address: str
    environments: dict[str, EnvironmentPart] = Field(default_factory=dict)  # where an upgrade is rehearsed: check --env
    charset: str = "utf-8"
    account: Account
    more_accounts: tuple[Account, ...] = Field(default=(), strict=False)  # each lets one more worker work beside
    limits: Limits = Limits()
    hours: OpeningHours = Field(default_factory=dict)  # outside them no robot works; none: always
    maintenance: tuple[MaintenancePart, ...] = Field(default=(), strict=False)  # and not while it is being maintained
    login: Login
    logout: str | Press | None = None  # its address, or the button that stands on the inbox's page
    lanes: tuple[Annotated[Lane, Field(strict=False)], ...] = Field(default=tuple(Lane), strict=False)  # where proven
    reads: tuple[RequestPart, ...] = Field(default=(), strict=False)  # what pages send by themselves that only reads
    inbox: Listing
    decided: Listing | None = None
    cases: dict[str, CasePart]
    never: Never

    @cached_property
    def policy(self) -> Policy:
        """What the write firewall lets through for this system, apart from a permit's one save."""
        presses = [press.request for _, press in self._presses()]
        saves = [sheet.save.request for case in self.cases.values() for sheet in case.draft.sheets.values()]
        return Policy(
            origin=self.address,
            allowed=(*(read.sends for read in self.reads), *(request for request in presses if request)),
            entry=self.login.sends_along,
            other_origins=self.login.through,
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
        if isinstance(self.logout, Press):
            yield ("logout",), self.logout
        for name, listing in (("inbox", self.inbox), ("decided", self.decided)):
            if listing and listing.next:
                yield (name, "next"), listing.next
            for number, step in enumerate(listing.path if listing else ()):
                yield (name, "path", str(number)), step
        for name, case in self.cases.items():
            place = ("cases", name)
            if case.open.accept:
                yield (*place, "open", "accept"), case.open.accept
            if case.open.leave:
                yield (*place, "open", "leave"), case.open.leave
            for screen, part in case.screens.items():
                for tab in part.tab:
                    yield (*place, "screens", screen, "tab"), tab
                if part.popup:
                    yield (*place, "screens", screen, "popup"), part.popup
            for tab in case.decision.tab if case.decision else ():
                yield (*place, "decision", "tab"), tab
            for keys, sheet in case.draft.sheets.items():
                for tab in sheet.tab:
                    yield (*place, *keys, "tab"), tab

    @property
    def _accounts(self) -> tuple[tuple[Account, tuple[str, ...]], ...]:
        """The robots' accounts, with where each stands in the file."""
        more = ((account, ("more_accounts", str(number))) for number, account in enumerate(self.more_accounts))
        return (self.account, ("account",)), *more

    @model_validator(mode="after")
    def _one_worker_each(self) -> Description:
        users = [self.account.user, *(account.user for account in self.more_accounts)]
        if len(set(users)) < len(users):
            raise Complaint("an account stands there twice", "more_accounts")
        return self

    @model_validator(mode="after")
    def _coded(self) -> Description:
        asks = isinstance(self.login, FormLogin) and self.login.code is not None
        if any((account.codes is not None) != asks for account in (self.account, *self.more_accounts)):
            raise Complaint("each account needs codes: where the login asks for a code, and nowhere else", "account")
        return self

    @model_validator(mode="after")
    def _has_a_password_to_expire(self) -> Description:
        if isinstance(self.login, PersonLogin):
            for account, place in self._accounts:
                if account.expires_after:
                    raise Complaint(
                        "where a person logs in, robots have no password that expires", *place, "expires_after"
                    )
        return self

    @model_validator(mode="after")
    def _safe(self) -> Description:
        saves = (
            (("cases", name, *keys, "save"), sheet.save)
            for name, case in self.cases.items()
            for keys, sheet in case.draft.sheets.items()
        )
        deciding = {word.casefold() for word in self.never.press}
        for place, button in (*self._presses(), *saves):
            if button.press.casefold() in deciding:
                raise Complaint(f'it presses "{button.press}", which stands under never', *place)
        for name, case in self.cases.items():
            if case.open.follow and case.open.follow not in self.inbox.columns:
                raise Complaint("it is no column of the inbox", "cases", name, "open", "follow")
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
    watch: Watch | None = None  # what is told of each page as it is read

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
        return f"Nothing was written. If the system was upgraded: run.py heal {self.name}"

    def place(self, *keys: str | int) -> str:
        """A place in the file, with its line, for messages."""
        return f"{self.shown}:{yamlfile.line_of(self.path, *keys)}"


def open_system(path: Path, *, address: str | None = None, environment: str | None = None) -> SystemFile:
    """Read a description.

    Args:
        path: config/systems/<name>.yaml.
        address: Another address of the same system; the hash does not count it.
        environment: One of its environments, to be worked instead of the system itself.

    Raises:
        DescriptionError: It cannot be read, or contradicts itself; each complaint names file and line.
    """
    description = yamlfile.read(path, Description, error=DescriptionError)
    if description.system != path.stem:
        raise DescriptionError(f'{path.name}: it calls itself "{description.system}"; the file must be named so.')
    if address is not None:
        description = description.model_copy(update={"address": address})
    if environment is not None:
        description = _elsewhere(description, path, environment)
    return SystemFile(description, path, _sha256(path.read_bytes().replace(b"\r\n", b"\n")))


def _elsewhere(description: Description, path: Path, environment: str) -> Description:
    if environment not in description.environments:
        known = ", ".join(description.environments) or "none"
        raise DescriptionError(
            f'config/systems/{path.name}: there is no environment "{environment}". There are: {known}.'
            f"{meant(environment, description.environments)}"
        )
    there = description.environments[environment]
    return description.model_copy(update={"address": there.address, "account": there.account or description.account})


def _sha256(content: bytes) -> str:
    """What identifies a description. When the system is open, and where it can be tried, says nothing of how it is read
    or written, so changing that takes no new approval."""
    timeless = re.sub(
        rb"^(hours|maintenance|environments):.*(\n|\Z)([ -].*(\n|\Z)|\n)*", b"", content, flags=re.MULTILINE
    )
    return hashlib.sha256(timeless).hexdigest()
