"""What robots are let in to case systems with: found, looked at before it is kept, and given up once it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from robots.cases import Store
from robots.errors import ConfigError, LoginRefused, SecretMissing
from robots.secrets import Secrets, is_marked, mark_of
from robots.settings import Home
from robots.systems.codes import Codes
from robots.systems.credentials import Credentials
from robots.work.kept import KeptSession

if TYPE_CHECKING:
    from robots.systems.description import SystemFile


def credentials_for(home: Home, system: SystemFile, store: Store | None = None) -> Credentials:
    """What the robot's account is let in to a case system with.

    Raises:
        SecretMissing: Nobody has set it, or begun the session that a person has to begin.
        LoginRefused: The system refused it before, here or, where the store is shared, on another machine. It is not
            sent again, for accounts get locked.
    """
    account = system.description.account
    if system.description.login.by == "person":
        kept = KeptSession(home, account.secret)
        if (state := kept.state()) is None:
            raise SecretMissing(f"Nobody has logged the robot in to {system.name}. Do so: run.py login {system.name}")
        return Credentials(state=state, renew=kept.keep)
    password = _sendable(home, system, account.secret, store)
    key = _sendable(home, system, account.codes, store) if account.codes else ""
    credentials = Credentials(password, key)
    _ = credentials.codes  # a key that is none stops before any password is sent
    return credentials


def _sendable(home: Home, system: SystemFile, name: str, store: Store | None) -> str:
    """A secret that the system has not refused."""
    secrets = Secrets(home.path)
    value = secrets.secret(name)
    mark = store.refusal(name) if store else None
    if secrets.is_refused(name, value) or (mark and is_marked(mark, value)):
        raise LoginRefused(
            f"{system.name} has refused the secret {name} before; it was not tried again. Set the right one, or "
            f"the same one anew where the account was mended: run.py secret set {name}",
            secret=name,
        )
    return value


def fit_for_login(home: Home, name: str, value: str) -> None:
    """See that a secret can be what the systems' descriptions take it for, before it is kept.

    Raises:
        ConfigError: It is to be the key of one-time codes and is none, or a session that only a person can begin.
    """
    from robots.work.alerts.facts import described

    for description in filter(None, (described(home, system) for system in home.systems)):
        for account in (description.account, *description.more_accounts):
            if name == account.codes:
                Codes.parse(value)
            if name == account.secret and description.login.by == "person":
                raise ConfigError(
                    f"A person logs the robot in there. Nothing was kept. Do so: run.py login {description.system}"
                )


def note_refusal(home: Home, refused: LoginRefused, credentials: Credentials, store: Store | None = None) -> None:
    """Note what a system refused, so that nothing sends it again, on no machine that shares the store."""
    if credentials.state:
        KeptSession(home, refused.secret).forget()
        return
    value = credentials.key if refused.is_code else credentials.password
    Secrets(home.path).refuse(refused.secret, value)
    if store and store.shared:
        store.refuse(refused.secret, mark_of(value))
