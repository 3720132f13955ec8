"""Taking in a worklist on which people have written who has seen which warning, and why they decided otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from robots.cases import Store
from robots.errors import ConfigError
from robots.model import Finding, Result
from robots.reports.answers import Answer, ExplanationAnswer, read_answers
from robots.reports.item import masked
from robots.reports.names import Names
from robots.reports.page import plain
from robots.reports.sheets import WHYS
from robots.settings import Home
from robots.words import Words
from robots.work.office import account, open_store
from robots.work.reporting import names_of


@dataclass
class Taken:
    """What was taken in, and what could not be."""

    acknowledged: int = 0
    before: int = 0  # warnings that somebody had acknowledged already
    explanations: int = 0
    explained_before: int = 0
    clashes: list[str] = field(default_factory=list)  # one line each: of one case people say different things
    wrong: list[str] = field(default_factory=list)  # one line each, with its row or cell


def take_in(home: Home, path: Path, say: Words) -> Taken:
    """Take in what bears a name on a worklist. Taken in twice, it changes nothing more.

    What two people say of one decision is kept of both; where they do not agree, that is told.

    Args:
        home: The home folder.
        path: The workbook.
        say: The language of what is told of wrong rows.

    Raises:
        ConfigError: It is no worklist; nothing was changed.
    """
    answers, names = read_answers(path), names_of(home)
    taken = Taken(wrong=[f"{cell}: {say.again(why)}" for cell, why in answers.wrong])
    with open_store(home) as store:
        for answer in answers.seen:
            try:
                new = _acknowledged(store, answer, names)
            except ConfigError as trouble:
                taken.wrong.append(say("Row {row}: {why}", row=answer.row, why=say.again(str(trouble))))
                continue
            taken.acknowledged, taken.before = taken.acknowledged + new, taken.before + (not new)
        for explanation in answers.explanations:
            try:
                _given(store, explanation, taken, say)
            except ConfigError as trouble:
                taken.wrong.append(f"{explanation.cell}: {say.again(str(trouble))}")
    return taken


def _acknowledged(store: Store, answer: Answer, names: Names) -> bool:
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


def _given(store: Store, answer: ExplanationAnswer, taken: Taken, say: Words) -> None:
    given = store.explain(
        answer.number,
        answer.system or None,
        reason=answer.reason,
        comment=answer.comment,
        by=answer.by,
        account=account(),
    )
    taken.explanations, taken.explained_before = (
        taken.explanations + given.new,
        taken.explained_before + (not given.new),
    )
    if given.new and (others := given.clashes(answer.reason)):
        said = "; ".join(f"{one.by}: {say(WHYS[one.reason])}" for one in others)
        taken.clashes.append(
            say(
                "Case {number}: {who} says: {why}. Others said: {others}. All of it is kept.",
                number=answer.number,
                who=answer.by,
                why=say(WHYS[answer.reason]),
                others=said,
            )
        )
