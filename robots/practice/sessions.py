"""Sessions: who is logged in, and until when."""

import asyncio
import hmac
import secrets
import time
from dataclasses import dataclass, field

from robots.practice.users import USERS, User


@dataclass(slots=True)
class Session:
    """One login. Its turn is the lock that serves its requests one at a time, where the system is started so."""

    key: str
    user: User
    token: str  # comes back in each post, else the post is refused
    seen: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Sessions:
    """The live sessions."""

    def __init__(self, idle: float, secret: bytes) -> None:
        self._idle = idle
        self._secret = secret
        self._live: dict[str, Session] = {}

    def log_in(self, login: str, password: str) -> Session | None:
        """A new session, or nothing where name or password is wrong."""
        user = USERS.get(login)
        if user is None or not hmac.compare_digest(user.password.encode(), password.encode()):
            return None
        session = Session(secrets.token_hex(16), user, secrets.token_hex(16), time.monotonic())
        self._live[session.key] = session
        return session

    def visit(self, key: str | None) -> Session | None:
        """The live session of a cookie, which stays alive by being used."""
        session = self._live.get(key or "")
        if session is None:
            return None
        now = time.monotonic()
        if now - session.seen > self._idle:
            del self._live[session.key]
            return None
        session.seen = now
        return session

    def log_out(self, session: Session) -> None:
        """End one session; its user's locks stay, as everywhere."""
        self._live.pop(session.key, None)

    def expire_all(self) -> None:
        """End every session, as a restarted server does."""
        self._live.clear()

    def login_token(self) -> str:
        """The token of the login form, which has no session yet."""
        nonce = secrets.token_hex(8)
        return nonce + self._login_signature(nonce)

    def knows_login_token(self, token: str) -> bool:
        """Whether a login form was one of ours."""
        return hmac.compare_digest(token[16:].encode(), self._login_signature(token[:16]).encode())

    def _login_signature(self, nonce: str) -> str:
        return hmac.digest(self._secret, nonce.encode(), "sha256").hex()[:32]
