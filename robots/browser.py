"""Which browser the robots drive: found on this machine, or installed. Imports the standard library alone.

A headless shell comes first: it needs about half the processor time of a whole Chromium for a case.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from robots import debian

VARIABLE = "ROBOTS_BROWSER"
SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell", "headless-shell")
WHOLE = ("chromium", "google-chrome", "google-chrome-stable", "chrome")
EDGE = ("microsoft-edge", "microsoft-edge-stable")
DOWNLOADED = {
    "chromium_headless_shell-*[0-9]": ("headless_shell", "chrome-headless-shell"),
    "chromium-*[0-9]": ("chrome", "Chromium", "Google Chrome for Testing"),
}
MAC_APPLICATIONS = ("Chromium", "Google Chrome", "Microsoft Edge")
ADVICE = (
    f"Install one (on Debian and Ubuntu, as root: apt install chromium-headless-shell, or chromium; elsewhere Chrome "
    f"or Chromium), or name a browser's program in {VARIABLE}."
)


class NoBrowser(LookupError):
    """No browser that the robots can drive, or no screen to show one on; the text says what to do. No robot starts."""


@dataclass(frozen=True)
class Browser:
    """A browser to start: by its program or, where that is None, by the channel that Playwright knows."""

    program: Path | None
    channel: str | None = None

    @property
    def headless_shell(self) -> bool:
        """Whether it has no window at all, and needs no argument to say so."""
        return self.program is not None and "headless" in self.program.name


def find(chosen: str | None = None) -> Browser:
    """The first browser there is: the chosen one, a headless shell, Playwright's own, Chromium, Chrome, Edge.

    Args:
        chosen: A program's path from the settings; without it the variable ROBOTS_BROWSER decides, if it is set.

    Raises:
        NoBrowser: There is none, or the chosen one is not there.
    """
    chosen = chosen or os.environ.get(VARIABLE)
    if chosen:
        if shutil.which(chosen) is None:
            raise NoBrowser(f"The chosen browser {chosen} is not a program on this machine. {ADVICE}")
        return Browser(Path(chosen))
    program = next(candidates(), None)
    if program is not None:
        return Browser(program)
    if sys.platform == "win32":  # Edge is part of Windows; Playwright knows where
        return Browser(None, channel="msedge")
    raise NoBrowser(f"There is no browser for the robots on this machine. {ADVICE}")


def version(chosen: str | None = None) -> str:
    """What the browser that `find` finds says of its version; empty where it does not tell."""
    program = find(chosen).program
    if program is None:
        return ""
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)
    return asked.stdout.strip()


def find_with_window(chosen: str | None = None) -> Browser:
    """A browser that a person can watch: the chosen one where it has a window, else the first that has.

    Args:
        chosen: As for `find`.

    Raises:
        NoBrowser: There is no screen, or every browser here is without a window.
    """
    if not has_screen():
        raise NoBrowser(
            "There is no screen here to show a browser on (neither DISPLAY nor WAYLAND_DISPLAY is set). Give the "
            "command in a terminal on a desktop, or without --watch."
        )
    chosen = chosen or os.environ.get(VARIABLE)
    if chosen and not (named := Browser(Path(chosen))).headless_shell and shutil.which(chosen):
        return named
    whole = (program for program in candidates() if not Browser(program).headless_shell)
    program = next(whole, None) or next(on_path(EDGE), None)
    if program is not None:
        return Browser(program)
    if sys.platform == "win32":
        return Browser(None, channel="msedge")
    raise NoBrowser(
        "There is no browser with a window on this machine. Install Chromium, Chrome or Edge (on Debian and Ubuntu, as "
        "root: apt install chromium), or leave out --watch."
    )


def has_screen() -> bool:
    """Whether a window would be seen: macOS and Windows always have a desktop, others say where theirs is."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def candidates() -> Iterator[Path]:
    """Browsers' programs on this machine, the best first."""
    yield from on_path(SHELLS)
    yield from downloaded()
    yield from on_path(WHOLE)
    yield from in_usual_places()


def on_path(names: tuple[str, ...]) -> Iterator[Path]:
    """Programs by these names that a shell would find."""
    for name in names:
        program = shutil.which(name)
        if program:
            yield Path(program)


def downloaded() -> Iterator[Path]:
    """What `playwright install` has fetched: headless shells first, the newest first."""
    caches = {"darwin": "Library/Caches", "win32": "AppData/Local"}
    usual = Path.home() / caches.get(sys.platform, ".cache") / "ms-playwright"
    store = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", usual))
    for kind, names in DOWNLOADED.items():
        for folder in sorted(store.glob(kind), key=lambda folder: int(folder.name.rpartition("-")[2]), reverse=True):
            programs = [*folder.glob("*/*"), *folder.glob("*/*.app/Contents/MacOS/*")]
            yield from (program for program in programs if program.stem in names and os.access(program, os.X_OK))


def in_usual_places() -> Iterator[Path]:
    """Browsers that stand in no search path: applications of macOS, Chrome on Windows."""
    if sys.platform == "darwin":
        places = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC_APPLICATIONS]
    else:
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        places = [Path(root) / "Google/Chrome/Application/chrome.exe" for root in roots if root]
    yield from (place for place in places if place.is_file())


def obtain() -> Browser:
    """Find a browser, or install one: through apt where that is possible, else by Playwright's own download.

    Raises:
        NoBrowser: None was there and none could be had; the text says what to install.
    """
    try:
        return find()
    except NoBrowser:
        if os.environ.get(VARIABLE):
            raise
    if not debian.install(("chromium-headless-shell", "chromium"), purpose="the robots' browser"):
        download()
    return find()


def download() -> None:
    """Ask Playwright to fetch its headless shell; where its servers cannot be reached nothing changes."""
    print("Fetching Playwright's own browser ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
