"""The door, in a home of its own: a tiny lock with one made-up package stands for everything that robots need."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from uv import find_uv_bin

import run
from robots.errors import TechnicalProblem
from robots.work.bundle import bundle, locked, machine_like
from tests import __main__ as gate

DOOR = Path(__file__).parent.parent / "run.py"
UNREACHABLE = "http://localhost.invalid/simple"
Start = Callable[..., "subprocess.CompletedProcess[str]"]


def make_package(shelf: Path, version: str) -> str:
    """A wheel of the package `parcel` on the shelf; answers its line in a lock."""
    notes = f"parcel-{version}.dist-info"
    files = {
        "parcel.py": f"VERSION = {version!r}\n",
        f"{notes}/METADATA": f"Metadata-Version: 2.1\nName: parcel\nVersion: {version}\n",
        f"{notes}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for name, text in files.items():
        digest = urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(text.encode())}\n"
    files[f"{notes}/RECORD"] = f"{record}{notes}/RECORD,,\n"
    wheel = shelf / f"parcel-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"parcel=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the door, a lock of one package, and robots that only say that they go on."""
    folder = tmp_path / "home with å and space"
    (folder / "robots").mkdir(parents=True)
    (tmp_path / "shelf").mkdir()
    shutil.copy(DOOR, folder)
    (folder / "robots/cli.py").write_text(
        "import os, sys, parcel\n"
        "def main():\n"
        "    print('parcel', parcel.VERSION, 'words', *sys.argv[1:], 'yes' if os.environ.get('ROBOTS_YES') else '')\n",
        encoding="utf-8",
    )
    (folder / "requirements.lock").write_text(make_package(tmp_path / "shelf", "1.0"), encoding="utf-8")
    return folder


@pytest.fixture
def start(home: Path) -> Start:
    """Start the door as a person would; uv does the installing, unless it is told to be without."""

    def started(
        *words: str, uv: bool = True, network: bool = False, python: str | Path = sys.executable
    ) -> "subprocess.CompletedProcess[str]":
        shelf = str(home.parent / "shelf")
        tool = [str(Path(find_uv_bin()).parent)] if uv else []
        environment = {
            "PATH": os.pathsep.join([*tool, "/usr/bin", "/bin"]),
            "HOME": str(home.parent),
            "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
            "UV_FIND_LINKS": shelf,
            **({"UV_DEFAULT_INDEX": UNREACHABLE} if network else {"UV_OFFLINE": "1"}),
            "UV_HTTP_RETRIES": "0",
            "UV_CACHE_DIR": str(home.parent / "cache"),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": shelf,
        }
        return subprocess.run(
            [str(python), str(home / "run.py"), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=home.parent,
        )

    return started


def installed(home: Path) -> Path:
    """The module that the lock brought."""
    return next((home / ".venv").glob("**/parcel.py"))


# An old Python

OLD_SYNTAX = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal, ast.Match)


def test_an_old_python_can_read_the_door() -> None:
    source = DOOR.read_text("utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    assert source.isascii(), "Python 2 wants a declaration for anything else"
    for node in ast.walk(tree):
        assert not isinstance(node, OLD_SYNTAX), f"line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None, node.name
            assert not node.args.kwonlyargs, node.name
            assert not any(argument.annotation for argument in node.args.args), node.name
        if isinstance(node, ast.Raise):
            assert node.cause is None, f"line {node.lineno}"


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 15)])
def test_a_python_that_does_not_fit_is_told_in_words(version: tuple[int, int]) -> None:
    pretend = f"import runpy, sys; sys.version_info = {version}; runpy.run_path({str(DOOR)!r}, run_name='__main__')"
    told = subprocess.run([sys.executable, "-c", pretend], capture_output=True, encoding="utf-8", check=False)
    assert told.returncode == 2
    assert "need Python 3.11 to 3.14; this is Python {}.{}.".format(*version) in told.stderr
    assert "Traceback" not in told.stderr
    assert told.stdout == ""


# Setting up


