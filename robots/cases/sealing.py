"""Sealing: one random key a case, wrapped by the store's key, which is never in the store.

Whoever destroys a wrapped case key has disposed of all that was sealed with it. Every blob is bound to its system, case
number and kind, so that none opens in another's place.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from robots.errors import ConfigError, KeyMismatch

_FORMAT = b"\x01"  # AES-256-GCM, 12 random bytes of nonce before the ciphertext
_NONCE = 12
_KEY = 32


def new_key() -> str:
    """A fresh key for a store, as the text that goes into the keyring, the environment or a mounted file."""
    return base64.urlsafe_b64encode(os.urandom(_KEY)).decode("ascii")


def key_from(text: str) -> bytes:
    """The key that `new_key` wrote as text.

    Raises:
        ConfigError: It is not such a text; the store is not opened.
    """
    try:
        key = base64.urlsafe_b64decode(text.strip())
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY:
        raise ConfigError("The store's key is not 32 bytes in base64. Make one with: run.py setup")
    return key


@dataclass(frozen=True)
class CaseSeal:
    """Seals and opens the blobs of one case."""

    system: str
    number: str
    _cipher: AESGCM = field(repr=False)

    def seal(self, kind: str, content: bytes) -> bytes:
        """Encrypt one blob of the case; `kind` says which."""
        return _seal(self._cipher, content, self._bound_to(kind))

    def open(self, kind: str, blob: bytes) -> bytes:
        """Decrypt one blob of the case.

        Raises:
            KeyMismatch: Another key made it, it stood in another place, or somebody changed it; nothing is used.
        """
        return _open(self._cipher, blob, self._bound_to(kind), f'case {self.number} of "{self.system}" ({kind})')

    def _bound_to(self, kind: str) -> bytes:
        return _associated(kind, self.system, self.number)


class Seal:
    """The store's key at work: it wraps case keys and seals the few texts that belong to no case."""

    __slots__ = ("_chaining", "_lots", "_marking", "_own", "_sentences", "_wrapping")

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY:
            raise ConfigError(f"The store's key has {len(key)} bytes; it needs {_KEY}.")
        self._wrapping = AESGCM(_derived(key, b"case keys"))
        self._own = AESGCM(_derived(key, b"the store's own texts"))
        self._marking = _derived(key, b"marks of persons")
        self._sentences = _derived(key, b"marks of sentences")
        self._chaining = _derived(key, b"the audit's chain")
        self._lots = _derived(key, b"the blind share")

    def new_case_key(self, system: str, number: str) -> bytes:
        """A fresh key for one case, wrapped."""
        return _seal(self._wrapping, os.urandom(_KEY), _associated("key", system, number))

    def of_case(self, wrapped: bytes, system: str, number: str) -> CaseSeal:
        """Unwrap a case's key."""
        key = _open(self._wrapping, wrapped, _associated("key", system, number), f"the key of case {number}")
        return CaseSeal(system, number, AESGCM(key))

    def mark(self, number: str) -> bytes:
        """The mark of a personal number of twelve digits: always the same, and nothing without the store's key."""
        return hmac.digest(self._marking, number.encode("ascii"), "sha256")

    def mark_sentence(self, *parts: str) -> bytes:
        """The mark of a sentence about somebody: the same for the same parts, and nothing without the store's key."""
        return hmac.digest(self._sentences, _associated(*parts), "sha256")

    def lot(self, system: str, number: str) -> float:
        """The lot that a case draws, from 0 up to 1: always the same, and known to nobody without the store's key."""
        drawn = hmac.digest(self._lots, _associated(system, number), "sha256")
        return int.from_bytes(drawn[:8]) / 2**64

    def chained(self, before: bytes, *parts: str) -> bytes:
        """The chain's next value, after the one before it, over an entry's parts."""
        return hmac.digest(self._chaining, before + _associated(*parts), "sha256")

    def seal(self, kind: str, content: bytes) -> bytes:
        """Encrypt a text that belongs to the store as a whole."""
        return _seal(self._own, content, _associated(kind))

    def open(self, kind: str, blob: bytes) -> bytes:
        """Decrypt a text that belongs to the store as a whole."""
        return _open(self._own, blob, _associated(kind), f"the store's {kind}")


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=purpose).derive(key)


def _associated(*parts: str) -> bytes:
    """Parts with their lengths, so that no two lists of parts give the same bytes."""
    encoded = [part.encode("utf-8") for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _seal(cipher: AESGCM, content: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + cipher.encrypt(nonce, content, associated)


def _open(cipher: AESGCM, blob: bytes, associated: bytes, what: str) -> bytes:
    start = len(_FORMAT)
    try:
        if not blob.startswith(_FORMAT):
            raise InvalidTag
        return cipher.decrypt(blob[start : start + _NONCE], blob[start + _NONCE :], associated)
    except (InvalidTag, ValueError):
        raise KeyMismatch(
            f"The key at hand does not open {what}: another key made it, or it was changed outside the toolkit. "
            "Nothing was read or written. Check the secret that settings.yaml names for the store."
        ) from None
