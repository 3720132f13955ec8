"""What may be sent: patterns of requests, what one case system allows and never allows, and the permit for one save.

Pure rules, no browser: `firewall.py` holds every request of the browser against them. What is allowed is matched
strictly, what is never allowed loosely, and whatever can be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Self

from robots.systems.markup import shows
from robots.systems.request import (
    OVERRIDES,
    Pairs,
    Request,
    Unclear,
    loosen,
    loosen_name,
    loosen_path,
    origin_of,
    same_lines,
)

_METHOD = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|\*")
_SEGMENT = "(?:(?!%2F)[^/])+"  # of a path
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Sends:
    """A pattern of requests: `Sends.parse("POST /case/{case}", {"__EVENTTARGET": "save"})`.

    Path and values are literal but for `*` (one or more characters, in a path not "/"), `**` (anything, also nothing)
    and `{case}` (the case number; any text where no case is given). A path that begins with a scheme names an address
    beside the system's own, such as a sign-on server. A query in the path names parameters that must match; without
    one any query is fine. `fields` are the body's fields, for GET and HEAD the query's, that must be there exactly
    once with these values; others may stand beside them.
    """

    method: str  # `*`: any
    path: str
    fields: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    @classmethod
    def parse(cls, text: str, fields: Mapping[str, str] | None = None) -> Self:
        """Read "POST /case/{case}".

        Raises:
            ValueError: The text is not a method, a blank and a path.
        """
        method, _, path = text.strip().partition(" ")
        if not (_METHOD.fullmatch(method) and re.match(r"(https?://[^/?#]+)?/\S*$|\*\*$", path)):
            raise ValueError(f'"{text}" is not of the form "POST /path"')
        return cls(method, path, MappingProxyType(dict(fields or {})))

    def __str__(self) -> str:
        """The pattern as a description writes it; values are left out."""
        return f"{self.method} {self.path}" + (f" with {', '.join(self.fields)}" if self.fields else "")

    def matches(self, request: Request, case: str | None = None) -> bool:
        """Whether the request surely is of this kind; what can be read in two ways is of no kind.

        Args:
            request: What is about to leave.
            case: The number that `{case}` stands for.
        """
        if not self.goes_to(request, case):
            return False
        try:
            query, body = request.query, request.form
        except Unclear:
            return False
        fields = query if request.reads else body
        if {loosen_name(name) for name, _ in (*query, *body)} & OVERRIDES - set(self.fields):
            return False
        return _all_there(_address(self.path)[2], query, case) and _all_there(self.fields, fields, case)

    def goes_to(self, request: Request, case: str | None = None) -> bool:
        """Whether method and path are these, whatever the request carries."""
        origin, path, _ = _address(self.path)
        return (
            self.method in ("*", request.method)
            and origin in ("", request.origin)
            and request.plain_path is not None
            and bool(_path(path, case).fullmatch(request.plain_path))
        )

    def case_in(self, request: Request) -> str | None:
        """What stands for `{case}` in a request that surely is of this kind; None where it is of another."""
        if not self.matches(request):
            return None
        _, path, query = _address(self.path)
        asked = dict(request.query)
        hits = [_captured(path, _SEGMENT).fullmatch(request.plain_path or "")]
        hits += [_captured(value, ".+").fullmatch(asked[name]) for name, value in query.items()]
        return next((hit["case"] for hit in hits if hit and "case" in hit.re.groupindex), None)

    def resembles(self, request: Request) -> bool:
        """Whether some server might take the request for one of this kind, whatever its method and the case.

        Raises:
            Unclear: The pattern names fields and the body cannot be read.
        """
        origin, path, query = _address(self.path)
        if origin not in ("", request.origin) or not _path(loosen_path(path)).fullmatch(request.loose_path):
            return False
        wanted = [*self.fields.items(), *query.items()]
        if not wanted:
            return True
        there = request.loose_fields
        return all(
            any(name == loosen_name(field_) and _loose_value(value).fullmatch(found) for name, found in there)
            for field_, value in wanted
        )

    def names_query(self) -> frozenset[str]:
        """The parameters that the pattern's own query names."""
        return frozenset(_address(self.path)[2])


