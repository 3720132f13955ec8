"""Insight: all that is held about a case or a person, as one page that can be read and printed, its files beside it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from robots.cases import CaseHistory, Store
from robots.errors import ConfigError
from robots.folders import own
from robots.model import SWEDEN, File
from robots.reports.sheets import WHYS
from robots.reports.visible import visible
from robots.reports.wording import NOTHING, Wording
from robots.settings import Home
from robots.words import Words
from robots.work.office import open_store

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE = "index.html"
_ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}
_PACKED = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".zip")  # what a zip archive may call itself
_AS_TEXT = ("text/plain", "text/html", "application/xml")  # opened as text, none of it can act
_ENDING = {"application/zip": ".zip", **dict.fromkeys(_AS_TEXT, ".txt")}
_STEM = 80  # characters of a file's own name that are kept


@dataclass(frozen=True)
class Extract:
    """What was written."""

    page: Path
    cases: int
    documents: int


@dataclass(frozen=True)
class Told:
    """One case as the page tells it."""

    history: CaseHistory
    words: Wording
    files: dict[str, str]  # by hash: the name of the file beside the page; one that cannot be opened has none

    @property
    def anchor(self) -> str:
        return f"case-{self.history.case.id}"

    @property
    def documents(self) -> list[File]:
        """Every file of every reading, each content once."""
        return list({file.sha256: file for reading in self.history.readings for file in reading.documents}.values())


def extract_case(
    home: Home, number: str, system: str | None, *, by: str, out: Path | None, say: Words, now: datetime | None = None
) -> Extract:
    """Write all that is held about a case; that this was read is noted in the audit.

    Args:
        home: The home folder.
        number: The case.
        system: Its case system, where several have one of that number.
        by: Who asks.
        out: The folder to write, which holds nothing yet; a new one in data/extracts without.
        say: The language.
        now: The instant that the page names; now without.

    Raises:
        ConfigError: There is no such case, or the folder holds something already.
    """
    with open_store(home) as store:
        history = store.history(number, system, reader=by)
        folder = _folder(home, out, plain_name(history.case.number))
        return _written(home, store, folder, [history], by, say, now or datetime.now(SWEDEN), person=False)


def extract_person(
    home: Home, typed: str, *, by: str, out: Path | None, say: Words, now: datetime | None = None
) -> Extract | None:
    """Write all that is held about a person, in all case systems; None where no case holds the number.

    The audit notes the reading of each case, and never the number.

    Args:
        home: The home folder.
        typed: The personal number as a person writes it.
        by: Who asks.
        out: As for a case.
        say: The language.
        now: As for a case.

    Raises:
        ConfigError: That is no personal number, or the folder holds something already; nothing was read.
    """
    at, number = now or datetime.now(SWEDEN), personal_number(typed)
    folder = _folder(home, out, f"{at:%Y%m%d-%H%M%S}")
    with open_store(home) as store:
        cases = store.cases_of_person(number)
        if not cases:
            store.note(by, "insight", "a person: no case")
            return None
        histories = [store.history(case.number, case.system, reader=by) for case in cases]
        return _written(home, store, folder, histories, by, say, at, person=True)


def personal_number(typed: str) -> str:
    """The twelve digits of a personal or coordination number, with or without century and hyphen.

    Raises:
        ConfigError: It is none. The text does not repeat it.
    """
    from personnummer import personnummer

    bare = re.sub(r"\s", "", typed).replace("–", "-").replace("−", "-")
    if not re.fullmatch(r"(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}", bare) or not personnummer.valid(bare):
        raise ConfigError("That is no personal number: ten or twelve digits, the last of which checks the others.")
    return re.sub(r"[-+]", "", personnummer.parse(bare).format(long_format=True))


def _written(
    home: Home,
    store: Store,
    folder: Path,
    histories: Sequence[CaseHistory],
    by: str,
    say: Words,
    at: datetime,
    *,
    person: bool,
) -> Extract:
    own(folder)
    cases, documents = [], 0
    for history in histories:
        told = Told(history, Wording.of(home, history.case, say), {})
        for file in told.documents:
            content = _content(store, history, file)
            if content is not None:
                documents += 1
                name = file_name(documents, file)
                (folder / name).write_bytes(content)
                told.files[file.sha256] = name
        cases.append(told)
    page = folder / PAGE
    shown = (
        pages(say)
        .get_template("insight.html")
        .render(
            cases=cases, person=person, by=by, at=at, municipality=home.settings.municipality, language=say.language
        )
    )
    page.write_text(shown, encoding="utf-8", errors="backslashreplace")
    return Extract(page, len(cases), documents)


def _content(store: Store, history: CaseHistory, file: File) -> bytes | None:
    """A file of the case; None where it is not kept any more, which the page says."""
    try:
        return store.document(history.case, file)
    except ConfigError:
        return None


def _folder(home: Home, out: Path | None, name: str) -> Path:
    """The folder to write; nothing that stands in one already is mixed with it or written over."""
    if out is not None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ConfigError(f"{out} holds something already. Name a folder that does not exist yet.")
        return out
    wanted, count = home.data / "extracts" / name, 1
    while wanted.exists():
        count += 1
        wanted = wanted.with_name(f"{name}-{count}")
    return wanted


def file_name(count: int, file: File) -> str:
    """A safe name for a file of the case, numbered so that no two are alike; its ending is what its content shows."""
    stem, _, ending = file.name.rpartition(".")
    if not stem:
        stem, ending = ending, ""
    shown = _ENDINGS.get(file.media_type) or _ENDING.get(file.media_type, ".bin")
    if shown == ".zip" and f".{ending.lower()}" in _PACKED:
        shown = f".{ending.lower()}"
    return f"{count:02}-{plain_name(stem)[:_STEM]}{shown}"


def plain_name(text: str) -> str:
    """Letters, digits and hyphens: nothing that a file system or a page could take for more."""
    composed = unicodedata.normalize("NFC", text)
    return re.sub(r"[^\w-]+", "_", composed).strip("_") or "file"


def pages(say: Words) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    pages.globals |= {"say": say, "whys": WHYS}
    pages.filters |= {
        "seen": visible,
        "shown": lambda value: visible(NOTHING if value is None else str(value)),
        "time": _time,
        "code": lambda code: say(code).replace("_", " "),
        "requested": lambda code, words: words.request(code),
        "quoted": quote,
    }
    return pages


def _time(at: datetime | date) -> str:
    return f"{at.astimezone(SWEDEN):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at)
