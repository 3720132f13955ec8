"""One case as it stands on the worklist: what it needs, why, and what the robot could not settle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from textwrap import shorten

from robots.cases import CaseContent, CaseView, Held
from robots.errors import Reason
from robots.model import HAND_OVER, Finding, Result, State, Unknown
from robots.reports.names import Names
from robots.reports.spoken import Spoken, local
from robots.reports.wording import Wording

_DASHES = r"\-+\u2010-\u2015\u2212"
_PERSONAL_NUMBER = re.compile(
    rf"(?<![0-9])(?:(?:[0-9]{{2}})?[0-9]{{6}}[\s{_DASHES}]{{0,3}}|[0-9]{{4}}(?:-[0-9]{{2}}){{2}}[{_DASHES}])[0-9]{{4}}(?![0-9])"
)
_SHORT, _VALUES = 24, 2  # characters of a value that stands in the one line of a proposal, and how many do
_TYPE_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
SOON = 5  # working days before the last day, by which a case is near it
_LINE = 200  # characters; all of it stands on the sheets with findings and hand-overs


class Need(IntEnum):
    """What a case needs of a caseworker."""

    NOT_THE_DRAFT = 1  # a draft that must not be used
    RELEASE = 2  # one of the first proposals by changed rules, texts or description
    TAKE_OVER = 3  # the robot handed it over, or could not get through
    WRITE = 4  # a proposal without a draft
    CHECK = 5  # a draft that is ready
    WAIT = 6  # the applicant has been asked


NEEDS: Mapping[Need, str] = {
    Need.NOT_THE_DRAFT: "Do not use the draft",
    Need.RELEASE: "Release",
    Need.TAKE_OVER: "Take over",
    Need.WRITE: "Write the decision",
    Need.CHECK: "Check the draft",
    Need.WAIT: "Wait for the applicant",
}

_TOLD = (
    *(Reason.CONTRADICTION, Reason.JUDGEMENT, Reason.CHANGED, Reason.TOO_LONG),
    *(Reason.UNCERTAIN, Reason.DUPLICATE, Reason.RECALLED),
)
"""Reasons of which the hand-over's own text tells more than the other columns do."""

_BY_REASON: Mapping[Reason | None, str] = {
    Reason.PERSON_ONLY: "Handle the case yourself.",
    Reason.UNREADABLE: "Read the value in the case system and handle the case yourself.",
    Reason.CONTRADICTION: "Find out what is right; the facts contradict each other.",
    Reason.JUDGEMENT: "Judge the case yourself; the rules do not settle it.",
    Reason.LOCKED: "Handle the case yourself; a colleague had it open when the robot came.",
    Reason.BEGUN: "Go on with the decision that was begun; the robot has not touched it.",
    Reason.ALTERED: "Do not use the draft: the case system altered it. Write it yourself.",
    Reason.CHANGED: "Read the case anew; it has changed since the robot read it.",
    Reason.RECALLED: "Do not use the draft: what the robot prepared was recalled. Handle the case yourself.",
    Reason.TOO_LONG: "Write a shorter text yourself; the robot's does not fit into the case system.",
    Reason.HOSTILE: "Do not open the case before those who keep the case system have looked at it.",
    Reason.UNCERTAIN: "See what stands in the decision form before you go on; it is unclear what was saved.",
    Reason.DUPLICATE: "Compare the two applications. What is to be prepared all the same: run.py retry CASE.",
}
_BY_OUTCOME: Mapping[str, str] = {
    "grant": "Check the draft and make the decision.",
    "completion": "Check the request for completion and send it.",
    "communication": "Check the letter and send it; decide when the applicant has answered or the time is out.",
    "receipt": "Check the receipt and send it.",
    "extension": "Write why the time must be longer, decide, and tell the applicant before it is out.",
    "delay_letter": "Write why it takes longer and until when, and tell the applicant.",
}


@dataclass(frozen=True)
class Item:
    """One row of the worklist."""

    content: CaseContent
    need: Need
    soon: bool  # marked as urgent, or near its last day
    next_step: str
    proposal: str  # in one line
    look_first: str  # a line for each thing
    draft_saved: datetime | None
    days_left: int | None
    findings: tuple[Finding, ...]

    @property
    def case(self) -> CaseView:
        """The case in the clear."""
        return self.content.case

    @property
    def place(self) -> tuple[object, ...]:
        """Where it stands: what must not be used, then by the last day; of one day the urgent, then by need."""
        case = self.case
        far = date.max
        return (
            self.need is not Need.NOT_THE_DRAFT,
            case.due or far,
            not case.urgent,
            self.need,
            list(Reason).index(case.reason) if case.reason else -1,
            case.received or far,
            case.number,
        )


