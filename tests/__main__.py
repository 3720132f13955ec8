"""The quality gate: `run.py test [--proofs] [pytest arguments]`.

Style, types, the direction of imports and the tests, in this order; the first that fails ends it. With --proofs the
tests marked as proofs, which take long, run as well. Whole files are tested side by side, unless the arguments name
files or say how many at once (`-n 0`: one after another). The answer is pytest's own, and its closing line comes last.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from robots import debian

PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-c", str(Path(__file__).parents[1] / "pyproject.toml")]  # wherever the tests lie
WORKERS = 4  # at most so many files of tests at once: each may drive a browser and a case system
FONTS = Path("/usr/share/fonts/truetype")
STEPS = {
    "style (ruff)": [PYTHON, "-m", "ruff", "check"],
    "types (mypy)": [PYTHON, "-m", "mypy"],
    "imports (import-linter)": [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
}


def main(arguments: list[str]) -> int:
    """Run every step; 0 when all is well, else what the failed step answered."""
    provide_system_tools()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes would each compile all that they load
    for name, command in STEPS.items():
        print(f"== {name}", flush=True)
        began = time.monotonic()
        code = subprocess.run(command, check=False).returncode
        print(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
        if code:
            return code
    print("== tests (pytest)", flush=True)
    marked = ["-m", ""] if "--proofs" in arguments else []
    given = [word for word in arguments if word != "--proofs"]
    return subprocess.run([*PYTEST, *marked, *spread(given), *given], check=False).returncode


def spread(given: list[str]) -> list[str]:
    """What has pytest test files side by side; nothing where files were named: a few start sooner in one process."""
    if any(Path(word.partition("::")[0]).exists() for word in given):
        return []
    return ["--numprocesses", str(min(os.cpu_count() or 1, WORKERS)), "--dist", "loadfile", "--no-loadscope-reorder"]


def provide_system_tools() -> None:
    """Programs that tests look at workbooks and documents with; installed through apt, or asked for in a sentence."""
    missing: list[tuple[str, ...]] = []
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        missing.append(("libreoffice-calc-nogui", "libreoffice-calc"))
    if not shutil.which("pdftoppm"):
        missing.append(("poppler-utils",))
    if sys.platform == "linux" and not any((FONTS / name).is_dir() for name in ("liberation", "liberation2", "dejavu")):
        missing.append(("fonts-liberation", "fonts-dejavu-core"))
    if missing and not debian.install(*missing, purpose="to look at workbooks in tests"):
        print(f"Some tests need what is not here: {debian.names(missing)}. Install it for them to pass.", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
