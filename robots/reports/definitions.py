"""How each figure of the weekly workbook is counted, in words that a manager can hold it to."""

from __future__ import annotations

from robots.reports.edition import Edition
from robots.reports.figures import AT_RISK
from robots.reports.page import Column, Content, Page
from robots.reports.sections import dash_means, hidden_means
from robots.reports.shielding import FEWEST
from robots.reports.spoken import NOT_KNOWN, local
from robots.yardsticks import Measured

_DEFINITIONS = {
    "Arrived": "Cases whose day of arrival lies in the week. Of a case that only people may handle, the day on which "
    "the robot saw its number.",
    "Closed": "Cases that were decided in the week, or had gone from the inbox without a decision.",
    "Open": "Cases that had arrived and were not closed when the week ended.",
    "Open cases by age": "Days from arrival to the end of the week. After six months a party may ask for a decision "
    "(12 § förvaltningslagen).",
    "Lead time, days": "Days from arrival to decision, of the cases decided in the week. Half took longer than the "
    "median; one in ten took longer than the second figure. Waiting for applicants is part of it.",
    "Waiting for the applicant": "The days that the case system says the applicant had the case; only of cases of "
    "which it says so.",
    "Waiting for a robot": "Days from arrival, or from the first run of all where that is later, until a robot had "
    "prepared the case, handed it over or given it up. Nought for a case that no robot took up.",
    "Waiting for us": "What is left of the lead time.",
    "In time": "Of the cases decided in the week whose last day is known: the share decided by then.",
    "Near the last day": "Open cases that at the end of the week had at most {days} working days left; Swedish "
    "holidays and the eves of Midsummer, Christmas and New Year are no working days.",
    "Past the last day": "Open cases whose last day had passed at the end of the week.",
    "Kronor at risk in 7 days": "What the board loses within seven days of the end of the week if none of the cases "
    "near or past their last day is decided. Only of case types of which the law says so, such as the fee of a "
    "building permit, which falls by a fifth for each week that has begun (12 kap. 8 a § plan- och bygglagen).",
    "Kronor lost already": "What had been lost in the same cases when the week ended.",
    "Prepared by robots": "Of the cases that robots took up in the week: the share with a proposal that stands, as a "
    "draft or for a person to write.",
    "Decided as proposed": "Of the cases decided in the week for which a robot had proposed a decision: the share "
    "where the person decided the same outcome. Proposals to ask for a completion are not counted.",
    "Handed over": "Cases that the robots handed over to people in the week, by the latest reason.",
    "Completions proposed": "Proposals made in the week to ask the applicant for what is missing.",
    "Technical failures": "Cases that the robots gave up in the week after several attempts.",
    "Hours saved": "For each case decided in the week with a proposal that stood and was seen: the minutes that it "
    "took by hand, as measured, less review and rework; less the hours of looking after the robots. "
    "Least and most follow from the least and most that was measured.",
    "Agreement": "Of the decisions of half a year that were followed up and surely read: the share with the outcome, "
    "amounts, days and choices that were proposed; wording is told apart. Of a case decided twice the latest counts.",
    "At least, at most": "Wilson's interval of 95 %: how far chance alone may have moved the share.",
    "Blind": "The same, of the cases whose proposal nobody had seen before deciding.",
    "With a draft": "The same, of the cases in which a draft stood.",
    "Not read": "Decisions that could not be read surely; they never count as agreed.",
    "Runs that ended well": "Of the runs that began in the week: the share that came to an end without an error.",
    "Starts on time": "Of the starts planned for the week: the share that began within {late} minutes.",
    "Fewer than {fewest}": "Groups of fewer than {fewest} cases are not shown, nor figures from which they could be "
    "worked out. Counts of the whole authority are shown, and the cases near or past their last day are listed by "
    "number, since somebody has to act on them.",
    "Closed weeks": "The figures of a week are kept when its workbook is first written after it is over. They never "
    "change, also when its cases are purged. What becomes known later stands on the sheet of corrections.",
}


def definitions(page: Page, edition: Edition) -> None:
    """What each figure is, when it was taken, by which rules the robots worked, and what was assumed."""
    say = edition.say
    kept = edition.now.made if edition.now else edition.counting.made
    page.title(
        say("How it is counted"),
        say(
            "Taken from the robots' store {at}. Robots prepare cases; people decide.",
            at=f"{local(kept):%Y-%m-%d %H:%M}",
        ),
    )
    page.row += 1
    blanks = {"days": AT_RISK, "fewest": FEWEST, "late": int(edition.terms.late.total_seconds() // 60)}
    rows: list[list[Content]] = [[say(name, **blanks), say(said, **blanks)] for name, said in _DEFINITIONS.items()]
    columns = [Column(say("Figure"), widest=48, strong=True), Column(say("How it is counted"), widest=110)]
    page.freeze(page.table("Definitions", columns, rows))
    page.row += 1
    page.line(dash_means(say))
    page.line(hidden_means(say))
    _assumptions(page, edition)
    _versions(page, edition)


def _assumptions(page: Page, edition: Edition) -> None:
    """What config/settings.yaml says, which no robot can know."""
    say, saving, targets = edition.say, edition.terms.saving, edition.terms.targets
    page.heading(say("Assumptions and targets (config/settings.yaml, reports:)"))
    told: list[tuple[str, str]] = [
        (say("Minutes by hand, a case"), _measured(saving.manual, edition)),
        *(
            (say("Minutes by hand, {flow}", flow=edition.names.flow(flow)), _measured(measured, edition))
            for flow, measured in saving.flows.items()
        ),
        (say("Minutes of review, a case"), say.number(saving.review, 1)),
        (say("Minutes of rework, a case decided otherwise"), say.number(saving.rework, 1)),
        (say("Hours of operations, a week"), say.number(saving.operations, 1)),
        (say("Target: lead time, days"), say.number(targets.lead)),
        (say("Target: in time"), say.percent(targets.in_time)),
        (say("Target: prepared by robots"), say.percent(targets.prepared)),
        (say("Target: decided as proposed"), say.percent(edition.terms.goal.share)),
        (say("Target: starts on time"), say.percent(targets.on_time)),
    ]
    columns = [Column(say("Assumption"), widest=48, strong=True), Column(say("As set"), widest=110)]
    page.table("Assumptions", columns, [list(one) for one in told])


def _measured(measured: Measured | None, edition: Edition) -> str:
    if measured is None:
        return edition.say("not measured")
    low, likely, high = (edition.say.number(one) for one in (measured.low, measured.likely, measured.high))
    return edition.say("{likely} ({low}–{high})", low=low, likely=likely, high=high)


def _versions(page: Page, edition: Edition) -> None:
    """By which rules, texts and descriptions the robots worked in the week."""
    say, names = edition.say, edition.names
    seen: dict[tuple[str, str, str, str, str], None] = {}
    for run in edition.counting.runs_of(edition.week):
        versions = run.versions
        parts = (versions.rules[:12], versions.texts[:12], versions.description[:12], versions.browser)
        seen[(names.flow(run.flow), *parts)] = None
    if not seen:
        return
    page.heading(say("Versions that the robots worked by in the week"))
    columns = [
        Column(say("Case type"), widest=48, strong=True),
        Column(say("Rules, texts, description (SHA-256) and browser"), widest=110),
    ]
    rows: list[list[Content]] = [
        [flow, " · ".join(part or NOT_KNOWN for part in parts)] for flow, *parts in sorted(seen)
    ]
    page.table("Versions", columns, rows)