def item(content: CaseContent, *, day: date, soon: date, names: Names, say: Spoken) -> Item:
    """What a caseworker has to know about a case before opening it.

    Args:
        content: The case as the store knows it.
        day: The day of the list.
        soon: The last of the due days that count as near.
        names: What fields and criteria are called.
        say: The language.
    """
    case = content.case
    saved = _draft_saved(content)
    need = _need(content, day=day)
    first = [masked(shorten(one, _LINE, placeholder=" …")) for one in _look_first(content, need, names, say)]
    return Item(
        content=content,
        need=need,
        soon=case.urgent or (case.due is not None and case.due <= soon),
        next_step=say(_next_step(content, day=day, drafted=saved is not None)),
        proposal=masked(proposed(content, names, say)),
        look_first="\n".join(first),
        draft_saved=saved,
        days_left=None if case.due is None else (case.due - day).days,
        findings=() if case.reason is Reason.PERSON_ONLY else by_weight(content.findings),
    )


def masked(text: str) -> str:
    """The text without what looks like a personal number; rules see none, so this is the net below."""
    return _PERSONAL_NUMBER.sub("••••••", text)


_OUT_OF_DATE = (Reason.CHANGED, Reason.RECALLED)
"""Why a draft that stands is not to be used, though the case system holds it as it was written."""


def _need(content: CaseContent, *, day: date) -> Need:
    case = content.case
    if case.reason is Reason.ALTERED or (case.reason in _OUT_OF_DATE and _draft_saved(content)):
        return Need.NOT_THE_DRAFT
    if case.held is Held.RELEASE:
        return Need.RELEASE
    match case.state:
        case State.PROPOSED:
            return Need.WRITE
        case State.DRAFTED | State.VERIFIED:
            return Need.CHECK
        case State.WAITING:
            return Need.TAKE_OVER if _unanswered(case, day) else Need.WAIT
    return Need.TAKE_OVER


def _unanswered(case: CaseView, day: date) -> bool:
    return case.remind is not None and case.remind <= day


def _next_step(content: CaseContent, *, day: date, drafted: bool) -> str:
    case = content.case
    if case.held is Held.RELEASE:
        return "Read the whole proposal: run.py case CASE. Where it is right: run.py release CASE"
    match case.state:
        case State.HANDED_OVER if case.reason is Reason.ALTERED and not drafted:
            return "Write the decision yourself; the case system altered the draft, so the robot took it back."
        case State.HANDED_OVER if case.reason is Reason.CHANGED and drafted:
            return "Do not use the draft as it stands: facts have been added since. Read the case anew."
        case State.HANDED_OVER:
            return _BY_REASON.get(case.reason, "Handle the case yourself.")
        case State.FAILED:
            return "Handle the case yourself; the robot did not get through in several attempts."
        case State.STALE if drafted:
            return "Do not use the draft: the robot was about to take it back."
        case State.STALE if case.reason is Reason.RECALLED:
            return "Wait until the rules have changed, then the robot makes it anew; or handle the case yourself."
        case State.STALE:
            return "Wait for the robot, which makes it anew since facts have been added; or handle the case yourself."
        case State.WAITING if _unanswered(case, day):
            return "Remind the applicant, or decide on what there is: no answer has come in time."
        case State.WAITING:
            return "Wait for the applicant's answer."
        case State.VERIFIED:
            return _BY_OUTCOME.get(case.outcome or "", "Check the draft and make the decision.")
        case State.DRAFTED:
            return "Compare the draft with the proposal; the robot has not read it back yet."
        case State.PROPOSED if case.outcome in ("reject", "dismiss"):
            return "Read the proposal and write the decision yourself; a rejection is always written by a person."
        case State.PROPOSED:
            return "Read the proposal and write the decision; no draft has been saved."
    return "Handle the case as usual; the robot has not prepared it yet."


