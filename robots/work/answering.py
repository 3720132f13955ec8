"""Taking in a worklist on which people have written who has seen which warning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from robots.cases import Store
from robots.errors import ConfigError
from robots.model import Finding, Result
from robots.reports.answers import Answer, read_answers
from robots.reports.item import masked
from robots.reports.names import Names
from robots.reports.page import plain
from robots.settings import Home
from robots.words import Words
from robots.work.office import account, open_store
from robots.work.reporting import names_of


@dataclass(frozen=True)
class Taken:
    """What was taken in, and what could not be."""

    acknowledged: int
    before: int  # warnings that somebody had acknowledged already
    wrong: tuple[str, ...]  # one line each, with its row


def take_in(home: Home, path: Path, say: Words) -> Taken:
    """Acknowledge the warnings that bear a name on a worklist. Taken in twice, it changes nothing more.

    Args:
        home: The home folder.
        path: The workbook.
        say: The language of what is told of wrong rows.

    Raises:
        ConfigError: It is no worklist; nothing was changed.
    """
    answers, names = read_answers(path), names_of(home)
    new = before = 0
    wrong: list[str] = []
    with open_store(home) as store:
        for answer in answers:
            try:
                came = _taken(store, answer, names)
            except ConfigError as trouble:
                wrong.append(say("Row {row}: {why}", row=answer.row, why=say.again(str(trouble))))
                continue
            new, before = new + came, before + (not came)
    return Taken(new, before, tuple(wrong))


def _taken(store: Store, answer: Answer, names: Names) -> bool:
    """Whether the warning of a row is acknowledged now and was not before."""
    case = store.case(answer.number)
    warnings = [one for one in store.content(case).findings if one.result is Result.WARNING]
    meant = list(_meant(answer, warnings, names, case.flow))
    if len({one.reason for one in meant}) != 1:  # none, or two that look alike once numbers are masked
        raise ConfigError(f"Case {answer.number} holds no such warning now. Look at a new worklist.")
    return bool(store.acknowledge(case.number, case.system, warnings=meant, by=answer.by, account=account()))


def _meant(answer: Answer, warnings: list[Finding], names: Names, flow: str | None) -> Iterator[Finding]:
    for one in warnings:
        said = (names.criterion(flow, one.criterion), plain(masked(one.reason)).strip())
        if said == (answer.criterion, answer.reason):
            yield one
