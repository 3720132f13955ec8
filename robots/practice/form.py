"""A posted form, read the way a browser writes it on an ISO-8859-1 page."""

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The names and values of one post, in the order they came."""

    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The first value sent under a name; empty where there is none, as a box that was not ticked."""
        return next((value for sent, value in self.fields if sent == name), "")

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        """Read an urlencoded body."""
        pairs = (pair.partition(b"=") for pair in body.split(b"&") if pair)
        return cls(tuple((_text(name), _text(value)) for name, _, value in pairs))


def _text(sent: bytes) -> str:
    octets = unquote_to_bytes(sent.replace(b"+", b" "))
    try:
        # Browsers take "ISO-8859-1" to mean windows-1252: a dash comes as the octet 96.
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        return octets.decode("iso-8859-1")
