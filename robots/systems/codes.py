"""One-time codes as an authenticator app shows them (RFC 6238)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from robots.errors import ConfigError

_HASHES: Mapping[str, type[SHA1 | SHA256 | SHA512]] = {"SHA1": SHA1, "SHA256": SHA256, "SHA512": SHA512}


@dataclass(frozen=True)
class Codes:
    """The codes of one account."""

    key: bytes = field(repr=False)
    digits: int = 6
    seconds: int = 30  # for which each holds
    algorithm: str = "SHA1"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a system shows when an authenticator app is to be set up.

        Args:
            text: The key in letters and digits (base32, blanks do not count), or the whole otpauth:// address of the
                picture.

        Raises:
            ConfigError: It is neither; no robot starts.
        """
        given = text.strip()
        said = {name: values[0] for name, values in parse_qs(urlsplit(given).query).items()}
        if not given.lower().startswith("otpauth://"):
            said = {"secret": given}
        try:
            key = "".join(said["secret"].replace("-", "").split()).upper().rstrip("=")
            codes = cls(
                base64.b32decode(key + "=" * (-len(key) % 8)),
                int(said.get("digits", 6)),
                int(said.get("period", 30)),
                said.get("algorithm", "SHA1").upper(),
            )
            if not codes.key or codes.seconds < 1:
                raise ValueError
            codes.at(0)
        except (KeyError, ValueError, binascii.Error):
            raise ConfigError(
                "The key of one-time codes is no key: it is the text of letters and digits below the picture that an "
                "authenticator app reads, or the whole otpauth:// address."
            ) from None
        return codes

    def at(self, instant: float) -> str:
        """The code at an instant, in seconds since 1970."""
        hashed = _HASHES[self.algorithm]()
        made = TOTP(self.key, self.digits, hashed, self.seconds, enforce_key_length=False)
        return made.generate(int(instant)).decode("ascii")

    async def fresh(self, *, since: float) -> str:
        """A code that began to hold after an instant, waited for where it must be.

        Systems refuse a code that they have had. Whoever logged in before, on whatever machine, was done by the time
        that this login began: a code that began to hold later was not sent yet.
        """
        begins = (since // self.seconds + 1) * self.seconds
        while (now := time.time()) < begins:
            await asyncio.sleep(begins - now)
        return self.at(now)
