"""One-time codes: those of RFC 6238, read from what systems show, and each sent once."""

from __future__ import annotations

import asyncio
import base64
import time

import pytest

from robots.errors import ConfigError
from robots.systems.codes import Codes

# RFC 6238, appendix B: the keys are these digits, 20, 32 and 64 bytes long.
DIGITS = b"1234567890" * 7
TABLE = [
    ("SHA1", 20, 59, "94287082"),
    ("SHA256", 32, 59, "46119246"),
    ("SHA512", 64, 59, "90693936"),
    ("SHA1", 20, 1111111109, "07081804"),
    ("SHA256", 32, 20000000000, "77737706"),
    ("SHA512", 64, 20000000000, "47863826"),
]


@pytest.mark.parametrize(("algorithm", "length", "instant", "code"), TABLE)
def test_codes_are_those_of_the_standard(algorithm: str, length: int, instant: int, code: str) -> None:
    key = base64.b32encode(DIGITS[:length]).decode()
    shown = f"otpauth://totp/a:b?secret={key}&algorithm={algorithm}&digits=8&period=30"
    assert Codes.parse(shown).at(instant) == code


def test_a_key_may_be_given_as_people_are_shown_it() -> None:
    plain = Codes.parse("JBSWY3DPEHPK3PXP")
    assert Codes.parse(" jbsw y3dp ehpk 3pxp\n") == plain
    assert (len(plain.at(0)), plain.seconds) == (6, 30)
    assert "JBSW" not in repr(plain)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not a key!",
        "12345678",
        "otpauth://totp/a",
        "otpauth://totp/a?secret=JBSWY3DP&digits=x",
        "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&algorithm=MD5",
        "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=0",
    ],
)
def test_what_is_no_key_is_told_without_it(text: str) -> None:
    with pytest.raises(ConfigError, match="is no key") as refusal:
        Codes.parse(text)
    assert "JBSWY3DP" not in str(refusal.value)


def test_a_code_that_began_before_the_login_is_not_used() -> None:
    codes = Codes.parse("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&period=1")
    began = time.time()
    code = asyncio.run(codes.fresh(since=began))
    assert int(time.time()) > int(began)
    assert code in (codes.at(time.time()), codes.at(time.time() - 1))
