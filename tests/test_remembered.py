"""What a file came to is kept beside it, and holds for that content alone, these sources, this Python, its packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

import pytest

from robots import remembered as module
from robots.errors import RuleError
from robots.remembered import remembered


@pytest.fixture(autouse=True)
def keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


class Work:
    """Counts how often something was worked out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.times = 0

    def of(self, content: bytes) -> object:
        def made() -> object:
            self.times += 1
            return {"is": content, "words": MappingProxyType({"röd": 1})}

        return remembered(self.path, content, made)

    @property
    def kept(self) -> Path:
        (there,) = (self.path.parent / "__pycache__").iterdir()
        return there


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path / "rules.xlsx")


def test_the_same_content_is_worked_out_once(work: Work) -> None:
    assert work.of(b"one") == work.of(b"one") == {"is": b"one", "words": {"röd": 1}}
    assert work.times == 1


def test_other_content_is_worked_out_anew_and_takes_its_place(work: Work) -> None:
    assert [work.of(content)["is"] for content in (b"one", b"two", b"two", b"one")] == [b"one", b"two", b"two", b"one"]  # type: ignore[index]
    assert work.times == 3


def test_other_sources_or_packages_begin_anew(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.of(b"one")
    for part in ("_ground", "_standing"):
        monkeypatch.setattr(module, part, lambda: b"another version")
    work.of(b"one")
    work.of(b"one")
    assert work.times == 2


def test_a_process_under_which_the_toolkit_is_upgraded_keeps_nothing(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    module._ground()
    monkeypatch.setattr(module, "_standing", lambda: b"another version")
    work.of(b"one")
    work.of(b"one")
    assert work.times == 2


@pytest.mark.parametrize("part", ["a source", "a source of the rules", "a package"])
def test_each_source_and_each_package_counts(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HERE", tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    (tmp_path / "rules").mkdir()
    changed = {"a source": "model.py", "a source of the rules": "rules/unary.py", "a package": "openpyxl-3.dist-info"}

    before = module._standing()
    (tmp_path / changed[part]).write_text("x = 1\n")
    assert module._standing() != before


def test_the_rules_and_the_files_are_read_by_no_other_sources() -> None:
    code = "import sys, robots.rules.reading, robots.yamlfile; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = [name.split(".") for name in told.stdout.split() if name.startswith("robots.")]
    assert ["robots", "rules", "unary"] in ours
    assert [name for name in ours if len(name) > 2 and name[1] != "rules"] == []


@pytest.mark.parametrize("spoilt", [b"", b"short", None])
def test_what_is_spoilt_is_worked_out_anew(spoilt: bytes | None, work: Work) -> None:
    work.of(b"one")
    whole = work.kept.read_bytes()
    work.kept.write_bytes(whole[:-1] + b"?" if spoilt is None else spoilt)
    assert work.of(b"one") == {"is": b"one", "words": {"röd": 1}}
    assert work.times == 2
    assert work.kept.read_bytes() == whole


@pytest.mark.skipif(os.name != "posix", reason="there are no such rights")
def test_what_others_could_have_written_is_not_believed(work: Work) -> None:
    work.of(b"one")
    assert work.kept.stat().st_mode & 0o777 == 0o600
    work.kept.chmod(0o620)
    work.of(b"one")
    assert work.times == 2


def test_what_is_refused_is_refused_each_time_and_not_kept(tmp_path: Path) -> None:
    def refuses() -> object:
        raise RuleError("a gap")

    for _ in range(2):
        with pytest.raises(RuleError, match="a gap"):
            remembered(tmp_path / "rules.xlsx", b"one", refuses)
    assert list(tmp_path.iterdir()) == []


def test_who_may_not_write_there_works_it_out_each_time(work: Work) -> None:
    (work.path.parent / "__pycache__").touch()  # a file where the folder would be
    work.of(b"one")
    work.of(b"one")
    assert work.times == 2


def test_nothing_is_kept_where_python_is_to_keep_nothing(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    work.of(b"one")
    assert list(work.path.parent.iterdir()) == []