@dataclass(frozen=True)
class Policy:
    """What one case system allows and never allows.

    GET and HEAD to its own addresses are free unless `never` lists them. Everything else must be declared in
    `allowed`, or be the one save of an open permit.
    """

    origin: str  # "http://127.0.0.1:8765"
    allowed: tuple[Sends, ...] = ()  # reads by POST, locks, log-out
    entry: tuple[Sends, ...] = ()  # what is allowed only while somebody is logging in
    never: tuple[Sends, ...] = ()  # what decides; any method, wins over everything, over a permit too
    other_origins: tuple[str, ...] = ()  # further addresses that may be read, such as a sign-on server
    saves: tuple[Sends, ...] = ()  # need a permit even where `allowed` would cover them
    charset: str = "utf-8"  # of the system's pages: forms are sent in it

    def covers(self, origin: str) -> bool:
        """Whether requests to this origin are this system's affair."""
        return origin in {origin_of(own) for own in (self.origin, *self.other_origins)}

    def refusal(self, request: Request) -> str | None:
        """Why nothing, not even a permit, may let this request out; None where it may."""
        try:
            if trick := _trick(request):
                return trick
            decides = self._never(request)
        except Unclear as why:
            return str(why)
        return f'"never" lists {decides}' if decides else None

    def lists(self, request: Request) -> bool:
        """Whether `never` lists the request; what cannot be read surely counts as listed."""
        try:
            return self._never(request) is not None
        except Unclear:
            return True

    def _never(self, request: Request) -> Sends | None:
        return next((rule for rule in self.never if rule.resembles(request)), None)

    def declares(self, request: Request, *, entering: bool = False) -> bool:
        """Whether the request is a free read or one that the description declares.

        Args:
            request: What is about to leave.
            entering: Whether somebody is logging in.
        """
        return request.reads or self._among(self.allowed, request) or (entering and self.enters(request))

    def enters(self, request: Request) -> bool:
        """Whether the request is one that a login sends."""
        return self._among(self.entry, request)

    def _among(self, declared: Iterable[Sends], request: Request) -> bool:
        return any(
            sends.matches(request) and (request.origin == origin_of(self.origin) or "://" in sends.path)
            for sends in declared
        )


@dataclass(frozen=True)
class Permit:
    """Leave to send one save of one case, once."""

    case: str
    sends: Sends
    required: Mapping[str, str]  # body fields and their exact values; CRLF and LF are equal
    allowed: frozenset[str] = frozenset()  # other fields that the form carries: view state, tokens
    rich: Mapping[str, str] = field(default_factory=lambda: _NOTHING)  # fields that carry HTML, and what it must show
    forbidden: frozenset[str] = frozenset()  # fields that must not be there, even if allowed

    def concerns(self, request: Request) -> bool:
        """Whether the request goes where the save goes, whatever it carries."""
        return self.sends.goes_to(request, self.case)

    def refusal(self, request: Request) -> str | None:
        """Why the request is not the permitted save, without any value; None where it is."""
        try:
            query, body = request.query, request.form
        except Unclear as why:
            return str(why)
        names = [name for name, _ in (*query, *body)]
        own = set(self.required) | set(self.rich) | set(self.sends.fields)
        reasons = {
            "has twice": {name for name, times in Counter(names).items() if times > 1},
            "has the forbidden": self.forbidden & set(names),
            "has the undeclared": set(names) - own - self.allowed - self.sends.names_query(),
            "lacks": own - {name for name, _ in body},
            "differs from the draft in": {
                name
                for name, value in body
                if (name in self.required and value != same_lines(self.required[name]))
                or (name in self.rich and not shows(value, self.rich[name]))
            },
        }
        for reason, fields in reasons.items():
            if fields:
                return f"it {reason} {', '.join(sorted(fields))}"
        return None if self.sends.matches(request, self.case) else f"it is not {self.sends} of this case"


def _trick(request: Request) -> str | None:
    """What makes a request mean something else than its method says; a body that cannot be read is Unclear."""
    names = {name for name, _ in request.loose_fields}
    if request.header_names & OVERRIDES:
        return "a header overrides its method"
    if request.reads and (request.body or names & OVERRIDES):
        return "it reads by name only: it carries a body or overrides its method"
    return None


def _all_there(wanted: Mapping[str, str], pairs: Pairs, case: str | None) -> bool:
    """Whether each wanted field is there exactly once, with its value."""
    for name, value in wanted.items():
        found = [text for other, text in pairs if other == name]
        if len(found) != 1 or not _value(same_lines(value), case).fullmatch(found[0]):
            return False
    return True


@lru_cache(maxsize=1024)
def _address(pattern: str) -> tuple[str, str, Mapping[str, str]]:
    """Origin (empty: the system's own), path and query of a path pattern."""
    address, _, query = pattern.partition("?")
    scheme, found, rest = address.partition("://")
    host, slash, path = rest.partition("/") if found else ("", "", "")
    pairs = {name: value for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)}
    if not found:
        return "", address, MappingProxyType(pairs)
    return origin_of(f"{scheme}://{host}"), slash + path, MappingProxyType(pairs)


@lru_cache(maxsize=4096)
def _path(pattern: str, case: str | None = None) -> re.Pattern[str]:
    number = _SEGMENT if case is None else re.escape(case).replace("/", "(?:/|%2F)")
    return _compile(pattern, {"**": ".*", "*": _SEGMENT, "{case}": number})


@lru_cache(maxsize=4096)
def _value(pattern: str, case: str | None) -> re.Pattern[str]:
    return _compile(pattern, {"**": ".*", "*": ".+", "{case}": ".+" if case is None else re.escape(case)})


@lru_cache(maxsize=4096)
def _loose_value(pattern: str) -> re.Pattern[str]:
    return _compile(loosen(pattern), {"**": ".*", "*": ".*", "{case}": ".*"})


@lru_cache(maxsize=64)
def _captured(pattern: str, what: str) -> re.Pattern[str]:
    return _compile(pattern, {"**": ".*", "*": what, "{case}": f"(?P<case>{what})"})


def _compile(pattern: str, wild: Mapping[str, str]) -> re.Pattern[str]:
    pieces = re.split(r"(\*\*|\*|\{case\})", pattern)
    return re.compile("".join(wild.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)
