"""Messages to people, through Apprise, which is loaded only when there is something to send."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from robots.errors import ConfigError, TechnicalProblem
from robots.secrets import Secrets
from robots.settings import Home, Recipient
from robots.work import mailing
from robots.work.alerts.letters import Letter

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

_MODES = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}  # settings' words, and Apprise's
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def send(home: Home, recipient: Recipient, letter: Letter) -> None:
    """Send one letter to one recipient.

    Raises:
        ConfigError: It cannot be sent as the settings and secrets are; nothing was sent.
        TechnicalProblem: The server did not take it; it is worth another try.
    """
    if recipient.mail:
        password = mailing.let_in(home)  # tells plainly what is wrong, and tries a refused password never again
        _notify(_mailed(home, recipient.mail, password), letter, recipient)
    else:
        _notify(by_secret(home, recipient), letter, recipient)


def by_secret(home: Home, recipient: Recipient) -> NotifyBase:
    """The service whose address a secret holds.

    Raises:
        SecretMissing: Nobody has set it.
        ConfigError: Apprise knows no such address.
    """
    from apprise import Apprise

    found = Apprise.instantiate(Secrets(home.path).secret(recipient.name), asset=_asset())
    if found is None:
        raise ConfigError(
            f'The secret "{recipient.name}" holds no address that Apprise knows, such as that of a webhook of Teams '
            f"or Slack. Set it anew: run.py secret set {recipient.name}"
        )
    return found


def _mailed(home: Home, to: str, password: str | None) -> NotifyBase:
    from apprise import Apprise

    mail = home.settings.mail
    if mail is None:  # the settings see to that
        raise ConfigError("No mail server is set up: see mail: in config/settings.yaml")
    host, _, port = mail.server.partition(":")
    parts: dict[str, Any] = {
        "schema": "mailto" if mail.security == "none" else "mailtos",
        "host": host,
        "port": int(port or _PORTS[mail.security]),
        "smtp_host": host,
        "secure_mode": _MODES[mail.security],
        "user": mail.user,
        "password": password,
        "from_addr": mail.sender,
        "targets": [to],
        "format": "text",
    }
    found = Apprise.instantiate(parts, asset=_asset())
    if found is None:
        raise ConfigError("The mail server cannot be used as mail: in config/settings.yaml describes it.")
    return found


def _notify(service: NotifyBase, letter: Letter, recipient: Recipient) -> None:
    from apprise import Apprise

    told = Apprise(asset=_asset())
    told.add(service)
    result = told.notify(body=letter.body, title=letter.subject, body_format="text")
    if not result:
        code = re.search(r"\berror=(\d{3})\b", " ".join(str(entry) for entry in result.logs()))
        answer = f" (HTTP {code[1]})" if code else ""
        raise TechnicalProblem(f"The server of {recipient.name} did not take the message{answer}.")


def _asset() -> AppriseAsset:
    """How Apprise is to work: as the robots, at once, with nothing in the text that could be a template."""
    from apprise import AppriseAsset

    asset = AppriseAsset(allow_templates=False, storage_mode="memory")
    asset.app_id, asset.app_desc, asset.async_mode = "Robots", "Robots", False
    return asset
