"""A real mail server on this machine, with a certificate that vouches for itself; and a webhook."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Recorder:
    """Takes messages, and counts the logins."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.to: list[list[str]] = []
        self.logins = 0
        self.answers: dict[str, str] = {}  # to a command, otherwise than it would

    @property
    def messages(self) -> int:
        return len(self.mails)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: object, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_QUIT(self, _server: SMTP, _session: object, _envelope: Envelope) -> str:  # noqa: N802
        return self.answers.get("QUIT", "221 Bye")

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802  its name there
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, EmailMessage, policy=policy.default))
        self.to.append(envelope.rcpt_tos)
        return "250 OK"


@contextmanager
def mail_server(certificate: Path) -> Iterator[tuple[Controller, Recorder]]:
    """A mail server that lets "robot" in with "right", once the connection is safe."""
    safe, recorder = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), Recorder()
    safe.load_cert_chain(certificate)

    def let_in(_server: SMTP, _session: object, _envelope: object, _how: str, given: object) -> AuthResult:
        recorder.logins += 1
        return AuthResult(success=(given.login, given.password) == (b"robot", b"right"), handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(
        recorder, hostname="127.0.0.1", port=port, tls_context=safe, authenticator=let_in, auth_require_tls=True
    )
    server.start()
    try:
        yield server, recorder
    finally:
        server.stop()


def self_signed(file: Path) -> Path:
    """Make a certificate that vouches for itself, for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*plain) + made.public_bytes(serialization.Encoding.PEM))
    return file


class Hook:
    """A webhook of this machine: takes messages, or answers with an error."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.answers = 200


@contextmanager
def webhook() -> Iterator[tuple[str, Hook]]:
    """A webhook and its address, as Apprise has it."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if hook.answers == 200:
                hook.taken.append(said)
            self.send_response(hook.answers)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}/geheim-token", hook
        server.shutdown()
