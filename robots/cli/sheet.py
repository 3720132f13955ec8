"""One case on one screen: what is proposed and why, what could not be read, what the robots did."""

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from robots.cli.cases import HELD
from robots.cli.screen import Desk, as_table, coded, shown, tell
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import CaseContent
    from robots.model import Finding
    from robots.reports.wording import Wording

MARKS = {"warning": "!", "fail": "✗", "unknown": "?", "pass": "✓"}
"""Signs of what a check came to, first what to look at and what decides; one that does not apply has none."""


def in_json(content: "CaseContent") -> dict[str, Any]:
    """What `case --json` says beyond what `cases --json` does."""
    proposal = content.proposal
    return {
        "application": content.application,
        "documents": [document.model_dump() for document in content.documents],
        "findings": [vars(finding) | {"acknowledged": _seen(finding)} for finding in content.findings],
        "proposal": proposal and {**vars(proposal), "values": dict(proposal.values)},
        "versions": content.versions and vars(content.versions),
        "hand_over": content.hand_over,
        "other_applications": content.others,
        "attempts": [vars(attempt) for attempt in content.attempts],
    }


def _seen(finding: "Finding") -> dict[str, Any] | None:
    return vars(finding.acknowledged) if finding.acknowledged else None


def show(desk: Desk, content: "CaseContent") -> None:
    """Print the case, what a caseworker needs first at the top."""
    from robots.reports.wording import Wording

    say, words = desk.say, Wording.of(desk.home, content.case, desk.say)
    tell(words.heading, style="bold")
    _show_standing(say, content)
    _show_proposal(say, words, content)
    if content.findings:
        _show_checks(say, words, content)
    if content.application:
        _show_read(say, words, content.application)
    _show_way(say, content)


def _show_standing(say: Words, content: "CaseContent") -> None:
    case = content.case
    facts = {"last day": case.due, "unit": case.unit, "caseworker": case.caseworker}
    told = [f"{say(name)}: {shown(value)}" for name, value in facts.items() if value is not None]
    tell(" · ".join([f"{say('state')}: {coded(say, case.state)}", *told]))
    if case.reason is not None:
        tell(f"{say('reason')}: {coded(say, case.reason)}", style="yellow")
        if content.hand_over:
            tell(say.again(content.hand_over), style="yellow")
    if case.held:
        tell(say(HELD[case.held]), style="yellow")
    if case.remind:
        tell(say("To be reminded: {day}", day=case.remind), style="yellow")
    if content.others and case.reason != "duplicate":
        numbers = ", ".join(content.others)
        tell(say("The same person has another open application: {number}.", number=numbers), style="yellow")
    tell("")


def _show_proposal(say: Words, words: "Wording", content: "CaseContent") -> None:
    proposal = content.proposal
    if proposal is None or proposal.outcome == "hand_over":
        return
    tell(f"{say('Proposal')}: {coded(say, proposal.outcome)}", style="bold")
    if proposal.missing:
        tell(f"{say('missing')}: {', '.join(map(words.request, proposal.missing))}", style="yellow")
    for sentence in proposal.counterfactual:
        tell(sentence, style="yellow")
    tell(f"{proposal.reasons}\n")
    if content.case.held:
        written = [*proposal.values.items(), ("note", proposal.note)]
        rows = [(words.form_field(name), words.form_value(name, value)) for name, value in written]
        as_table(say("The draft would hold as well"), [say("field"), say("value")], rows)
    if made := content.versions:
        parts = {"rules": made.rules, "texts": made.texts, "description": made.description}
        told = ", ".join(f"{say(name)} {sha[:12]}" for name, sha in parts.items())
        tell(say("Made by: {versions}", versions=told) + "\n", style="dim")


def _show_checks(say: Words, words: "Wording", content: "CaseContent") -> None:
    applying = [finding for finding in content.findings if finding.result in MARKS]
    applying.sort(key=lambda finding: finding.weight)
    said = [" ".join(filter(None, (one.reason, words.acknowledged(one)))) for one in applying]
    rows = [
        (MARKS[one.result], words.criterion(one.criterion), reason, one.source)
        for one, reason in zip(applying, said, strict=True)
    ]
    as_table(say("Checks"), ["", say("criterion"), say("reason"), say("source")], rows, whole=2)
    others = [words.criterion(one.criterion) for one in content.findings if one.result not in MARKS]
    if others:
        tell(f"{say('Do not apply')}: {', '.join(others)}")
    tell(say("Rule by rule: run.py rules explain {number}", number=content.case.number) + "\n", style="dim")


def _show_read(say: Words, words: "Wording", application: Mapping[str, Any]) -> None:
    """What was read; what could not be read first, what stands empty in one line."""
    from robots.model import Unknown

    empty = [words.field(name) for name, value in application.items() if value in (None, ())]
    there = [(name, value) for name, value in application.items() if value not in (None, ())]
    there.sort(key=lambda pair: not isinstance(pair[1], Unknown))
    read = [(words.field(name), words.value(name, value)) for name, value in there]
    as_table(say("What was read"), [say("field"), say("value")], read)
    if empty:
        tell(f"{say('Empty')}: {', '.join(empty)}\n")


def _show_way(say: Words, content: "CaseContent") -> None:
    rows = []
    for _, steps in groupby(content.attempts, key=lambda attempt: attempt.run):
        taken = list(steps)
        errors = [say.again(step.error) for step in taken if step.error]
        way = " → ".join(coded(say, step.state or step.step) for step in taken)
        seen = [say("evidence: {folder}", folder=step.evidence) for step in taken if step.evidence]
        rows.append((taken[0].at, taken[0].robot, "\n".join([way, *errors, *seen])))
    as_table(say("What the robots did"), [say("when"), say("robot"), say("steps")], rows)
