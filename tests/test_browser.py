"""Which browser is driven, and how one comes to a machine without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from robots import browser, debian

APT = """#!/bin/sh
echo "$*" >> "{log}"
case "$*" in
  *--simulate*{missing}*) echo "E: Unable to locate package"; exit 100;;
  *--simulate*) ;;
  *install*) {copy} "$0" "{folder}/chromium"; {answer};;
esac
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only place where programs are found; nothing chosen, nothing downloaded."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}")
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "downloaded"))
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return programs


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    """Something that can be started, at this path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_headless_shell_comes_before_what_was_downloaded_and_whole_browsers(machine: Path, tmp_path: Path) -> None:
    old, new = (f"chromium_headless_shell-{number}/chrome-linux/headless_shell" for number in (999, 1200))
    best_last = [
        program(machine / "google-chrome"),
        program(machine / "chromium"),
        program(tmp_path / "downloaded/chromium-1200/chrome-linux/chrome"),
        program(tmp_path / "downloaded" / old),
        program(tmp_path / "downloaded" / new),
        program(machine / "chromium-headless-shell"),
    ]
    for expected in reversed(best_last):
        found = browser.find()
        assert found.program == expected
        assert found.headless_shell == ("headless" in expected.name)
        expected.unlink()
    with pytest.raises(browser.NoBrowser, match="apt install chromium-headless-shell"):
        browser.find()


def test_a_chosen_browser_comes_first_and_must_be_there(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "chromium-headless-shell")
    chosen = program(machine / "elsewhere/my-browser")
    monkeypatch.setenv(browser.VARIABLE, str(chosen))
    assert browser.find().program == chosen
    assert browser.find(str(machine / "chromium-headless-shell")).headless_shell, "settings come before the variable"
    chosen.unlink()
    with pytest.raises(browser.NoBrowser, match=r"chosen browser .*my-browser is not a program"):
        browser.obtain()


def test_windows_has_edge_in_any_case(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.sys, "platform", "win32")
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    assert browser.find() == browser.Browser(None, channel="msedge")


# With a window


@pytest.fixture
def desktop(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a screen."""
    monkeypatch.setenv("DISPLAY", ":7")
    return machine


def test_to_watch_a_whole_browser_is_taken_whatever_headless_shells_there_are(desktop: Path, tmp_path: Path) -> None:
    program(desktop / "chromium-headless-shell")
    program(tmp_path / "downloaded/chromium_headless_shell-1200/chrome-linux/headless_shell")
    best_last = [
        program(desktop / "microsoft-edge"),
        program(desktop / "google-chrome"),
        program(tmp_path / "downloaded/chromium-1200/chrome-linux/chrome"),
    ]
    for expected in reversed(best_last):
        assert browser.find_with_window().program == expected
        expected.unlink()
    with pytest.raises(browser.NoBrowser, match=r"no browser with a window .* apt install chromium"):
        browser.find_with_window()


def test_a_chosen_browser_is_watched_where_it_has_a_window(desktop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, chosen = program(desktop / "chromium"), program(desktop / "elsewhere/my-browser")
    monkeypatch.setenv(browser.VARIABLE, str(chosen))
    assert browser.find_with_window().program == chosen
    assert browser.find_with_window(str(program(desktop / "headless_shell"))).program == whole


@pytest.mark.parametrize(("name", "seen"), [("DISPLAY", True), ("WAYLAND_DISPLAY", True), ("TERM", False)])
def test_linux_has_a_screen_where_the_desktop_says_so(
    machine: Path, name: str, seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, ":7")
    assert browser.has_screen() == seen


def test_windows_and_macos_always_have_a_screen_and_windows_has_edge(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(browser.sys, "platform", "darwin")
    assert browser.has_screen()
    monkeypatch.setattr(browser.sys, "platform", "win32")
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    assert browser.find_with_window() == browser.Browser(None, channel="msedge")


# Through apt


@pytest.fixture
def root(machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Root on Debian, nobody at a terminal; apt writes down what it was asked."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.delenv("ROBOTS_YES", raising=False)
    apt(machine, tmp_path)
    return tmp_path / "asked"


COPY = shutil.which("cp")


def apt(machine: Path, tmp_path: Path, missing: str = "nothing", answer: str = "true") -> None:
    text = APT.format(log=tmp_path / "asked", folder=machine, missing=missing, answer=answer, copy=COPY)
    program(machine / "apt-get", text)


def test_root_on_debian_gets_a_headless_shell_without_recommended_packages(root: Path, machine: Path) -> None:
    assert browser.obtain().program == machine / "chromium"
    asked = root.read_text("utf-8").splitlines()
    assert asked[0].endswith("update")
    assert asked[-1].endswith("install --yes --no-install-recommends chromium-headless-shell")


def test_a_release_without_headless_shell_gets_chromium(root: Path, machine: Path, tmp_path: Path) -> None:
    apt(machine, tmp_path, missing="headless-shell")
    browser.obtain()
    assert root.read_text("utf-8").splitlines()[-1].endswith("--no-install-recommends chromium")


class Terminal:
    """A person at a terminal who answers one question."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return self.answer

    def write(self, text: str) -> None:
        self.said = text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(("answer", "installs"), [("\n", True), ("ja\n", True), ("n\n", False)])
def test_on_a_terminal_a_person_is_asked_first(
    root: Path, answer: str, installs: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Terminal(answer)
    monkeypatch.setattr(sys, "stdin", person)
    monkeypatch.setattr(sys, "stderr", person)
    assert debian.install(("chromium",), purpose="the robots' browser") == installs
    assert root.exists() == installs


def test_with_yes_nobody_is_asked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    monkeypatch.setenv("ROBOTS_YES", "1")
    assert debian.install(("chromium",), purpose="the robots' browser")


def test_apt_failing_is_said_without_addresses(
    root: Path, machine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt(machine, tmp_path, answer="echo Err http://packages.invalid/x 404; exit 100")
    assert not debian.install(("chromium",), purpose="the robots' browser")
    said = capsys.readouterr().err
    assert "apt could not do it: Err (an address) 404" in said
    assert "packages.invalid" not in said


def test_who_is_not_root_gets_playwrights_download_or_one_sentence(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command))
    with pytest.raises(browser.NoBrowser, match="There is no browser for the robots on this machine"):
        browser.obtain()
    assert asked == [[sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"]]
