"""A request that is about to leave the browser, as the write firewall sees it: method, address, body fields.

Two readings of it exist. The strict one serves what is allowed: it takes a body only when every server would read it
alike, and is Unclear otherwise. The loose one serves what is never allowed: it folds together the spellings that a
forgiving server may take for the same address or field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

READS = frozenset({"GET", "HEAD"})
SILENT = frozenset({"data", "blob", "about"})  # schemes that never reach the network
OVERRIDES = frozenset({"_method", "x-http-method-override", "x-http-method", "x-method-override"})

# Browsers take the ISO-8859-1 of old systems for windows-1252, and so do the servers behind them.
_CODECS = {"utf-8": "utf-8", "us-ascii": "utf-8", "iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252"}
_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(r";jsessionid=[\w.!-]+", re.IGNORECASE)
_ODD_PATH = re.compile(r"[\\;\x00-\x1f\x7f]|//|/\.\.?(/|$)")
_PART = re.compile(
    r'Content-Disposition: form-data; name="(?P<name>[^"\r\n]*)"'
    r'(?P<file>; filename="[^"\r\n]*"\r\nContent-Type: [^\r\n;]*)?',
    re.IGNORECASE,
)

Pairs = tuple[tuple[str, str], ...]


class Unclear(ValueError):
    """Servers might read this request in more than one way; it must not leave."""


@dataclass(frozen=True)
class Request:
    """One request before it leaves. `charset` is the one that the case system's pages are written in."""

    method: str
    url: str
    headers: Mapping[str, str]  # as the browser gives them, names in any case
    body: bytes = b""
    whole: bool = True  # False: there is a body that the browser did not show
    charset: str = "utf-8"

    @cached_property
    def address(self) -> SplitResult:
        """The parts of the address."""
        return urlsplit(self.url)

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port, the port left out where the scheme implies it."""
        return origin_of(self.url)

    @cached_property
    def reads(self) -> bool:
        """Whether the method is one that only reads."""
        return self.method in READS

    @cached_property
    def query(self) -> Pairs:
        """The fields of the address, percent-encoding resolved.

        Raises:
            Unclear: An encoding that servers read differently.
        """
        return tuple(_urlencoded(self.address.query, self.charset))

    @cached_property
    def form(self) -> Pairs:
        """The fields of the body in their order; empty files count as empty fields.

        Raises:
            Unclear: The body is not shown whole, is no form, carries a file, or can be read in two ways.
        """
        if not self.whole:
            raise Unclear("its body is not shown whole")
        if not self.body:
            return ()
        kind, parameters = _media_type(self._header("content-type"))
        fields = _fields(self.body, kind, parameters, self.charset)
        declared = parameters.get("charset", self.charset)
        if declared != self.charset and fields != _fields(self.body, kind, parameters, declared):
            raise Unclear("its body is written in another character set than the page")
        return fields

    @cached_property
    def header_names(self) -> frozenset[str]:
        """The names of the headers, in lower case."""
        return frozenset(name.lower() for name in self.headers)

    @cached_property
    def loose_path(self) -> str:
        """The path as the most forgiving server would take it."""
        return loosen_path(self.address.path)

    @cached_property
    def loose_fields(self) -> frozenset[tuple[str, str]]:
        """Query and body together, names and values as the most forgiving server would take them.

        Raises:
            Unclear: The body cannot be read.
        """
        pairs = list(self.form)
        for piece in re.split("[&;]", self.address.query):
            name, _, value = piece.replace("+", " ").partition("=")
            pairs.append((_unquote_all(name), _unquote_all(value)))
        return frozenset((loose, loosen(value)) for name, value in pairs for loose in _loose_names(name))

    @cached_property
    def plain_path(self) -> str | None:
        """The path with percent-encoding resolved once, an encoded slash apart; None where servers may differ on it."""
        path = _SESSION.sub("", self.address.path)  # Java servers write the session into the first addresses they give
        plain = "/".join(_once(segment).replace("/", "%2F") for segment in path.split("/"))
        return None if _ODD_PATH.search(plain) else plain

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers.items() if name.lower() == wanted), "")


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: "https://host" or "http://host:8765"; empty for any other scheme."""
    scheme, separator, rest = url.partition("://")
    if scheme not in _PORTS or not separator:
        return ""
    return _origin(f"{scheme}://{re.split('[/?#]', rest, maxsplit=1)[0]}")


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


