"""Secrets come from the environment, a mounted file or the keyring, and show nowhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from robots.errors import ConfigError, SecretMissing
from robots.secrets import Secrets


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """No test touches the keyring of whoever runs it."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def memory_keyring() -> MemoryKeyring:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    return backend


def test_a_secret_comes_from_the_environment(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {"ROBOTS_SECRET_PRACTICE_ROBOT_A_PASSWORD": "test-word"})

    assert secrets.secret("practice.robot-a.password") == "test-word"


@pytest.mark.parametrize("variable", ["ROBOTS_SECRETS_DIR", "CREDENTIALS_DIRECTORY"])
def test_a_secret_comes_from_a_mounted_file(tmp_path: Path, variable: str) -> None:
    (tmp_path / "store.key").write_text("test-word åäö\n", encoding="utf-8")

    assert Secrets(tmp_path / "home", {variable: str(tmp_path)}).secret("store.key") == "test-word åäö"


def test_a_secret_comes_from_the_keyring_of_this_home_and_no_other(
    tmp_path: Path, memory_keyring: MemoryKeyring
) -> None:
    assert Secrets(tmp_path / "one", {}).put("store.key", "test-word") == "keyring"

    assert Secrets(tmp_path / "one", {}).secret("store.key") == "test-word"
    with pytest.raises(SecretMissing):
        Secrets(tmp_path / "two", {}).secret("store.key")
    assert not (tmp_path / "one" / "data" / "secrets").exists()


def test_without_a_keyring_a_secret_is_kept_in_a_file_for_this_account_only(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})
    secrets.put("store.key", "first")
    where = Path(secrets.put("store.key", "second"))

    assert secrets.secret("store.key") == "second"
    assert os.name == "nt" or where.stat().st_mode & 0o077 == 0  # Windows keeps access in lists, not in modes


def test_a_secret_can_be_kept_in_a_file_where_a_keyring_works(tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    where = Secrets(tmp_path, {}).put_file("store.key", "test-word")

    assert where.read_text(encoding="utf-8") == Secrets(tmp_path, {}).secret("store.key") == "test-word"
    assert memory_keyring.kept == {}


def test_a_secret_that_moves_into_the_keyring_leaves_no_file(tmp_path: Path) -> None:
    where = Path(Secrets(tmp_path, {}).put("store.key", "first"))
    keyring.set_keyring(MemoryKeyring())
    Secrets(tmp_path, {}).put("store.key", "second")

    assert not where.exists()
    assert Secrets(tmp_path, {}).secret("store.key") == "second"


def test_a_file_of_ours_that_others_may_read_is_refused(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})
    where = Path(secrets.put("store.key", "test-word"))
    where.chmod(0o644)

    if os.name == "nt":
        assert secrets.secret("store.key") == "test-word"
    else:
        with pytest.raises(ConfigError, match="chmod 600"):
            secrets.secret("store.key")


def test_a_refused_value_is_known_again_and_cannot_be_read_from_what_is_kept(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})
    secrets.refuse("practice.password", "test-word")

    assert Secrets(tmp_path, {}).is_refused("practice.password", "test-word")
    assert not secrets.is_refused("practice.password", "other-word")
    assert not secrets.is_refused("other.password", "test-word")
    assert "test-word" not in "".join(file.read_text("utf-8") for file in tmp_path.rglob("*") if file.is_file())


def test_to_set_a_refused_value_anew_lets_it_be_tried_again(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {})
    secrets.refuse("practice.password", "test-word")
    secrets.put("practice.password", "test-word")

    assert not secrets.is_refused("practice.password", "test-word")


def test_to_set_a_refused_value_anew_in_the_keyring_lets_it_be_tried_again(
    tmp_path: Path, memory_keyring: MemoryKeyring
) -> None:
    secrets = Secrets(tmp_path, {})
    secrets.refuse("practice.password", "test-word")
    secrets.put("practice.password", "test-word")

    assert not secrets.is_refused("practice.password", "test-word")


def test_a_missing_secret_says_where_it_was_looked_for_and_how_to_set_it(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing) as missing:
        Secrets(tmp_path, {"ROBOTS_SECRETS_DIR": "mounted-here"}).secret("practice.password")

    said = str(missing.value)
    assert "ROBOTS_SECRET_PRACTICE_PASSWORD" in said
    assert "mounted-here" in said
    assert str(tmp_path) in said
    assert "keyring" in said
    assert "run.py secret set practice.password" in said


@pytest.mark.parametrize("name", ["", "../store.key", "a/b", "Upper", "a..b", ".hidden"])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="no name for a secret"):
        Secrets(tmp_path, {}).put(name, "test-word")


def test_no_secret_shows_when_secrets_are_printed(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {"ROBOTS_SECRET_STORE_KEY": "test-word"})

    assert "test-word" not in f"{secrets!r} {secrets}"
