"""The key figures of a week: the number, the one of the week before, and one sentence; why, where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from robots.reports.figures import AT_RISK, Figures, Share
from robots.reports.page import Format
from robots.reports.spoken import Spoken

Read = Callable[[Figures], float | None]
Sentence = Callable[[Figures, Figures | None, Spoken], str]


@dataclass(frozen=True)
class Headline:
    """One key figure as a reader meets it."""

    label: str
    format: Format
    value: float | None
    before: float | None  # the week before
    sentence: str


@dataclass(frozen=True)
class KeyFigure:
    """How a headline is made of figures."""

    label: str
    read: Read
    sentence: Sentence
    format: Format = "number"

    def headline(self, week: Figures | None, before: Figures | None, say: Spoken) -> Headline:
        """The headline of a week; where the store knows nothing of it, that is said."""
        return Headline(
            label=say(self.label),
            format=self.format,
            value=None if week is None else self.read(week),
            before=None if before is None else self.read(before),
            sentence=(
                say("The store knows nothing of this week.") if week is None else self.sentence(week, before, say)
            ),
        )


def _changed(read: Callable[[Figures], int]) -> Sentence:
    def sentence(week: Figures, before: Figures | None, say: Spoken) -> str:
        if before is None:
            return say("The week before is not known.")
        more = read(week) - read(before)
        if more == 0:
            return say("As many as the week before.")
        if more > 0:
            return say("{n} more than the week before.", n=say.number(more))
        return say("{n} fewer than the week before.", n=say.number(-more))

    return sentence


def _shared(read: Callable[[Figures], Share], said: str, unknown: str) -> Sentence:
    def sentence(week: Figures, _before: Figures | None, say: Spoken) -> str:
        share = read(week)
        return say(said, part=say.number(share.part), of=say.number(share.of)) if share.of else say(unknown)

    return sentence


def _robots_told(read: Read, said: str) -> Sentence:
    return lambda week, _before, say: say("No robot had run yet." if read(week) is None else said)


def _lead(week: Figures, _before: Figures | None, say: Spoken) -> str:
    if week.lead_median is None:
        return say("No case was decided this week.")
    told = say("Half took longer. Nine in ten took at most {days} days.", days=say.number(week.lead_p90))
    if not week.waiting_median:
        return told
    return f"{told} {say('Median wait for applicants: {days}.', days=say.number(week.waiting_median))}"


def _causes(week: Figures, _before: Figures | None, say: Spoken) -> str:
    if not week.handed_over:
        return say("No robot had run yet." if week.handed_over is None else "No case was handed over.")
    most = list(week.handed_over.items())[:3]
    return "; ".join(f"{say.code(reason)} ({say.number(count)})" for reason, count in most) + "."


def _near(week: Figures, _before: Figures | None, say: Spoken) -> str:
    if week.at_risk is None:
        return say("No open case has a last day that is known.")
    return say("Open cases with at most {days} working days left.", days=AT_RISK)


def _overdue(week: Figures, _before: Figures | None, say: Spoken) -> str:
    known = week.overdue is not None
    return say("Open cases whose last day has passed." if known else "No open case has a last day that is known.")


CARDS = (
    KeyFigure("Arrived", lambda week: week.inflow, _changed(lambda week: week.inflow)),
    KeyFigure("Closed", lambda week: week.closed, _changed(lambda week: week.closed)),
    KeyFigure("Open", lambda week: week.open, _changed(lambda week: week.open)),
    KeyFigure("Lead time, days", lambda week: week.lead_median, _lead),
    KeyFigure(
        "In time",
        lambda week: week.in_time.value,
        _shared(
            lambda week: week.in_time,
            "{part} of the {of} decided whose last day is known.",
            "No decided case has a last day that is known.",
        ),
        "share",
    ),
    KeyFigure(
        "Prepared by robots",
        lambda week: week.prepared.value,
        _shared(
            lambda week: week.prepared,
            "{part} of the {of} cases that robots took up have a proposal.",
            "The robots took up no case this week.",
        ),
        "share",
    ),
)
"""What a manager sees first."""

MORE = (
    KeyFigure(
        "Decided as proposed",
        lambda week: week.agreement.value,
        _shared(
            lambda week: week.agreement,
            "{part} of the {of} decided with a proposal.",
            "No case with a proposal was decided this week.",
        ),
        "share",
    ),
    KeyFigure("Handed over", lambda week: week.all_handed_over, _causes),
    KeyFigure(
        "Completions proposed",
        lambda week: week.completions,
        _robots_told(lambda week: week.completions, "Proposals to ask the applicant for what is missing."),
    ),
    KeyFigure("Near the last day", lambda week: week.at_risk, _near),
    KeyFigure("Past the last day", lambda week: week.overdue, _overdue),
    KeyFigure(
        "Technical failures",
        lambda week: week.failed,
        _robots_told(
            lambda week: week.failed, "Cases that the robots gave up after several attempts; people handle them."
        ),
    ),
    KeyFigure(
        "Runs that ended well",
        lambda week: week.runs.value,
        _shared(lambda week: week.runs, "{part} of {of} runs did all they were there for.", "No robot ran this week."),
        "share",
    ),
)
"""What stands below."""
