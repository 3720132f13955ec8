"""Who gets a report: into which folders it goes, and who is told of it. No mail and no message speaks of a case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from robots.settings import REPORTS, DeliveryPart, Home, Recipient, RobotPart
from robots.words import Words
from robots.work import mailing
from robots.work.alerts.letters import Letter

OURS = re.compile(r"(worklist|weekly|report-[a-z0-9_]+)-\d{4}-(W\d{2}|\d{2}-\d{2})( .+)?\.xlsx")
"""The names of the files that reports leave in folders; nothing else in them is ever touched."""
_NAME = 60  # characters of a unit's name in that of a file


@dataclass(frozen=True)
class Notice:
    """That a report is there."""

    part: RobotPart
    period: str  # a week or a day
    file: Path  # of the weekly workbook
    say: Words


def file_name(report: str, period: str, whose: str = "", among: Sequence[str] = ()) -> str:
    """What a report's file is called: "worklist-2026-11-27 Enhet Öst.xlsx".

    Args:
        report: "worklist", "weekly", or the name of a report of the home folder.
        period: A week or a day.
        whose: The unit or caseworker as the inbox has it, whatever signs that holds.
        among: All of them: two that would be called the same have a mark each.
    """
    safe, report = _safe(whose), report if report in REPORTS else f"report-{report}"
    if not safe:
        return f"{report}-{period}.xlsx"
    alike = sum(_safe(other).casefold() == safe.casefold() for other in among) > 1
    mark = f" {sha256(whose.encode('utf-8')).hexdigest()[:6]}" if alike or safe != whose else ""
    return f"{report}-{period} {safe}{mark}.xlsx"


def folders_of(home: Home, part: RobotPart, whose: str) -> Iterator[Path]:
    """The folders that a report goes into: those of its unit or caseworker or, without, those that are nobody's."""
    own = [way.folder for way in part.to if way.folder and way.of == whose and whose]
    for folder in own or [way.folder for way in part.to if way.folder and way.of is None]:
        yield home.path / folder


def notify(home: Home, notice: Notice, way: DeliveryPart) -> None:
    """Tell one recipient that a report is there: by mail with the weekly workbook, by webhook with nothing but a link.

    Raises:
        ConfigError: It cannot be sent as the settings and secrets are; nothing was sent.
        TechnicalProblem: A server did not take it.
    """
    from robots.work.alerts.sending import send

    letter = _letter(home, notice, way)
    if way.mail:
        mailing.send(home, way.mail, letter.subject, letter.body, notice.file)
    elif way.secret:
        send(home, Recipient(secret=way.secret), letter)


def _letter(home: Home, notice: Notice, way: DeliveryPart) -> Letter:
    say, weekly = notice.say, notice.part.report == "weekly"
    whose = home.settings.municipality or say("Robots")
    told = "{whose}: the robots' week {period}" if weekly else "{whose}: worklists of {period}"
    if notice.part.report not in REPORTS:
        told = "{whose}: the report {report} of {period}"
    subject = say(told, whose=whose, period=notice.period, report=notice.part.report)
    if way.mail:
        return Letter(subject, say("The week's workbook is attached. It holds figures and case numbers, no names."))
    folders = dict.fromkeys(one.folder for one in notice.part.to if one.folder)
    return Letter(
        subject, say("It lies here: {place}", place=way.link or ", ".join(folder or "" for folder in folders))
    )


def _safe(name: str) -> str:
    """A name as every file system takes it, and as no folder's: letters, digits, spaces and hyphens."""
    composed = unicodedata.normalize("NFC", name)
    return re.sub(r"[^\w -]+", "_", composed)[:_NAME].strip(" _")
