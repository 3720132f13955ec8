"""A proposal explained: each criterion with its row, what was held against it, and why no other row applies."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.cases import named
from robots.cli.screen import Desk, as_json, coded, tell
from robots.cli.sheet import MARKS
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import CaseContent
    from robots.model import Finding, Proposal
    from robots.reports.wording import Wording

MET = "pass"


def add_to(rules: typer.Typer, say: Words) -> None:
    """Add the command to those about rules."""

    @rules.command(
        "explain",
        rich_help_panel=say("Caseworkers"),
        help=say("Why a case has its proposal, rule by rule. That you read it is noted."),
        epilog="run.py rules explain 2026-PRK-00778",
    )
    def explain(
        context: typer.Context,
        case: Annotated[str, typer.Argument(metavar=say("CASE"), help=say("A case number, or system:number."))],
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots.work.office import account, open_store
        from robots.work.standing import in_force

        desk: Desk = context.obj
        number, system = named(case)
        with open_store(desk.home) as store:
            content = store.open_case(number, system, reader=account())
        standing = in_force(desk.home, content)
        if json:
            as_json(_plainly(content, standing))
        else:
            _show(desk, content, standing)


def _show(desk: Desk, content: "CaseContent", standing: str | None) -> None:
    from robots.reports.wording import Wording

    say, words = desk.say, Wording.of(desk.home, content.case, desk.say)
    tell(words.heading, style="bold")
    if content.case.reason is not None:
        tell(f"{coded(say, content.case.state)}: {coded(say, content.case.reason)}", style="yellow")
    if content.proposal is None:
        tell(say("No proposal was made, so there is no rule to explain."))
        if content.hand_over:
            tell(say.again(content.hand_over))
        return
    _show_outcome(say, content.proposal)
    _show_version(say, content.proposal.rules, standing)
    findings = sorted((one for one in content.findings if one.result in MARKS), key=lambda finding: finding.weight)
    met = False
    for finding in findings:
        if finding.result != MET or not met:
            tell("")
        met = finding.result == MET
        _show_finding(say, words, finding)
    others = [words.criterion(one.criterion) for one in content.findings if one.result not in MARKS]
    if others:
        tell(f"\n{say('Do not apply')}: {', '.join(others)}")


def _show_outcome(say: Words, proposal: "Proposal") -> None:
    tell(" · ".join([f"{say('Proposal')}: {coded(say, proposal.outcome)}", *_rule(proposal)]), style="bold")
    for sentence in proposal.counterfactual:
        tell(f"  {sentence}", style="yellow")


def _show_version(say: Words, rules: str, standing: str | None) -> None:
    tell(say("Rules: {sha}", sha=rules))
    if standing is None:
        tell(f"  {say('They are in force now.')}", style="green")
    else:
        tell(f"  {say.again(standing)}", style="yellow")


def _show_finding(say: Words, words: "Wording", finding: "Finding") -> None:
    met = finding.result == MET
    title = " · ".join([f"{MARKS[finding.result]} {words.criterion(finding.criterion)}", *_rule(finding)])
    tell(title, style=None if met else "bold")
    tell(f"  {finding.reason}")
    if finding.values:
        held = (f"{name}: {value}" for name, value in zip(finding.inputs, finding.values, strict=True))
        tell(f"  {say('Held against it')}: {'; '.join(held)}")
    if not met:
        _show_lines(say("Nearest"), finding.nearest)


def _show_lines(head: str, lines: tuple[str, ...]) -> None:
    for place, line in enumerate(lines):
        tell(f"  {head if place == 0 else ' ' * len(head)}  {line}", style="dim")


def _rule(ground: "Finding | Proposal") -> Iterator[str]:
    """Where the rule stands and what is behind it. A proposal of an earlier version of the toolkit names no row."""
    if ground.sheet or ground.row:
        yield f"{ground.sheet} {ground.row or ''}".strip()
    if ground.source:
        yield ground.source


def _plainly(content: "CaseContent", standing: str | None) -> dict[str, Any]:
    proposal = content.proposal
    return {
        "number": content.case.number,
        "system": content.case.system,
        "flow": content.case.flow,
        "state": content.case.state,
        "reason": content.case.reason,
        "rules": proposal and {"sha256": proposal.rules, "in_force": standing is None, "why_not": standing},
        "findings": [
            {**vars(one), "inputs": dict(zip(one.inputs, one.values or (None,) * len(one.inputs), strict=True))}
            for one in content.findings
        ],
        "outcome": proposal
        and {
            "outcome": proposal.outcome,
            "hand_over": proposal.hand_over,
            "sheet": proposal.sheet,
            "row": proposal.row,
            "source": proposal.source,
        },
        "counterfactual": proposal.counterfactual if proposal else (),
    }
