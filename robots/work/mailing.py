"""The mail server: whether messages to people can be sent; and a workbook that is."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from robots.errors import ConfigError, RobotError, TechnicalProblem
from robots.secrets import Secrets
from robots.settings import Home, Mail

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 15.0  # seconds for each answer of the server


class Refused(ConfigError):
    """The server refused the user or the password; it is not tried again."""


def let_in(home: Home) -> str | None:
    """Try whether the mail server lets the robots in; the password, where there is a user. Nothing is sent.

    Raises:
        SecretMissing: There is a user, and nobody has set the password.
        ConfigError: There is no mail server, it is not as the settings say, or it refused the password, now or before.
        TechnicalProblem: It does not answer, or lets nobody in now.
    """
    with _let_in(home) as (server, _, password):
        server.noop()
    return password


def send(home: Home, to: str, subject: str, body: str, attached: Path) -> None:
    """Send a workbook to one address.

    Raises:
        SecretMissing, ConfigError: As for `let_in`; or the server refuses the sender or the address. Nothing was sent.
        TechnicalProblem: It does not answer, or cannot take the message now; it is worth another try.
    """
    with _let_in(home) as (server, mail, _):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = mail.sender, to, subject
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
        message.set_content(body)
        kind, _, sort = _WORKBOOK.partition("/")
        message.add_attachment(attached.read_bytes(), maintype=kind, subtype=sort, filename=attached.name)
        server.send_message(message)


@contextmanager
def _let_in(home: Home) -> Iterator[tuple[smtplib.SMTP, Mail, str | None]]:
    """A connection, logged in with the password that the secrets hold; one that was refused is never tried again."""
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
        with _inside(mail, password) as server:
            yield server, mail, password
    except Refused:
        secrets.refuse(mail.secret, password or "")
        raise


@contextmanager
def _inside(mail: Mail, password: str | None) -> Iterator[smtplib.SMTP]:
    """A safe connection, logged in; what goes wrong in it is told in words."""
    host, _, port = mail.server.partition(":")
    safe = ssl.create_default_context()
    try:
        if mail.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, int(port or 465), timeout=PATIENCE, context=safe)
        else:
            server = smtplib.SMTP(host, int(port or (587 if mail.security == "starttls" else 25)), timeout=PATIENCE)
        with _ending(server):
            if mail.security == "starttls":
                server.starttls(context=safe)
            if mail.user and password is not None:
                _log_in(server, mail.user, password)
            yield server
    except ssl.SSLError as wrong:
        raise ConfigError(
            f"{mail.server} could not be spoken to safely: {wrong.reason}. See mail: security and server in "
            "config/settings.yaml; an employer's own CA is named in SSL_CERT_FILE."
        ) from None
    except smtplib.SMTPException as wrong:
        raise _told(wrong, mail) from None
    except (OSError, ValueError):
        raise TechnicalProblem(
            f"{mail.server} does not answer. See mail: server in config/settings.yaml, and the network."
        ) from None


@contextmanager
def _ending(server: smtplib.SMTP) -> Iterator[None]:
    """Take leave of the server in the end; whatever it says to that, a message that it took is on its way."""
    try:
        yield
    finally:
        with suppress(smtplib.SMTPException):
            server.quit()
        server.close()


def _told(wrong: smtplib.SMTPException, mail: Mail) -> RobotError:
    """What a server's answer means: 4xx is for now, all else is for a person to see to (RFC 5321, 4.2.1)."""
    if (code := _code(wrong)) // 100 == 4:
        return TechnicalProblem(f"{mail.server} takes nothing for now ({code}). It is worth another try later.")
    if isinstance(wrong, smtplib.SMTPAuthenticationError):
        return Refused(
            f'{mail.server} refused the user "{mail.user}" or the password; it is not tried again. Set the right one: '
            f"run.py secret set {mail.secret}"
        )
    if isinstance(wrong, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused):
        return ConfigError(
            f"{mail.server} refused the sender or the address of a message. See mail: sender in config/settings.yaml, "
            "and to: in config/robots.yaml."
        )
    return ConfigError(
        f"{mail.server} answered otherwise than the settings expect ({type(wrong).__name__}). See mail: in "
        "config/settings.yaml."
    )


def _code(wrong: smtplib.SMTPException) -> int:
    """The server's answer as a number; 0 where there was none."""
    if isinstance(wrong, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in wrong.recipients.values()), default=0)
    return int(wrong.smtp_code) if isinstance(wrong, smtplib.SMTPResponseException) else 0


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
