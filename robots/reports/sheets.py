"""The further sheets of a worklist: what was handed over, drafted letters, decisions that differ, and all findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from robots.cases import CaseView, WhyOtherwise
from robots.errors import Reason
from robots.model import ASKS, Finding, Result, State
from robots.reports import look
from robots.reports.item import Item, masked
from robots.reports.names import Names
from robots.reports.page import Column, Content, Page
from robots.reports.spoken import Spoken
from robots.reports.wording import Wording

FINDINGS = "Findings"
"""The name of the table in which people may write who has seen a warning."""
DECISIONS = "Decisions"
"""The name of the table in which people say why they decided otherwise than was proposed."""
SEEN_BY, WHY, COMMENT, SAID_BY = "Acknowledged by", "Why", "In your own words", "Your name"
WHYS = {
    WhyOtherwise.RULE: "The rule, or its limit, is not right",
    WhyOtherwise.READ: "The robot read something wrongly",
    WhyOtherwise.LATER: "Facts came in after the proposal",
    WhyOtherwise.UNSEEN: "Facts that the robot cannot see",
    WhyOtherwise.JUDGED: "A judgement that no rule can make",
    WhyOtherwise.WORDED: "Only the text was to be another",
    WhyOtherwise.ELSE: "Something else (say it in your own words)",
}
"""What a person may choose from, by the code that is kept."""
_HANDED_OVER = (State.HANDED_OVER, State.FAILED)
_LETTERS = (*ASKS, "receipt", "extension", "delay_letter")


def handed_over_page(page: Page, items: Sequence[Item], names: Names, say: Spoken) -> None:
    """The cases that a robot left to a person: why, and what it had read by then."""
    page.title(say("Handed over"), say("Why the robot left a case to a person, and what it had read until then."))
    page.row += 1
    handed = [one for one in items if one.case.state in _HANDED_OVER]
    if not handed:
        page.line(say("No case has been handed over."))
        return
    columns = [
        *_of_the_case(say),
        Column(say("Last day"), "day"),
        Column(say("Why"), widest=24),
        Column(say("What the robot says"), widest=60),
        Column(say("Read until then"), widest=76),
    ]
    header = page.table("HandedOver", columns, [_handed_over(one, names, say) for one in handed])
    page.freeze(header)
    page.print_columns(len(columns))
    page.links(1, header + 1, (names.link(one.case) for one in handed))


def letters_page(page: Page, items: Sequence[Item], names: Names, say: Spoken) -> None:
    """The letters to applicants that are drafted or proposed."""
    page.title(say("Letters"), say("Letters to applicants that a robot has drafted. A person reads and sends them."))
    page.row += 1
    lettered = [one for one in items if _letter(one)]
    if not lettered:
        page.line(say("No letter has been drafted."))
        return
    columns = [
        *_of_the_case(say),
        Column(say("Last day"), "day"),
        Column(say("Proposal"), widest=30),
        Column(say("Saved as a draft"), "time", widest=18),
        Column(say("Text of the letter"), widest=90),
    ]
    rows: list[list[Content]] = [
        [
            one.case.number,
            names.flow(one.case.flow),
            one.case.due,
            one.proposal,
            one.draft_saved,
            masked(_letter(one)),
        ]
        for one in lettered
    ]
    header = page.table("Letters", columns, rows)
    page.freeze(header)
    page.print_columns(len(columns))
    page.links(1, header + 1, (names.link(one.case) for one in lettered))


def differing_page(
    page: Page, cases: Sequence[CaseView], amended: Mapping[int, Sequence[str]], names: Names, say: Spoken
) -> None:
    """The decisions that differ from the proposals, and room to say why.

    Args:
        page: Where to write them.
        cases: The cases.
        amended: The fields that people changed where the outcome is the proposed one, by the case's id.
        names: What things are called.
        say: The language.
    """
    page.title(say("Decisions"), say("Decisions that became other than was proposed. Say why, save, and hand it back."))
    page.row += 1
    if not cases:
        page.line(say("No decision differs from its proposal, or somebody has said why of each."))
        return
    page.line(say("Choose one of these in the column {why}:", why=f'"{say(WHY)}"'))
    first = page.row
    for why in WHYS.values():
        page.line(say(why))
    page.row += 1
    columns = [
        *_of_the_case(say),
        Column(say("Decided"), "day"),
        Column(say("Proposal"), widest=18),
        Column(say("Decision"), widest=18),
        Column(say(WHY), widest=44, least=38),
        Column(say(COMMENT), widest=50, least=40),
        Column(say(SAID_BY), widest=24, least=20),
        Column(say("Case system"), widest=22),
    ]
    header = page.table(DECISIONS, columns, [_differing(case, amended.get(case.id, ()), names, say) for case in cases])
    page.choose(
        6,
        header + 1,
        header + len(cases),
        (first, first + len(WHYS) - 1),
        say("Choose one of the reasons in the list."),
    )
    page.freeze(header)
    page.print_columns(len(columns) - 1)
    page.links(1, header + 1, map(names.link, cases))
    for row in range(header + 1, header + len(cases) + 1):
        for column in (6, 7, 8):
            page.paint(row, column, look.PALE)


def findings_page(page: Page, items: Sequence[Item], names: Names, say: Spoken) -> None:
    """Each criterion of each case, and room to say who has seen a warning."""
    page.title(say("Findings"), say("What each criterion came to, in the order of the cases."))
    if any(finding.is_open_warning for one in items for finding in one.findings):
        page.line(say("Write your name in the row of a warning that you have seen, save, and have the list read."))
    page.row += 1
    checked = [(one, finding) for one in items for finding in one.findings]
    if not checked:
        page.line(say("No criterion has been checked."))
        return
    columns = [
        Column(say("Case"), widest=22, strong=True),
        Column(say("Criterion"), widest=24),
        Column(say("Result"), widest=18),
        Column(say("Reason"), widest=70),
        Column(say("Source"), widest=44),
        Column(say(SEEN_BY), widest=24),
    ]
    header = page.table(FINDINGS, columns, [_finding(one, finding, names, say) for one, finding in checked])
    page.freeze(header)
    page.print_columns(len(columns))
    for row, (_, finding) in enumerate(checked, start=header + 1):
        pressing = finding.is_open_warning or finding.result in (Result.FAIL, Result.UNKNOWN)
        page.paint(row, 3, look.WARNING if pressing else None)


def _of_the_case(say: Spoken) -> list[Column]:
    return [Column(say("Case"), widest=22, strong=True), Column(say("Case type"), widest=22)]


def _handed_over(one: Item, names: Names, say: Spoken) -> list[Content]:
    content, case = one.content, one.case
    why = say("A technical fault in every attempt.") if case.state is State.FAILED else say.code(case.reason or "")
    own = case.reason is Reason.PERSON_ONLY
    decisive = (one.reason for one in content.findings if one.result in (Result.FAIL, Result.UNKNOWN))
    return [
        case.number,
        names.flow(case.flow),
        case.due,
        why,
        "" if own else masked(say.again(content.hand_over or "") or " ".join(decisive)),
        "" if own else ", ".join(_read(one, names, say)) or say("Nothing had been read."),
    ]


def _read(one: Item, names: Names, say: Spoken) -> Iterator[str]:
    """What was read surely and tells of no person: figures, days, and what was chosen from a list."""
    words = Wording(one.case, names, say.words)
    for name, value in (one.content.application or {}).items():
        part = words.parts.get(name)
        chosen = isinstance(value, str) and part is not None and part.kind == "choice"
        if chosen or isinstance(value, bool | int | Decimal | date):
            yield f"{words.field(name)}: {words.value(name, value)}"
        elif isinstance(value, tuple) and value:
            yield f"{words.field(name)}: {say.count(len(value), 'one row', '{n} rows')}"


def _letter(one: Item) -> str:
    proposal = one.content.proposal
    there = proposal is not None and proposal.outcome in _LETTERS and one.case.state not in _HANDED_OVER
    return proposal.reasons if there and proposal is not None and one.case.reason is not Reason.PERSON_ONLY else ""


def _differing(case: CaseView, amended: Sequence[str], names: Names, say: Spoken) -> list[Content]:
    decision = say.code(case.decided_outcome or "")
    if amended:
        fields = ", ".join(names.of_form(case.flow, name) for name in amended)
        decision = say("{outcome}, with another {fields}", outcome=decision, fields=fields)
    return [
        case.number,
        names.flow(case.flow),
        case.decided,
        say.code(case.outcome or ""),
        decision,
        "",
        "",
        "",
        case.system,
    ]


def _finding(one: Item, finding: Finding, names: Names, say: Spoken) -> list[Content]:
    return [
        one.case.number,
        names.criterion(one.case.flow, finding.criterion),
        say.code(finding.result),
        masked(finding.reason),
        finding.source,
        f"{finding.acknowledged.by} {finding.acknowledged.day}" if finding.acknowledged else "",
    ]