@lru_cache(maxsize=1024)
def loosen_path(path: str) -> str:
    """Fold together the spellings of one path: encoding, case, path parameters, doubled and closing slashes, dots."""
    kept: list[str] = []
    for segment in _unquote_all(path).replace("\\", "/").split("/"):
        plain = segment.partition(";")[0].rstrip(" .") if segment != ".." else segment
        if plain == "..":
            del kept[-1:]
        elif plain:
            kept.append(plain.casefold())
    return "/" + "/".join(kept)


def loosen(value: str) -> str:
    """Fold together the spellings of one value: case, and white space at its ends."""
    return value.strip().casefold()


def loosen_name(name: str) -> str:
    """Fold together the spellings of one field name; PHP takes dots, spaces and brackets for underscores."""
    return re.sub(r"[ .\[]", "_", name.strip()).casefold()


def same_lines(value: str) -> str:
    """The value with its line ends as LF: forms send CRLF, drafts are written with LF."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _loose_names(name: str) -> Iterator[str]:
    """The names a field may go by: "button.x" is a click on the image "button", "button[]" a list of that name."""
    yield loosen_name(name)
    yield loosen_name(re.sub(r"(\.[xy]|\[.*)$", "", name.strip()))


def _once(text: str) -> str:
    raw = unquote_to_bytes(text)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _unquote_all(text: str) -> str:
    """Resolve percent-encoding until nothing is left of it: some servers do so twice."""
    while "%" in text and (plain := _once(text)) != text:
        text = plain
    return text


def _urlencoded(text: str, charset: str, *, body: bool = False) -> Iterator[tuple[str, str]]:
    if body and ";" in text:
        raise Unclear("its body holds a bare semicolon")
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise Unclear("a percent sign in it encodes nothing")
    for piece in filter(None, text.split("&")):
        name, _, value = piece.partition("=")
        yield _name(_unquote(name, charset)), _value(_unquote(value, charset))


def _fields(body: bytes, kind: str, parameters: Mapping[str, str], charset: str) -> Pairs:
    if kind == "application/x-www-form-urlencoded":
        return tuple(_urlencoded(_ascii(body), charset, body=True))
    if kind == "multipart/form-data" and parameters.get("boundary"):
        return tuple(_multipart(body, parameters["boundary"], charset))
    raise Unclear(f"its body is no form ({kind or 'no type given'})")


def _multipart(body: bytes, boundary: str, charset: str) -> Iterator[tuple[str, str]]:
    mark = b"--" + boundary.encode("ascii", "strict")
    first, *parts, last = (b"\r\n" + body).split(b"\r\n" + mark)
    if first or last.strip(b"\r\n") != b"--" or not all(part.startswith(b"\r\n") for part in parts):
        raise Unclear("the parts of its body are not cut cleanly")
    for part in parts:
        head, found, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = _PART.fullmatch(_text(head, charset))
        if not (found and header):
            raise Unclear("a part of its body has unusual headers")
        if header["file"] and content:
            raise Unclear("it carries a file")
        name = header["name"].replace("%22", '"').replace("%0D%0A", "\n")
        yield _name(name), _value(_text(content, charset))


def _media_type(header: str) -> tuple[str, dict[str, str]]:
    kind, *parameters = header.split(";")
    named = {}
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() in named:
            raise Unclear("its content type says one thing twice")
        named[name.strip().lower()] = value.strip().strip('"')
    return kind.strip().lower(), named


def _unquote(text: str, charset: str) -> str:
    return _text(unquote_to_bytes(text.replace("+", " ")), charset)


def _text(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(_codec(charset))
    except UnicodeDecodeError:
        raise Unclear("it is not written in the page's character set") from None


def _ascii(raw: bytes) -> str:
    if not raw.isascii():
        raise Unclear("its body is not percent-encoded")
    return raw.decode("ascii")


def _codec(charset: str) -> str:
    try:
        return _CODECS[charset.strip().lower()]
    except KeyError:
        raise Unclear("it is written in an unusual character set") from None


def _name(name: str) -> str:
    if not name.isprintable() or name != name.strip():
        raise Unclear("a field name in it holds control characters or blanks at its ends")
    return name


def _value(value: str) -> str:
    if "\0" in value:
        raise Unclear("a field in it holds a NUL")
    return same_lines(value)