def test_the_first_start_sets_up_and_the_second_only_hands_over(start: Start) -> None:
    first, second = start("cases", "--json", "--yes"), start("cases")
    assert first.stdout == "parcel 1.0 words cases --json yes\n", first.stderr
    assert "installing what requirements.lock names: done in" in first.stderr
    assert second.stdout == "parcel 1.0 words cases \n"
    assert second.stderr == ""


def test_a_changed_lock_is_noticed(start: Start, home: Path) -> None:
    start("cases")
    (home / "requirements.lock").write_text(make_package(home.parent / "shelf", "10.0"), encoding="utf-8")
    assert start("cases").stdout == "parcel 10.0 words cases \n"


def test_what_a_killed_run_left_half_done_is_completed(start: Start, home: Path) -> None:
    start("cases")
    installed(home).unlink()
    (home / ".venv/requirements.lock.installed").write_text("unfinished", encoding="utf-8")
    assert start("cases").stdout == "parcel 1.0 words cases \n"


def test_an_environment_whose_python_is_gone_is_made_anew(start: Start, home: Path) -> None:
    folder = home / ".venv/bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(home / "no-such-python")
    assert start("cases").stdout == "parcel 1.0 words cases \n"


def test_where_everything_is_in_place_nothing_is_set_up(start: Start, home: Path) -> None:
    start("cases")
    (home / ".venv").rename(home.parent / "container")
    done = start("cases", python=home.parent / "container/bin/python")
    assert done.stdout == "parcel 1.0 words cases \n", done.stderr
    assert not (home / ".venv").exists()


@pytest.mark.parametrize("uv", [True, False], ids=["uv", "pip"])
def test_a_package_that_is_not_the_locked_one_stops_the_set_up(start: Start, home: Path, uv: bool) -> None:
    lock = home / "requirements.lock"
    right = lock.read_text("utf-8")
    lock.write_text(right[:-10] + "0" * 9 + "\n", encoding="utf-8")
    refused = start("cases", uv=uv)
    assert refused.returncode == 2
    assert "Failed: installing what requirements.lock names." in refused.stderr
    assert "hash" in refused.stderr.lower()
    assert "What to do: Get the lock file anew" in refused.stderr
    assert refused.stdout == ""
    lock.write_text(right, encoding="utf-8")
    second = start("cases", uv=uv)
    assert second.stdout == "parcel 1.0 words cases \n", "a second run goes on"
    assert ("making pip ready: done" in second.stderr) == (not uv)


def test_a_failed_download_names_no_host(start: Start, home: Path) -> None:
    done = start("cases", network=True)
    assert done.returncode == 2
    assert "What to do: See to the network; behind a proxy, set HTTPS_PROXY." in done.stderr
    assert "localhost" not in done.stderr


def test_a_certificate_told_to_one_tool_is_told_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in run.CERTIFICATES:
        monkeypatch.delenv(name, raising=False)
    run.share_certificates()
    assert not any(name in os.environ for name in run.CERTIFICATES)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "employer.pem")
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "node.pem")
    run.share_certificates()
    told = {name: os.environ[name] for name in run.CERTIFICATES}
    assert told.pop("NODE_EXTRA_CA_CERTS") == "node.pem", "what was set stays"
    assert set(told.values()) == {"employer.pem"}


# Without network


@pytest.mark.parametrize("uv", [True, False], ids=["uv", "pip"])
def test_packages_that_were_bundled_are_installed_where_there_is_no_network(
    start: Start, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uv: bool
) -> None:
    shelf, packages = tmp_path / "shelf", tmp_path / "packages å"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    assert bundle(packages, machine_like(None, None), toolkit=home) == 1
    assert "setup --offline" in (packages / "README.txt").read_text(encoding="utf-8")
    shelf.rename(tmp_path / "out of reach")
    (home / "robots/browser.py").write_text(
        "class NoBrowser(Exception): pass\ndef find(): pass\ndef obtain(): raise NoBrowser('it would be fetched')\n",
        encoding="utf-8",
    )

    refused = start("setup", "--offline", str(home), network=True, uv=uv)
    done = start("setup", "--offline", str(packages), network=True, uv=uv)

    assert refused.returncode == 2
    assert "There are no packages in" in refused.stderr
    assert done.stdout == "parcel 1.0 words setup \n", done.stderr


