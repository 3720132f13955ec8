"""A sheet of the weekly workbook: why people had to take cases over, and what would remove the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from robots.errors import Reason
from robots.reports.chart import causes_chart
from robots.reports.counting import WeekFigures
from robots.reports.edition import WEEKS, Edition
from robots.reports.page import Column, Content, Page
from robots.reports.sections import hidden_means, or_dash
from robots.reports.shielding import HIDDEN, about, hidden_of

_COUNT, _SO_FAR = 2, 4  # columns of the table that the chart shows
_CHART = 14  # rows below the table


def hand_overs(page: Page, edition: Edition) -> None:
    """The reasons over the weeks of the chart, the most common first, with what they come to so far (Pareto)."""
    say = edition.say
    page.title(
        say("Hand-overs"),
        say("Cases that robots handed over to people, by reason. Over {weeks} weeks to the nearest five.", weeks=WEEKS),
    )
    page.row += 1
    counts = _over_weeks(edition)
    if not counts:
        known = edition.now is not None and edition.now.whole.handed_over is not None
        page.line(say("No case was handed over in these weeks." if known else "No robot had run yet."))
        return
    columns = [
        Column(say("Reason"), widest=50, strong=True),
        Column(say("Cases, {weeks} weeks", weeks=WEEKS), "number"),
        Column(say("Share"), "share"),
        Column(say("Share so far"), "share"),
        Column(say("This week"), "number"),
        Column(say("Week before"), "number"),
        Column(say("Can be removed"), widest=12),
        Column(say("What would remove some of them"), widest=64),
    ]
    rows = _rows(edition, counts)
    header = page.table("HandOvers", columns, rows)
    page.freeze(header)
    page.row += 1
    page.line(hidden_means(say))
    told = sum(isinstance(row[_COUNT - 1], int) for row in rows)
    if told:
        page.bars(_COUNT, header + 1, header + told, most=max(counts.values()))
        page.row += 1
        page.chart(causes_chart(page, header, told, counts=_COUNT, so_far=_SO_FAR), columns=7, rows=_CHART)


def _over_weeks(edition: Edition) -> dict[Reason, int]:
    """How many cases were handed over for each reason in the weeks of the chart, the most common first."""
    counted: Counter[Reason] = Counter()
    for week in edition.weeks:
        figures = edition.counting.of_week(week)
        counted.update({} if figures is None else figures.whole.handed_over or {})
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _rows(edition: Edition, counts: Mapping[Reason, int]) -> list[list[Content]]:
    say, now, before = edition.say, _shown(edition.now), _shown(edition.before)
    told = {reason: about(count) for reason, count in counts.items()}
    total, so_far = sum(count for count in told.values() if isinstance(count, int)), 0
    rows: list[list[Content]] = []
    for reason in sorted(told, key=lambda one: (told[one] == HIDDEN, -counts[one] if told[one] != HIDDEN else 0, one)):
        count = told[reason]
        shares: list[Content] = [HIDDEN, HIDDEN]
        if isinstance(count, int):
            so_far += count
            shares = [count / total, so_far / total]
        weeks = (None if week is None else week.get(reason, 0) for week in (now, before))
        can = say("Yes") if remedy_of(reason) else say("No")
        rows.append([say.code(reason), count, *shares, *map(or_dash, weeks), can, say(_REMEDIES[reason])])
    return rows


def _shown(week: WeekFigures | None) -> dict[Reason, int | str] | None:
    """The counts of a week, as they may be shown."""
    if week is None or week.whole.handed_over is None:
        return None
    counts = dict(week.whole.handed_over)
    return {**counts, **dict.fromkeys(hidden_reasons(counts), HIDDEN)}


def hidden_reasons(counts: dict[Reason, int]) -> set[Reason]:
    """Every reason is a group of its own, those that nobody had included."""
    return {Reason(name) for name in hidden_of({reason.value: counts.get(reason, 0) for reason in Reason})}


def remedy_of(reason: Reason) -> str | None:
    """What would remove some hand-overs of a reason; None where nothing should."""
    return None if reason in _FOR_PEOPLE else _REMEDIES[reason]


_FOR_PEOPLE = (Reason.PERSON_ONLY, Reason.JUDGEMENT)

_REMEDIES = {
    Reason.PERSON_ONLY: "Nothing: these cases are always handled by people.",
    Reason.UNREADABLE: "Clearer fields in the case system or the e-service: see which values could not be read.",
    Reason.CONTRADICTION: "Checks in the e-service, so that facts agree when the application is sent.",
    Reason.JUDGEMENT: "Often nothing: a person is to judge. Where the same question comes back, a rule may settle it.",
    Reason.LOCKED: "Leave cases when they are not worked on, or let the robot run at another time.",
    Reason.BEGUN: "Let the robot come before the work begins in the morning.",
    Reason.ALTERED: "See which field the case system altered, and shorten the text or ask the supplier.",
    Reason.CHANGED: "Let the robot run more often.",
    Reason.RECALLED: "Try changed rules on stored applications before they are accepted: rules replay.",
    Reason.TOO_LONG: "Shorter texts in the flow.",
    Reason.HOSTILE: "A case system that shows what applicants write as text: tell its supplier at once.",
    Reason.UNCERTAIN: "A case system that answers: see which runs were broken off.",
    Reason.DUPLICATE: "An e-service that shows the applicant which application is under way already.",
}
