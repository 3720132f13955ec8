"""The session that a person began: kept sealed for this account only, and removed when the system has ended it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from robots.cases import new_key
from robots.errors import ConfigError, KeyMismatch, LoginRefused, SecretMissing
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.description import Description, PersonLogin, SystemFile, open_system
from robots.work.approving import trial_home
from robots.work.credentials import credentials_for, fit_for_login, note_refusal
from robots.work.kept import KeptSession
from robots.work.office import STORE_KEY

TOOLKIT = Path(__file__).resolve().parents[2]
STATE = '{"cookies": [{"name": "session", "value": "a-secret-cookie"}]}'
BY_PERSON = PersonLogin(by="person", at="/start", lands="/start")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")


def by_person(home: Home) -> SystemFile:
    system = open_system(home.system_file("practice"))
    return replace(system, description=system.description.model_copy(update={"login": BY_PERSON}))


def test_a_session_comes_back_as_it_was_kept(home: Home) -> None:
    KeptSession(home, "practice.password").keep("an older one")
    KeptSession(home, "practice.password").keep(STATE)
    assert credentials_for(home, by_person(home)).state == STATE


def test_what_is_kept_tells_nobody_what_it_is(home: Home) -> None:
    KeptSession(home, "practice.password").keep(STATE)
    file = home.data / "sessions" / "practice.password"
    assert b"cookie" not in file.read_bytes()
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600
    Secrets(home.path).put_file(STORE_KEY, new_key())
    with pytest.raises(KeyMismatch):
        KeptSession(home, "practice.password").state()


def test_one_session_does_not_open_in_another_s_place(home: Home) -> None:
    KeptSession(home, "one").keep(STATE)
    folder = home.data / "sessions"
    (folder / "another").write_bytes((folder / "one").read_bytes())
    with pytest.raises(KeyMismatch):
        KeptSession(home, "another").state()


def test_a_session_that_the_system_ended_is_removed_and_a_new_one_asked_for(home: Home) -> None:
    system = by_person(home)
    KeptSession(home, "practice.password").keep(STATE)
    credentials = credentials_for(home, system)
    note_refusal(home, LoginRefused("", secret="practice.password"), credentials)
    assert not (home.data / "sessions" / "practice.password").exists()
    with pytest.raises(SecretMissing, match=r"run\.py login practice"):
        credentials_for(home, system)


def test_a_session_that_goes_on_is_kept_as_it_is_now(home: Home) -> None:
    KeptSession(home, "practice.password").keep(STATE)
    credentials_for(home, by_person(home)).renew("a newer one")
    assert KeptSession(home, "practice.password").state() == "a newer one"


def with_words(home: Home, *changes: tuple[str, str]) -> None:
    """Change the practice system's description."""
    file = home.system_file("practice")
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")


CODED = (
    ("  secret: practice.password\n", "  secret: practice.password\n  codes: practice.codes\n"),
    (
        "  lands: /start\n",
        "  lands: /start\n  code: {field: Kod, press: Fortsätt, sends: POST /kod, refused: Fel kod}\n",
    ),
)


def test_the_key_of_one_time_codes_is_looked_at_before_it_is_kept(home: Home) -> None:
    with_words(home, *CODED)
    fit_for_login(home, "practice.codes", "JBSW Y3DP EHPK 3PXP")
    fit_for_login(home, "practice.password", "what is no key")
    with pytest.raises(ConfigError, match="is no key"):
        fit_for_login(home, "practice.codes", "what is no key")


def test_a_refused_code_stands_against_its_key_and_not_against_the_password(home: Home) -> None:
    with_words(home, *CODED)
    system, secrets = open_system(home.system_file("practice")), Secrets(home.path)
    secrets.put_file("practice.codes", "JBSWY3DPEHPK3PXP")
    credentials = credentials_for(home, system)
    note_refusal(home, LoginRefused("", secret="practice.codes", is_code=True), credentials)
    assert not secrets.is_refused("practice.password", credentials.password)
    with pytest.raises(LoginRefused, match=r"the secret practice.codes before.*secret set practice\.codes"):
        credentials_for(home, system)


@pytest.mark.parametrize("change", CODED)
def test_an_account_has_a_key_of_codes_where_the_login_asks_for_a_code_and_nowhere_else(
    home: Home, change: tuple[str, str]
) -> None:
    with_words(home, change)
    with pytest.raises(ConfigError, match=r'practice.yaml:[0-9]+: "account": each account needs codes'):
        open_system(home.system_file("practice"))


def test_no_password_is_kept_where_a_person_logs_in(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    described: list[Description] = [by_person(home).description]
    monkeypatch.setattr("robots.work.alerts.facts.described", lambda _home, _system: described[0])
    with pytest.raises(ConfigError, match=r"run\.py login practice"):
        fit_for_login(home, "practice.password", "any")
