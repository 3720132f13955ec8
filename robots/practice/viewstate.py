"""The hidden view state: what the server wants to be told again about the page that a post comes from."""

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

_CONTROLS = ("meny", "rubrik", "ruta", "lista", "bladdring", "huvud", "flikar", "formular", "knappar", "fot")


class Tampered(Exception):
    """The view state that came back is not one that this server gave out to this session."""


@dataclass(frozen=True, slots=True)
class PageState:
    """The page that a form stands on."""

    page: str  # "inkorg", "avslutade", "arende" or "flik"
    case: str = ""
    number: int = 1  # the page of a list, or the tab of a case


class ViewStates:
    """Gives out view states and takes them back unchanged or not at all."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, state: PageState, session: str) -> str:
        """The blob for a page's hidden field: several hundred characters that mean nothing to a reader."""
        content = json.dumps({"state": asdict(state), "controls": _controls(state)}).encode("ascii")
        return base64.b64encode(self._signature(content, session) + content).decode("ascii")

    def unseal(self, blob: str, session: str) -> PageState:
        """The page a post came from.

        Raises:
            Tampered: The blob was changed, made up, or belongs to another session.
        """
        try:
            raw = base64.b64decode(blob.encode("ascii"), validate=True)
        except ValueError as error:
            raise Tampered from error
        signature, content = raw[:32], raw[32:]
        if not hmac.compare_digest(signature, self._signature(content, session)):
            raise Tampered
        return PageState(**json.loads(content)["state"])

    def _signature(self, content: bytes, session: str) -> bytes:
        return hmac.digest(self._secret, session.encode("ascii") + content, "sha256")


def _controls(state: PageState) -> dict[str, str]:
    return {f"ctl00${name}": hashlib.sha256(f"{name}{state}".encode()).hexdigest()[:32] for name in _CONTROLS}