def test_a_package_that_is_not_the_locked_one_is_not_bundled(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    lock = home / "requirements.lock"
    lock.write_text(lock.read_text("utf-8")[:-10] + "0" * 9 + "\n", encoding="utf-8")
    with pytest.raises(TechnicalProblem, match="could not be fetched"):
        bundle(tmp_path / "packages", machine_like(None, None), toolkit=home)


@pytest.mark.parametrize(
    ("platform", "python", "holds", "lacks"),
    [
        ("windows", "3.13", {"colorama", "pywin32-ctypes", "tzdata"}, {"jeepney", "zipp"}),
        ("linux", "3.11", {"jeepney", "secretstorage", "zipp"}, {"colorama", "tzdata"}),
    ],
)
def test_what_is_bundled_is_what_the_lock_names_for_the_other_machine(
    platform: str, python: str, holds: set[str], lacks: set[str]
) -> None:
    lock = (DOOR.parent / "requirements.lock").read_text("utf-8")
    entries = locked(lock, machine_like(platform, python))
    names = [entry.partition("==")[0] for entry in entries]
    assert holds <= set(names)
    assert not lacks & set(names)
    assert len(names) == len(set(names)), "one version of each"
    assert all(re.search("--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)


@pytest.mark.parametrize("word", ["start", "worker"])
def test_nothing_is_installed_while_nobody_looks(start: Start, home: Path, word: str) -> None:
    refused = start(word)
    assert refused.returncode == 2
    assert "requirements.lock differs from what is installed here" in refused.stderr
    start("setup")
    assert start(word).stdout == f"parcel 1.0 words {word} \n"
    (home / "requirements.lock").write_text(make_package(home.parent / "shelf", "1.10"), encoding="utf-8")
    assert start(word).returncode == 2
    assert start("cases").stdout == "parcel 1.10 words cases \n"


# The quality gate


def test_the_first_failing_step_ends_the_gate(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = {"a": 0, "b": 5, "c": 0}
    steps = {name: [sys.executable, "-c", f"raise SystemExit({code})"] for name, code in answers.items()}
    monkeypatch.setattr(gate, "STEPS", steps)
    monkeypatch.setattr(gate, "provide_system_tools", lambda: None)
    assert gate.main([]) == 5
    said = capfd.readouterr().out
    assert "== a: passed in" in said
    assert "== b: FAILED in" in said
    assert "== c" not in said


@pytest.mark.parametrize(("words", "passed"), [([], 1), (["--proofs"], 2)])
def test_proofs_run_only_when_asked_for(
    words: list[str], passed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    example = tmp_path / "test_example.py"
    example.write_text(
        "import pytest\ndef test_quick():\n    pass\n@pytest.mark.proof\ndef test_long():\n    pass\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(gate, "STEPS", {})
    monkeypatch.setattr(gate, "provide_system_tools", lambda: None)
    assert gate.main([*words, "-p", "no:cacheprovider", str(example)]) == 0
    assert f"= {passed} passed" in capfd.readouterr().out.splitlines()[-1], "pytest's closing line comes last"


def test_side_by_side_a_failure_is_seen_and_the_closing_line_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_good.py").write_text("def test_good():\n    pass\n", encoding="utf-8")
    (tmp_path / "test_bad.py").write_text("def test_bad():\n    assert 1 == 2\n", encoding="utf-8")
    monkeypatch.setattr(gate, "STEPS", {})
    monkeypatch.setattr(gate, "provide_system_tools", lambda: None)
    place = ["--basetemp", str(tmp_path / "base"), "-p", "no:cacheprovider", str(tmp_path)]
    assert gate.main([*gate.spread([]), "-n", "2", *place]) == 1
    said = capfd.readouterr().out.splitlines()
    assert any(line.startswith("FAILED") and "test_bad" in line for line in said)
    assert "= 1 failed, 1 passed in " in said[-1]


@pytest.mark.parametrize("named", ["tests", "tests/test_run.py", "tests/test_run.py::test_this"])
def test_the_few_files_that_somebody_names_run_in_one_process(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(gate.__file__).parents[1])
    assert "--numprocesses" in gate.spread(["-x", "-k", "a word"])
    assert gate.spread(["-x", named]) == []
