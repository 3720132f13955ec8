"""Three sentences for a reader with ten seconds: what went wrong, what is at risk, what was left to people."""

from __future__ import annotations

from dataclasses import dataclass

from robots.reports.figures import AT_RISK, Figures
from robots.reports.spoken import Spoken


@dataclass(frozen=True)
class Brief:
    """One of them."""

    about: str
    sentence: str
    heed: bool = False  # something to act on


def briefing(week: Figures | None, say: Spoken) -> list[Brief]:
    """What a week comes to; one sentence where nothing is known of it."""
    if week is None:
        return [Brief(say("In short"), say("The store knows nothing of this week, so no figure of it can be given."))]
    return [
        Brief(say("Went wrong"), _went_wrong(week, say), heed=bool(week.failed or week.runs.part < week.runs.of)),
        Brief(say("At risk"), _at_risk(week, say), heed=bool(week.overdue or week.at_risk)),
        Brief(say("Left to people"), _left_to_people(week, say)),
    ]


def _went_wrong(week: Figures, say: Spoken) -> str:
    if not week.runs.of:
        return say("No robot ran this week.")
    broken = week.runs.of - week.runs.part
    told = [
        say.count(broken, "One run was broken off.", "{n} runs were broken off.") if broken else "",
        say.count(week.failed, "One case failed technically.", "{n} cases failed technically.") if week.failed else "",
    ]
    return " ".join(filter(None, told)) or say("Nothing: every run ended well and no case failed technically.")


def _at_risk(week: Figures, say: Spoken) -> str:
    if week.at_risk is None or week.overdue is None:
        return say("Not known: no open case has a last day that is known.")
    told = [
        say.count(week.overdue, "One open case is past its last day.", "{n} open cases are past their last day.")
        if week.overdue
        else "",
        say.count(
            week.at_risk,
            "One open case has at most {days} working days left.",
            "{n} open cases have at most {days} working days left.",
            days=AT_RISK,
        )
        if week.at_risk
        else "",
    ]
    return " ".join(filter(None, told)) or say("Nothing: no open case is past or near its last day.")


def _left_to_people(week: Figures, say: Spoken) -> str:
    if not week.handed_over or week.all_handed_over is None:
        return say("No robot had run yet." if week.handed_over is None else "No case was handed over.")
    reason, count = next(iter(week.handed_over.items()))
    told = say.count(
        week.all_handed_over,
        "One case was handed over to a person",
        "{n} cases were handed over to people",
    )
    return say(
        "{told}. Most common reason: {reason} ({count}).", told=told, reason=say.code(reason), count=say.number(count)
    )
