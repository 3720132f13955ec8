"""Secrets: from the environment, a mounted file or the keyring, and from nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from robots.errors import ConfigError, SecretMissing
from robots.folders import own_file
from robots.model import SWEDEN
from robots.redaction import keep_secret

_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Secrets:
    """The secrets of one home folder.

    The environment comes first, for it speaks of this one start; then files that the service manager mounted
    ($ROBOTS_SECRETS_DIR, systemd's $CREDENTIALS_DIRECTORY) or that `put` wrote; then the keyring, the slowest to ask.
    """

    home: Path
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def secret(self, name: str) -> str:
        """The secret of that name, such as "practice.password".

        Raises:
            SecretMissing: It is in none of the three places; no robot starts.
            ConfigError: The name is none, or other accounts may read its file.
        """
        variable = _variable(_checked(name))
        value = self.environment.get(variable) or self._mounted(name) or _from_keyring(self._service, name)
        if value:
            keep_secret(value)
            return value
        folders = ", ".join(str(folder) for folder in self._folders())
        raise SecretMissing(
            f'The secret "{name}" is not set. Looked in the environment ({variable}), for a file of that name in '
            f'{folders}, and in the keyring ("{self._service}"). Set it with: run.py secret set {name}'
        )

    def put(self, name: str, value: str) -> str:
        """Keep a secret in the keyring, or in a file for this account only where no keyring works; tells which."""
        if _into_keyring(self._service, _checked(name), value):
            (self._own_folder / name).unlink(missing_ok=True)
            self._is_new(name)
            return "keyring"
        return str(self.put_file(name, value))

    def put_file(self, name: str, value: str) -> Path:
        """Keep a secret in a file in the home folder that only this account may read."""
        path = self._own_folder / _checked(name)
        own_file(path, value.encode())
        self._is_new(name)
        return path

    def set_on(self, name: str) -> date | None:
        """The day in Sweden on which a secret was put here; None where it came another way."""
        try:
            return date.fromisoformat(self._day(name).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def refuse(self, name: str, value: str) -> None:
        """Note that a case system refused this value; what is kept tells nobody what it was."""
        own_file(self._refusal(name), mark_of(value).hex().encode())

    def is_refused(self, name: str, value: str) -> bool:
        """Whether a case system refused exactly this value. To put the secret anew forgets that."""
        try:
            kept = bytes.fromhex(self._refusal(name).read_text(encoding="ascii"))
        except FileNotFoundError:
            return False
        return is_marked(kept, value)

    @property
    def _own_folder(self) -> Path:
        return self.home / "data" / "secrets"

    def _refusal(self, name: str) -> Path:
        return self.home / "data" / "refused" / _checked(name)

    def _day(self, name: str) -> Path:
        return self.home / "data" / "set" / _checked(name)

    def _is_new(self, name: str) -> None:
        self._refusal(name).unlink(missing_ok=True)
        own_file(self._day(name), datetime.now(SWEDEN).date().isoformat().encode())

    @property
    def _service(self) -> str:
        # The home folder is part of the name: a demo's key must never take the place of the real store's.
        return f"case-robots {self.home.resolve()}"

    def _folders(self) -> Iterator[Path]:
        for variable in ("ROBOTS_SECRETS_DIR", "CREDENTIALS_DIRECTORY"):
            if folder := self.environment.get(variable):
                yield Path(folder)
        yield self._own_folder

    def _mounted(self, name: str) -> str | None:
        for folder in self._folders():
            path = folder / name
            if not path.is_file():
                continue
            if folder == self._own_folder and os.name == "posix" and path.stat().st_mode & _OTHERS:
                raise ConfigError(f"{path} can be read by other accounts. Close it with: chmod 600 {path}")
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        return None


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ConfigError(f'"{name}" is no name for a secret: small letters and digits, joined by . _ or -')
    return name


def mark_of(value: str) -> bytes:
    """A mark that tells nobody what a value is, and by which the same value is known again."""
    salt = os.urandom(16)
    return salt + _mark(salt, value)


def is_marked(mark: bytes, value: str) -> bool:
    """Whether a mark is of this value."""
    return hmac.compare_digest(mark[16:], _mark(mark[:16], value))


def _mark(salt: bytes, value: str) -> bytes:
    return hashlib.scrypt(value.encode("utf-8"), salt=salt, n=2**14, r=8, p=1)


def _variable(name: str) -> str:
    return "ROBOTS_SECRET_" + re.sub(r"[.-]", "_", name).upper()


def _from_keyring(service: str, name: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(service, name)
    except KeyringError:
        return None


def _into_keyring(service: str, name: str, value: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(service, name, value)
        return keyring.get_password(service, name) == value
    except KeyringError:
        return False
