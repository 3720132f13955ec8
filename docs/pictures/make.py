"""The pictures in README and documents, made from the real thing: `.venv/bin/python docs/pictures/make.py [NAME...]`.

terminal   what the demo says
draft      a draft that the robot saved, as a clerk sees it in the practice system
worklist   the first pages of the demo's two workbooks, as LibreOffice prints them (soffice and pdftoppm are needed)
weekly

They are made in a folder of their own, by a fixed seed: a second run gives the same pictures but for the day.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).resolve().parent
TOOLKIT = HERE.parents[1]
sys.path.insert(0, str(TOOLKIT))

from robots import browser, logs  # noqa: E402
from robots.model import State  # noqa: E402
from robots.practice.users import CASEWORKERS  # noqa: E402
from robots.work.approving import approve, trial_home  # noqa: E402
from robots.work.demo import practice  # noqa: E402
from robots.work.office import open_store, run_robot, today  # noqa: E402

CASES, SEED, COLUMNS = 20, 1, 100
ROOT = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
NIGHT = TerminalTheme(
    (24, 29, 38),
    (222, 226, 232),
    [
        (24, 29, 38),
        (240, 113, 120),
        (140, 200, 120),
        (230, 190, 100),
        (110, 160, 230),
        (190, 140, 220),
        (90, 190, 200),
        (222, 226, 232),
    ],
)
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0 }}
pre {{ margin: 0; padding: 18px 22px; width: max-content; color: {foreground}; background: {background};
  font: 13px/1.35 "DejaVu Sans Mono", "Liberation Mono", monospace }}
</style><pre>{code}</pre>"""


def terminal(demo: Path) -> None:
    """What the demo says on a terminal."""
    console = Console(record=True, width=COLUMNS, file=(demo / "terminal.txt").open("w", encoding="utf-8"))
    console.print(Text.from_ansi((demo / "said.txt").read_text("utf-8").rstrip()))
    html = console.export_html(theme=NIGHT, inline_styles=True, code_format=PAGE)
    with _page(width=1000, height=600) as page:
        page.set_content(html)
        page.locator("pre").screenshot(path=HERE / "terminal.png")


def draft(_demo: Path) -> None:
    """A draft that grants, in the practice system."""
    with TemporaryDirectory() as folder, practice(cases={"parking_permit": 12}, seed=SEED, day=today()) as system:
        home = trial_home(TOOLKIT, Path(folder), system="practice", address=system.address, password=system.password)
        logs.set_up(home.logs, days=1, console=None)
        robot = "parking-practice"
        run_robot(approve(home, robot, by="demo", reference="practice data only"), robot)
        with open_store(home) as store:
            number = min(case.number for case in store.cases(state=State.VERIFIED) if case.outcome == "grant")
        with _page(width=1180, height=850, at=system.address) as page:
            page.goto("/")
            page.locator("[name=anvandare]").fill(CASEWORKERS[0].login)
            page.locator("[name=losenord]").fill(CASEWORKERS[0].password)
            page.get_by_role("button", name="Logga in").click()
            page.frame_locator("[name=inkorg]").get_by_role("link", name=number).click()
            tabs = page.frame_locator("[name=arbetsyta]").frame_locator("[name=flik]")
            tabs.get_by_role("link", name="Beslut", exact=True).click()
            tabs.get_by_text("Senast sparat").wait_for()
            page.screenshot(path=HERE / "draft.png")


def worklist(demo: Path) -> None:
    """The caseworkers' list."""
    _printed(demo / "worklist.xlsx")


def weekly(demo: Path) -> None:
    """The managers' week."""
    _printed(demo / "weekly.xlsx")


def _printed(workbook: Path) -> None:
    """The first page of a workbook."""
    profile = f"-env:UserInstallation={(workbook.parent / 'office').as_uri()}"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", workbook.parent, workbook)
    pdf, picture = workbook.with_suffix(".pdf"), HERE / workbook.stem
    _run("pdftoppm", "-r", "80", "-png", "-f", "1", "-l", "1", "-singlefile", pdf, picture)


@contextmanager
def _page(*, width: int, height: int, at: str | None = None) -> Iterator[Page]:
    found = browser.find()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.program, channel=found.channel, args=ROOT)
        yield chromium.new_page(viewport={"width": width, "height": height}, base_url=at)
        chromium.close()


def _demo(folder: Path) -> Path:
    """Play the demo as a person would who has cloned the project there; what it says is kept beside what it made."""
    as_a_terminal = {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "0", "COLUMNS": str(COLUMNS), "PYTHONIOENCODING": "utf-8"}
    for part in ("run.py", "requirements.lock"):
        shutil.copy(TOOLKIT / part, folder / part)
    for part in ("robots", "config", "flows"):
        shutil.copytree(TOOLKIT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv").symlink_to(sys.prefix)
    options = ["--cases", CASES, "--seed", SEED, "--out", "data/demo"]
    said = _run(sys.executable, "run.py", "demo", *options, at=folder, more=as_a_terminal)
    (folder / "data" / "demo" / "said.txt").write_text(said, encoding="utf-8")
    return folder / "data" / "demo"


def _run(*command: object, at: Path | None = None, more: Mapping[str, str] | None = None) -> str:
    words = [str(word) for word in command]
    environment = {**os.environ, **(more or {})}
    return subprocess.run(words, cwd=at, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout  # noqa: S603


PICTURES: Mapping[str, Callable[[Path], None]] = {made.__name__: made for made in (terminal, draft, worklist, weekly)}


def main(names: list[str]) -> None:
    """Make these pictures, or all."""
    with TemporaryDirectory() as folder:
        demo = Path() if names == ["draft"] else _demo(Path(folder))
        for name in names or PICTURES:
            PICTURES[name](demo)


if __name__ == "__main__":
    main(sys.argv[1:])
