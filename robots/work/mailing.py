"""The mail server: whether messages to people can be sent."""

from __future__ import annotations

import smtplib
import ssl

from robots.errors import ConfigError, TechnicalProblem
from robots.secrets import Secrets
from robots.settings import Home, Mail

PATIENCE = 15.0  # seconds for each answer of the server


class Refused(ConfigError):
    """The server refused the user or the password; it is not tried again."""


def let_in(home: Home) -> str | None:
    """Try whether the mail server lets the robots in; the password, where there is a user.

    Raises:
        SecretMissing: There is a user, and nobody has set the password.
        ConfigError: There is no mail server, it is not as the settings say, or it refused the password, now or before.
        TechnicalProblem: It does not answer.
    """
    mail, secrets = home.settings.mail, Secrets(home.path)
    if mail is None:
        raise ConfigError("No mail server is set up: see mail: in config/settings.yaml")
    password = secrets.secret(mail.secret) if mail.user else None
    if password and secrets.is_refused(mail.secret, password):
        raise ConfigError(
            f"{mail.server} has refused this password before; it was not tried again. Set the right one: "
            f"run.py secret set {mail.secret}"
        )
    try:
        knock(mail, password)
    except Refused:
        secrets.refuse(mail.secret, password or "")
        raise
    return password


def knock(mail: Mail, password: str | None) -> None:
    """Connect, make the connection safe, log in, and leave. Nothing is sent.

    Raises:
        Refused: The server refused the user or the password.
        ConfigError: It is not as the settings say.
        TechnicalProblem: It does not answer.
    """
    host, _, port = mail.server.partition(":")
    safe = ssl.create_default_context()
    try:
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port or 465), timeout=PATIENCE, context=safe)
        else:
            server = smtplib.SMTP(host, int(port or (587 if mail.security == "starttls" else 25)), timeout=PATIENCE)
        with server:
            if mail.security == "starttls":
                server.starttls(context=safe)
            if mail.user and password is not None:
                _log_in(server, mail.user, password)
            server.noop()
    except smtplib.SMTPAuthenticationError:
        raise Refused(
            f'{mail.server} refused the user "{mail.user}" or the password; it is not tried again. Set the right one: '
            f"run.py secret set {mail.secret}"
        ) from None
    except ssl.SSLError as wrong:
        raise ConfigError(
            f"{mail.server} could not be spoken to safely: {wrong.reason}. See mail: security and server in "
            "config/settings.yaml; an employer's own CA is named in SSL_CERT_FILE."
        ) from None
    except smtplib.SMTPException as wrong:
        raise ConfigError(
            f"{mail.server} answered otherwise than the settings expect ({type(wrong).__name__}). See mail: in "
            "config/settings.yaml."
        ) from None
    except (OSError, ValueError):
        raise TechnicalProblem(
            f"{mail.server} does not answer. See mail: server in config/settings.yaml, and the network."
        ) from None


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Log in, once: smtplib itself would try a refused password again in each way that the server offers."""
    server.ehlo_or_helo_if_needed()
    offered = server.esmtp_features.get("auth", "").split()
    server.user, server.password = user, password
    for way in ("PLAIN", "LOGIN", "CRAM-MD5"):
        if way in offered:
            server.auth(way, getattr(server, f"auth_{way.lower().replace('-', '_')}"))
            return
    raise smtplib.SMTPNotSupportedError