def proposed(content: CaseContent, names: Names, say: Spoken) -> str:
    """What is proposed, in one line: the outcome, what is asked for, and the short values of the decision form."""
    proposal, case = content.proposal, content.case
    if proposal is None or proposal.outcome == HAND_OVER or case.reason is Reason.PERSON_ONLY:
        return ""
    words = Wording(case, names, say.words)
    if asked := ", ".join(names.request(case.flow, code) for code in proposal.missing):
        return f"{say.code(proposal.outcome)}: {asked}"
    named = (
        (words.form_field(name), words.form_value(name, value)) for name, value in proposal.values.items() if value
    )
    short = [f"{name} {value}" for name, value in named if len(value) <= _SHORT and "\n" not in value]
    return ", ".join([say.code(proposal.outcome), *short[:_VALUES]])


def by_weight(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of a case, what a person has yet to look at first."""
    return tuple(sorted(findings, key=lambda finding: finding.weight))


def acknowledged(finding: Finding, say: Spoken) -> str:
    """Who has seen a warning, and when; nothing where nobody has."""
    seen = finding.acknowledged
    return say("Acknowledged {day} by {who}.", day=seen.day, who=seen.by) if seen else ""


def _look_first(content: CaseContent, need: Need, names: Names, say: Spoken) -> Iterator[str]:
    """Each thing to look at, what has changed or is not sure first; what somebody has seen already last.

    A duplicate's own text names the other application.
    """
    case = content.case
    if case.reason is Reason.PERSON_ONLY:
        yield f"{say.code(Reason.PERSON_ONLY)}."
        return
    if need is Need.NOT_THE_DRAFT:
        yield f"{say(NEEDS[need])}!"
    if case.urgent:
        yield say("Marked as urgent in the inbox.")
    told = _told(content, say)
    if told:
        yield told
    yield from (f"{say('Warning')}: {one.reason}" for one in content.findings if one.is_open_warning)
    if content.others and case.reason is not Reason.DUPLICATE:
        yield say("The same person has another open application: {number}.", number=", ".join(content.others))
    if troubles := _unreadable(content, names, say):
        yield f"{say('Could not be read')}: {'; '.join(troubles)}"
    decisive = [one.reason for one in content.findings if one.result in (Result.FAIL, Result.UNKNOWN)]
    yield from (one for one in decisive if one not in told)
    passed = sum(finding.result is Result.PASS for finding in content.findings)
    if passed and not decisive and not told:
        yield say("All criteria that apply are met ({n}).", n=passed)
    yield from (f"{one.reason} {acknowledged(one, say)}" for one in content.findings if one.acknowledged)


def _told(content: CaseContent, say: Spoken) -> str:
    """Why a person has the case; nothing where the robot prepared it."""
    case = content.case
    if case.state is State.FAILED:
        return say("A technical fault in every attempt.")
    if case.state is not State.HANDED_OVER or case.reason is None:
        return ""
    decisive = " ".join(one.reason for one in content.findings if one.result in (Result.FAIL, Result.UNKNOWN))
    told = (content.hand_over or decisive) if case.reason in _TOLD else ""
    return f"{say.code(case.reason)}. {say.again(told)}".strip()


def _unreadable(content: CaseContent, names: Names, say: Spoken) -> list[str]:
    """The fields without a sure value, each with the trouble; a table is named once."""
    if content.application is None:
        return []
    flow = content.case.flow
    troubles = ((name, _trouble(value)) for name, value in content.application.items())
    return [f"{names.field(flow, name)}: {_plainly(trouble, say)}" for name, trouble in troubles if trouble]


def _plainly(trouble: str, say: Spoken) -> str:
    """Why a value is not sure; where its type refused it, that type's code says nothing to a reader."""
    return say("not of the right form") if _TYPE_CODE.fullmatch(trouble) else say.again(trouble)


def _trouble(shown: object) -> str | None:
    match shown:
        case Unknown(why):
            return why
        case tuple():
            return next(filter(None, map(_trouble, shown)), None)
        case Mapping():
            return next(filter(None, map(_trouble, shown.values())), None)
    return None


def _draft_saved(content: CaseContent) -> datetime | None:
    """When the draft that stands in the case system was saved; None where none stands."""
    stands = [draft for draft in content.drafts if draft.result in ("drafted", "verified", "altered", "taking_back")]
    return local(stands[-1].at) if stands else None
