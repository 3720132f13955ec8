"""One case on one screen: what is proposed and why, what could not be read, what the robot did."""

from typing import TYPE_CHECKING, Any

from robots.cli.screen import Desk, as_table, coded, shown, tell
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import Attempt, CaseContent
    from robots.work.wording import Wording

MARKS = {"fail": "✗", "unknown": "?", "pass": "✓", "not_applicable": "–"}
"""How a check came out, those that decide first."""


def in_json(content: "CaseContent") -> dict[str, Any]:
    """What `case --json` says beyond what `cases --json` does."""
    proposal = content.proposal
    return {
        "application": content.application,
        "documents": [document.model_dump() for document in content.documents],
        "findings": [vars(finding) for finding in content.findings],
        "proposal": proposal and {**vars(proposal), "values": dict(proposal.values)},
        "hand_over": content.hand_over,
        "attempts": [vars(attempt) for attempt in content.attempts],
    }


def show(desk: Desk, content: "CaseContent") -> None:
    """Print the case, what a caseworker needs first at the top."""
    from robots.work.wording import Wording

    say, words = desk.say, Wording.of(desk.home, content.case, desk.say)
    tell(words.heading, style="bold")
    _show_standing(say, content)
    _show_proposal(say, words, content)
    checks = sorted(content.findings, key=lambda finding: list(MARKS).index(finding.result))
    if checks:
        rows = [(MARKS[one.result], words.criterion(one.criterion), one.reason, one.source) for one in checks]
        as_table(say("Checks"), ["", say("criterion"), say("reason"), say("source")], rows)
    if content.application:
        read = [(words.field(name), words.value(name, value)) for name, value in content.application.items()]
        as_table(say("What was read"), [say("field"), say("value")], read)
    steps = [(step.at, step.robot, _step(say, step), step.error) for step in content.attempts]
    as_table(say("What the robots did"), [say(name) for name in ("when", "robot", "step", "error")], steps)


def _show_standing(say: Words, content: "CaseContent") -> None:
    case = content.case
    facts = {"last day": case.due, "unit": case.unit, "caseworker": case.caseworker}
    told = [f"{say(name)}: {shown(value)}" for name, value in facts.items() if value is not None]
    tell(" · ".join([f"{say('state')}: {coded(say, case.state)}", *told]))
    if case.reason is not None:
        tell(f"{say('reason')}: {coded(say, case.reason)}", style="yellow")
        if content.hand_over:
            tell(say.again(content.hand_over), style="yellow")


def _show_proposal(say: Words, words: "Wording", content: "CaseContent") -> None:
    proposal = content.proposal
    if proposal is None or proposal.outcome == "hand_over":
        return
    tell(f"\n{say('Proposal')}: {coded(say, proposal.outcome)}", style="bold")
    if proposal.missing:
        tell(f"{say('missing')}: {', '.join(map(words.request, proposal.missing))}")
    tell(proposal.reasons)


def _step(say: Words, step: "Attempt") -> str:
    return coded(say, step.state or step.step)
