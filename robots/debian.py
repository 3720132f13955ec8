"""System packages on Debian and Ubuntu, through apt, by root only. Imports the standard library alone."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence

APT = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]


def install(*wanted: tuple[str, ...], purpose: str) -> bool:
    """Install one package of each tuple, the first that this release has; ask first where a person sits at a terminal.

    With --yes (ROBOTS_YES) and in a pipe nobody is asked. False: not Debian, not root, the person declined, or apt
    failed, which is said.
    """
    if not allowed() or not agreed(f"Missing: {names(wanted)} ({purpose}). Install through apt now? [Y/n] "):
        return False
    print(f"Installing {names(wanted)} through apt; this takes a minute or two ...", file=sys.stderr, flush=True)
    apt("update")
    found = [next((name for name in choice if apt("install", "--simulate", name) is None), None) for choice in wanted]
    if None in found:
        return False
    failure = apt("install", "--yes", "--no-install-recommends", *[name for name in found if name])
    print(f"apt could not do it: {failure}" if failure else "Installed.", file=sys.stderr)
    return failure is None


def allowed() -> bool:
    """Whether this is root on a system with apt."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def agreed(question: str) -> bool:
    """What the person says, or yes where nobody is to be asked."""
    if os.environ.get("ROBOTS_YES") or not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("", "y", "yes", "j", "ja")


def names(wanted: Sequence[tuple[str, ...]]) -> str:
    """The packages as a sentence names them."""
    return ", ".join(" or ".join(choice) for choice in wanted)


def apt(*words: str) -> str | None:
    """Run apt-get; None when it succeeded, else its last words without addresses."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    for name in ("http_proxy", "https_proxy", "no_proxy"):  # apt knows only the names in small letters
        if name.upper() in environment:
            environment.setdefault(name, environment[name.upper()])
    run = subprocess.run([*APT, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    lines = re.sub(r"\w+://\S+", "(an address)", run.stdout + run.stderr).strip().splitlines()
    return None if run.returncode == 0 else " ".join(lines[-3:])
