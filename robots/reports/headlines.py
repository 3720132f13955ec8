"""What the week's figures say, in one sentence each: short, with the number, and why where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robots.reports.figures import AT_RISK, Figures, Share
from robots.reports.running import RobotRuns
from robots.reports.spoken import NOT_KNOWN, Spoken


@dataclass(frozen=True)
class Headline:
    """One key figure as a reader meets it."""

    label: str
    value: float | None
    format: str  # a number format of spreadsheets
    before: float | None  # the week before
    sentence: str

    @property
    def shown(self) -> float | str:
        return NOT_KNOWN if self.value is None else self.value

    @property
    def shown_before(self) -> float | str:
        return NOT_KNOWN if self.before is None else self.before


class Headlines:
    """The sentences of one week, in one language."""

    def __init__(self, week: Figures | None, before: Figures | None, robots: Sequence[RobotRuns], say: Spoken) -> None:
        self._week, self._before, self._robots, self._say = week, before, robots, say

    def cards(self) -> list[Headline]:
        """The six figures that stand first."""
        week, before, say = self._week, self._before, self._say
        if week is None:
            return self._unknown(_CARDS)
        days = f'#,##0 "{say("days")}"'
        return [
            self._counted("Arrived", week.inflow, before and before.inflow),
            self._counted("Closed", week.closed, before and before.closed),
            self._counted("Open", week.open, before and before.open),
            Headline(say("Lead time"), week.lead_median, days, before and before.lead_median, self._lead(week)),
            self._shared(
                "In time",
                week.in_time,
                before and before.in_time,
                "{part} of the {of} decided whose last day is known.",
                "No decided case has a last day that is known.",
            ),
            self._shared(
                "Prepared by robots",
                week.prepared,
                before and before.prepared,
                "{part} of the {of} cases that the robots took up have a proposal.",
                "The robots took up no case this week.",
            ),
        ]

    def more(self) -> list[Headline]:
        """The figures that stand below."""
        week, before, say = self._week, self._before, self._say
        if week is None:
            return self._unknown(_MORE)
        return [
            self._shared(
                "Decided as proposed",
                week.agreement,
                before and before.agreement,
                "{part} of the {of} decided with a proposal were decided as proposed.",
                "No case with a proposal was decided this week.",
            ),
            Headline(
                say("Handed over"),
                week.all_handed_over,
                "#,##0",
                before and before.all_handed_over,
                self._causes(week),
            ),
            Headline(
                say("Completions proposed"),
                week.completions,
                "#,##0",
                before and before.completions,
                say("Proposals to ask the applicant for what is missing."),
            ),
            Headline(say("Near the last day"), week.at_risk, "#,##0", before and before.at_risk, self._risk(week)),
            Headline(say("Overdue"), week.overdue, "#,##0", before and before.overdue, self._overdue(week)),
            Headline(
                say("Technical failures"),
                week.failed,
                "#,##0",
                before and before.failed,
                say("Cases that the robots gave up after several attempts; people handle them."),
            ),
            self._runs(),
        ]

    def in_short(self) -> list[tuple[str, str]]:
        """Three sentences: what went wrong, what is at risk, what people spend their time on."""
        say, week = self._say, self._week
        if week is None:
            return [(say("In short"), say("The robots have read nothing yet, so no figure of this week is known."))]
        return [
            (say("Went wrong"), self._went_wrong(week)),
            (say("At risk"), self._at_risk(week)),
            (say("Left to people"), self._left_to_people(week)),
        ]

    def _went_wrong(self, week: Figures) -> str:
        say = self._say
        broken = sum(robot.broken for robot in self._robots)
        parts = [
            say.count(broken, "One run was broken off.", "{n} runs were broken off.") if broken else "",
            say.count(week.failed, "One case failed technically.", "{n} cases failed technically.")
            if week.failed
            else "",
        ]
        return " ".join(filter(None, parts)) or say("No run was broken off and no case failed technically.")

    def _at_risk(self, week: Figures) -> str:
        say = self._say
        if week.at_risk is None or week.overdue is None:
            return say("Not known: no open case has a last day.")
        if not week.at_risk and not week.overdue:
            return say("No open case is overdue or near its last day.")
        return " ".join(
            (
                say.count(week.overdue, "One open case is past its last day.", "{n} open cases are past their last day."),
                say.count(
                    week.at_risk,
                    "One more has at most {days} working days left.",
                    "{n} more have at most {days} working days left.",
                    days=AT_RISK,
                ),
            )
        )

    def _left_to_people(self, week: Figures) -> str:
        if not week.handed_over:
            return self._say("The robots handed over no case.")
        reason, count = max(week.handed_over.items(), key=lambda pair: pair[1])
        return self._say(
            "{all} cases were handed over, most often ({count}) for this reason: {reason}.",
            all=self._say.number(week.all_handed_over),
            count=self._say.number(count),
            reason=self._say.code(reason).lower(),
        )

    def _causes(self, week: Figures) -> str:
        if not week.handed_over:
            return self._say("No case went to a person without a proposal.")
        ordered = sorted(week.handed_over.items(), key=lambda pair: -pair[1])[:3]
        return "; ".join(f"{self._say.code(reason)}: {self._say.number(count)}" for reason, count in ordered) + "."

    def _risk(self, week: Figures) -> str:
        if week.at_risk is None:
            return self._say("No open case has a last day that is known.")
        return self._say("Open cases with at most {days} working days left.", days=AT_RISK)

    def _overdue(self, week: Figures) -> str:
        if week.overdue is None:
            return self._say("No open case has a last day that is known.")
        return self._say("Open cases whose last day has passed.")

    def _lead(self, week: Figures) -> str:
        say = self._say
        if week.lead_median is None:
            return say("No case was decided this week.")
        nine = say("Half took longer. Nine in ten took at most {days} days.", days=say.number(week.lead_p90))
        if not week.waiting_median:
            return nine
        return nine + " " + say("Median wait for applicants: {days}.", days=say.number(week.waiting_median))

    def _runs(self) -> Headline:
        say = self._say
        done, begun = sum(robot.done for robot in self._robots), sum(robot.runs for robot in self._robots)
        share = Share(done, begun)
        return self._shared(
            "Runs that ended well",
            share,
            None,
            "{part} of {of} runs ended as they should.",
            "No robot ran this week.",
        ) if begun else Headline(say("Runs that ended well"), None, "", None, say("No robot ran this week."))

    def _counted(self, label: str, now: int, before: int | None) -> Headline:
        return Headline(self._say(label), now, "#,##0", before, self._change(now, before))

    def _change(self, now: int, before: int | None) -> str:
        say = self._say
        if before is None:
            return say("The week before is not known.")
        if now == before:
            return say("As many as the week before.")
        more = say("{n} more than the week before.", n=say.number(now - before))
        return more if now > before else say("{n} fewer than the week before.", n=say.number(before - now))

    def _shared(self, label: str, share: Share, before: Share | None, said: str, unknown: str) -> Headline:
        say = self._say
        sentence = say(said, part=say.number(share.part), of=say.number(share.of)) if share.of else say(unknown)
        return Headline(say(label), share.value, "0\u00a0%", before and before.value, sentence)

    def _unknown(self, labels: Sequence[str]) -> list[Headline]:
        why = self._say("The store knows nothing of this week.")
        return [Headline(self._say(label), None, "", None, why) for label in labels]


_CARDS = ("Arrived", "Closed", "Open", "Lead time", "In time", "Prepared by robots")
_MORE = (
    "Decided as proposed",
    "Handed over",
    "Completions proposed",
    "Near the last day",
    "Overdue",
    "Technical failures",
    "Runs that ended well",
)
