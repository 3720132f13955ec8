"""Three sentences for a reader with ten seconds: what went wrong, what is at risk, what needs a decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from robots.reports.counting import WeekFigures
from robots.reports.edition import Edition
from robots.reports.figures import AT_RISK
from robots.reports.handovers import hidden_reasons, remedy_of
from robots.reports.headlines import enough
from robots.reports.running import RobotRuns, by_robot
from robots.reports.spoken import Spoken


@dataclass(frozen=True)
class Sentence:
    """One of them."""

    about: str
    text: str
    owner: str = ""
    heed: bool = False  # something to act on


def sentences(edition: Edition) -> list[Sentence]:
    """What a week comes to; one sentence where nothing is known of it."""
    say, now, owners = edition.say, edition.now, edition.terms.owners
    if now is None:
        return [
            Sentence(say("In short"), say("The store knows nothing of this week, so no figure of it can be given."))
        ]
    counting = edition.counting
    summed = by_robot(counting.runs_of(edition.week), counting.firings_of(edition.week), edition.terms.late)
    wrong, risk, decision = _wrong(now, summed, say), _risk(now, say), next(_decisions(edition, now), None)
    return [
        Sentence(
            say("Went wrong"),
            wrong or _nothing_wrong(now, say),
            _owner(_looking_after(edition, summed) or owners.robots, say) if wrong else "",
            heed=bool(wrong),
        ),
        Sentence(
            say("At risk"), risk or _no_risk(now, say), _owner(owners.cases, say) if risk else "", heed=bool(risk)
        ),
        Sentence(
            say("Needs your decision"),
            decision or say("Nothing this week."),
            _owner(owners.decisions, say) if decision else "",
            heed=bool(decision),
        ),
    ]


def _owner(named: str | None, say: Spoken) -> str:
    return named or say("no owner named")


def _looking_after(edition: Edition, summed: Sequence[RobotRuns]) -> str:
    """Who looks after the robots with which something went wrong."""
    bad = [one for one in summed if one.broken or one.on_time.part < one.on_time.of]
    return ", ".join(sorted({edition.terms.robots[one.robot] for one in bad if one.robot in edition.terms.robots}))


def _wrong(week: WeekFigures, summed: Sequence[RobotRuns], say: Spoken) -> str:
    broken, late, failed = sum(one.broken for one in summed), week.on_time.of - week.on_time.part, week.whole.failed
    told = [
        say.count(broken, "One run was broken off.", "{n} runs were broken off.") if broken else "",
        say.count(late, "One robot started late.", "{n} starts of robots were late.") if late else "",
        say.count(failed, "One case failed technically.", "{n} cases failed technically.") if failed else "",
    ]
    return " ".join(filter(None, told))


def _nothing_wrong(week: WeekFigures, say: Spoken) -> str:
    if not week.runs.of:
        return say("No robot ran this week.")
    return say("Nothing: every run ended well and no case failed technically.")


def _risk(week: WeekFigures, say: Spoken) -> str:
    whole = week.whole
    told = [
        say.count(whole.overdue, "One open case is past its last day.", "{n} open cases are past their last day.")
        if whole.overdue
        else "",
        say.count(
            whole.at_risk,
            "One open case has at most {days} working days left.",
            "{n} open cases have at most {days} working days left.",
            days=AT_RISK,
        )
        if whole.at_risk
        else "",
        say("{kronor} kr are at risk within 7 days.", kronor=say.number(float(week.kronor.at_risk)))
        if week.kronor and week.kronor.at_risk
        else "",
    ]
    return " ".join(filter(None, told))


def _no_risk(week: WeekFigures, say: Spoken) -> str:
    if week.whole.overdue is None:
        return say("Not known: no open case has a last day that is known.")
    return say("Nothing: no open case is past or near its last day.")


def _decisions(edition: Edition, week: WeekFigures) -> Iterator[str]:
    """What needs a decision, the most pressing first."""
    say, targets, before = edition.say, edition.terms.targets, edition.before
    if (waiting := edition.counting.to_release) and edition.week.last >= edition.week.of(
        edition.counting.today
    ).earlier(1).first:
        yield say.count(
            waiting,
            "One proposal by changed rules waits for a person's release; until then no draft is saved by them.",
            "{n} proposals by changed rules wait for a person's release; until then no draft is saved by them.",
        )
    agreed = enough(week, "agreement")
    if agreed is not None and agreed < edition.terms.goal.share:
        yield say(
            "Only {share} were decided as proposed (target {target}): shall robots save drafts, or only propose?",
            share=say.percent(agreed),
            target=say.percent(edition.terms.goal.share),
        )
    overdue = week.whole.overdue or 0
    if before is not None and before.whole.overdue is not None and overdue > before.whole.overdue:
        yield say.count(
            overdue - before.whole.overdue,
            "One more case than last week is past its last day: who takes it, and what waits instead?",
            "{n} more cases than last week are past their last day: who takes them, and what waits instead?",
        )
    prepared = enough(week, "prepared")
    if prepared is not None and targets.prepared is not None and prepared < targets.prepared:
        yield _remedy(week, say) or say(
            "Only {share} of the cases could be prepared (target {target}): see the sheet of hand-overs.",
            share=say.percent(prepared),
            target=say.percent(targets.prepared),
        )
    if week.saved is None and week.whole.helped:
        yield say("Nobody has measured what a case takes by hand: let it be measured, so that hours saved can be told.")


def _remedy(week: WeekFigures, say: Spoken) -> str:
    """What would remove the most common reason for a hand-over that can be removed at all."""
    counts = week.whole.handed_over or {}
    hidden = hidden_reasons(dict(counts))
    for reason, count in counts.items():
        if reason not in hidden and (remedy := remedy_of(reason)):
            return say(
                "Most hand-overs that can be avoided: {reason} ({count}). {remedy}",
                reason=say.code(reason),
                count=say.number(count),
                remedy=say(remedy),
            )
    return ""
