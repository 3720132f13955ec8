"""The pictures in README and documents, made from the real thing: `.venv/bin/python docs/pictures/make.py [NAME...]`.

terminal   what the demo says
draft      a draft that the robot saved, as a clerk sees it in the practice system
worklist   the first page of the demo's worklist, as LibreOffice prints it (soffice and pdftoppm are needed)
weekly     sheets of the weekly workbook as docs/reports.md shows them, of a municipality that is made up
casesheet  one case on one page, as it is printed
rules      sheets of the rules as docs/rules.md shows them: one amount with a new row, and one decision table

They are made in a folder of their own, by a fixed seed: a second run gives the same pictures but for the day.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.properties import PageSetupProperties
from playwright.sync_api import Page, sync_playwright
from pypdfium2 import PdfDocument
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).resolve().parent
TOOLKIT = HERE.parents[1]
sys.path.insert(0, str(TOOLKIT))

from robots import browser, logs  # noqa: E402
from robots.model import State  # noqa: E402
from robots.practice.users import CASEWORKERS  # noqa: E402
from robots.reports.weekly import write_weekly  # noqa: E402
from robots.settings import Home  # noqa: E402
from robots.words import Words  # noqa: E402
from robots.work.approving import approve, trial_home  # noqa: E402
from robots.work.casesheets import write_case_sheet  # noqa: E402
from robots.work.demo import practice  # noqa: E402
from robots.work.office import open_store, run_robot, today  # noqa: E402
from tests.reports import quarter  # noqa: E402
from tests.reports.office import Office  # noqa: E402

CASES, SEED, COLUMNS = 20, 1, 100
PLAYED = {"terminal", "worklist", "casesheet"}  # pictures of what the demo made
WEEKLY = {  # pictures of sheets, by their headings
    "Robotarnas vecka 47, 2026": "weekly",
    "Efter och nära sista dagen": "weekly_last_days",
    "Ärendetyper": "weekly_case_types",
    "Överlämningar": "weekly_hand_overs",
}
CHANGES = date(2027, 1, 1)  # when the new row of the amounts begins
DOTS, AIR, PAPER = 110, 6, 250  # dots an inch, dots around what is shown, the darkest grey that is nothing
MARKED = "FFF2D6"
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


def casesheet(demo: Path) -> None:
    """A case that is proposed to be rejected, as its sheet is printed."""
    home = Home(demo)
    with open_store(home) as store:
        rejected = (case for case in store.cases(state=State.PROPOSED) if case.outcome == "reject")
        number = min(case.number for case in rejected if case.flow == "parking_permit")
    sheet = write_case_sheet(home, number, None, out=demo / "casesheet.html", say=Words("sv"))
    with _page(width=800, height=1100) as page:
        page.goto(sheet.as_uri())
        page.pdf(path=demo / "casesheet.pdf", prefer_css_page_size=True)
    _run("pdftoppm", "-r", "90", "-png", "-singlefile", demo / "casesheet.pdf", HERE / "casesheet")


def weekly(demo: Path) -> None:
    """The managers' week, where robots have worked for a quarter: the demo has only a day."""
    with TemporaryDirectory() as folder:
        office = Office.open(Path(folder))
        quarter.quarter(office, scale=3.0)
        words = {"names": quarter.NAMES, "terms": quarter.TERMS, "made": quarter.MADE}
        out = write_weekly(office.store, demo / "weekly.xlsx", week="2026-W47", **words).path
        office.store.close()
    pdf = _as_pdf(out)
    with PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_bounded().splitlines() for page in document]
    for heading, name in WEEKLY.items():
        page = next(number for number, text in enumerate(texts, start=1) if heading in text)
        _run("pdftoppm", "-r", "80", "-png", "-f", page, "-l", page, "-singlefile", pdf, HERE / name)


def rules(demo: Path) -> None:
    """Sheets of rules.xlsx: the amounts, where a limit got a new row with its own day, and a decision table."""
    book = load_workbook(TOOLKIT / "flows" / "parking_permit" / "rules.xlsx")
    amounts = book["Belopp"]
    first = [cell.value for cell in amounts[2]]
    amounts.insert_rows(3)
    for cell, above, value in zip(amounts[3], amounts[2], [first[0], CHANGES, None, 400, *first[4:]], strict=False):
        cell.value, cell._style = value, copy(above._style)
    amounts["C2"].value, amounts["C2"]._style = CHANGES - timedelta(days=1), copy(amounts["B2"]._style)
    for row in (2, 3):
        for cell in amounts[row]:
            cell.fill = PatternFill("solid", start_color=MARKED, end_color=MARKED)
    changed = demo / "rules.xlsx"
    book.save(changed)
    for sheet, rows, picture in (("Belopp", 7, "rules_amounts"), ("Gångförmåga", 7, "rules_table")):
        _cut_out(changed, sheet, rows, HERE / picture)


def _cut_out(workbook: Path, name: str, rows: int, picture: Path) -> None:
    """The first rows of one sheet with the letters and numbers of its cells, cut to what stands there."""
    book = load_workbook(workbook)
    for other in [sheet for sheet in book.sheetnames if sheet != name]:
        del book[other]
    sheet = book[name]
    for cell in sheet[1]:
        cell.comment = None
    sheet.delete_rows(rows + 1, sheet.max_row)
    sheet.print_options.headings = sheet.print_options.gridLines = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    alone = workbook.with_name(f"{picture.stem}.xlsx")
    book.save(alone)
    profile = f"-env:UserInstallation={(workbook.parent / 'office').as_uri()}"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", alone.parent, alone)
    page = ("-r", DOTS, "-f", "1", "-l", "1", "-singlefile", alone.with_suffix(".pdf"))
    _run("pdftoppm", "-gray", *page, alone.with_suffix(""))
    left, top, width, height = _inked(alone.with_suffix(".pgm").read_bytes())
    _run("pdftoppm", "-png", "-x", left, "-y", top, "-W", width, "-H", height, *page, picture)


def _inked(image: bytes) -> tuple[int, int, int, int]:
    """Where something stands in a grey picture (PGM): left, top, width and height, with a little air."""
    _, size, _, shades = image.split(b"\n", 3)
    width, height = map(int, size.split())
    lines = [shades[start : start + width] for start in range(0, width * height, width)]
    inked = [place for place, line in enumerate(lines) if min(line) < PAPER]
    columns = [place for place in range(width) if min(line[place] for line in lines[inked[0] : inked[-1]]) < PAPER]
    top, left = max(inked[0] - AIR, 0), max(columns[0] - AIR, 0)
    return left, top, columns[-1] - left + AIR, inked[-1] - top + AIR


def _printed(workbook: Path) -> None:
    """The first page of a workbook."""
    _run("pdftoppm", "-r", "80", "-png", "-f", "1", "-l", "1", "-singlefile", _as_pdf(workbook), HERE / workbook.stem)


def _as_pdf(workbook: Path) -> Path:
    profile = f"-env:UserInstallation={(workbook.parent / 'office').as_uri()}"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", workbook.parent, workbook)
    return workbook.with_suffix(".pdf")


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


PICTURES: Mapping[str, Callable[[Path], None]] = {
    made.__name__: made for made in (terminal, draft, worklist, weekly, casesheet, rules)
}


def main(names: list[str]) -> None:
    """Make these pictures, or all."""
    with TemporaryDirectory() as folder:
        demo = _demo(Path(folder)) if not names or set(names) & PLAYED else Path(folder)
        for name in names or PICTURES:
            PICTURES[name](demo)


if __name__ == "__main__":
    main(sys.argv[1:])
