"""What is installed is locked: whole, with hashes, ready-made for every system we name, and without addresses."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from uv import find_uv_bin

HOME = Path(__file__).parent.parent
LOCKS = [HOME / "requirements.lock", HOME / "tests/requirements.lock"]


def pins(lock: Path) -> dict[str, set[str]]:
    """Versions by package, with the markers that choose among them."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\\\n]+)", lock.read_text("utf-8"), re.MULTILINE):
        versions.setdefault(name, set()).add(version.strip())
    return versions


@pytest.mark.parametrize("python", ["3.11", "3.14"])
@pytest.mark.parametrize("system", ["linux", "windows"])
def test_every_locked_package_comes_ready_made(system: str, python: str, tmp_path: Path) -> None:
    wanted = [word for lock in LOCKS for word in ("--requirement", str(lock))]
    where = ["--python-platform", system, "--python-version", python, "--target", str(tmp_path)]
    strict = ["--dry-run", "--only-binary", ":all:", "--require-hashes", "--no-deps"]
    run = subprocess.run(
        [find_uv_bin(), "pip", "install", *strict, *where, *wanted], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert ("colorama" in run.stderr) == (system == "windows"), "resolved for another system than the one named"
    assert "playwright" in run.stderr


def test_what_the_project_needs_is_in_the_lock() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))
    needed = {
        LOCKS[0]: project["project"]["dependencies"],
        LOCKS[1]: project["dependency-groups"]["dev"],
    }
    for lock, requirements in needed.items():
        names = {re.split(r"[^\w.-]", requirement)[0].lower().replace(".", "-") for requirement in requirements}
        assert names - pins(lock).keys() == set(), f"make {lock.name} anew, as pyproject.toml says"


def test_the_two_locks_agree() -> None:
    robots, tools = (pins(lock) for lock in LOCKS)
    both = robots.keys() & tools.keys()
    assert both
    assert {name: tools[name] for name in both} == {name: robots[name] for name in both}


@pytest.mark.parametrize("lock", LOCKS, ids=["robots", "tools"])
def test_a_lock_names_packages_and_hashes_and_no_address(lock: Path) -> None:
    pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; [\w.'<>=! ]+)? \\")
    digest = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = lock.read_text("utf-8").splitlines()
    assert [line for line in lines if not (pin.fullmatch(line) or digest.fullmatch(line))] == []


@pytest.mark.parametrize("door", ["run.py", "robots/browser.py", "robots/debian.py"])
def test_the_door_needs_nothing_but_python(door: str) -> None:
    named: set[str] = set()
    for node in ast.walk(ast.parse((HOME / door).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module or "")
    roots = {name.partition(".")[0] for name in named}
    assert "sys" in roots
    assert roots - sys.stdlib_module_names <= {"robots"}
