"""The tables behind the first sheet of the weekly workbook, a sheet each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robots.cases import RunView
from robots.errors import Reason
from robots.reports.figures import Figures
from robots.reports.names import Names
from robots.reports.page import Column, Content, Page
from robots.reports.running import RobotRuns, minutes
from robots.reports.spoken import NOT_KNOWN, Spoken, local
from robots.reports.weeks import Week


@dataclass(frozen=True)
class WeekRow:
    """One week of the chart; without figures where the store knows nothing of it."""

    week: Week
    figures: Figures | None


def case_types(page: Page, types: Sequence[tuple[str, Figures | None]], say: Spoken) -> None:
    """The key figures of each case type."""
    page.title(say("Case types"), say("The week's figures for each case type."))
    page.row += 1
    rows = [_case_type(title, counted) for title, counted in types if counted is not None]
    if not rows:
        page.line(say("The store knows of no case this week."))
        return
    columns = [
        Column(say("Case type"), widest=30, strong=True),
        Column(say("Arrived"), "number"),
        Column(say("Closed"), "number"),
        Column(say("Open"), "number"),
        Column(say("Lead time, median"), "decimal"),
        Column(say("Lead time, nine in ten"), "decimal"),
        Column(say("In time"), "share"),
        Column(say("Past the last day"), "number"),
        Column(say("Prepared by robots"), "share"),
        Column(say("Decided as proposed"), "share"),
        Column(say("Handed over"), "number"),
        Column(say("Technical failures"), "number"),
    ]
    page.freeze(page.table("CaseTypes", columns, rows))
    page.row += 1
    page.line(dash_means(say))


def _case_type(title: str, counted: Figures) -> list[Content]:
    known: list[Content] = [
        counted.inflow,
        counted.closed,
        counted.open,
        counted.lead_median,
        counted.lead_p90,
        counted.in_time.value,
        counted.overdue,
        counted.prepared.value,
        counted.agreement.value,
        counted.all_handed_over,
        counted.failed,
    ]
    return [title, *map(_or_dash, known)]


def hand_overs(page: Page, week: Figures | None, before: Figures | None, say: Spoken) -> None:
    """Why people had to take cases over, the most common reason first."""
    page.title(say("Hand-overs"), say("Cases that the robots handed over to people, by reason."))
    page.row += 1
    counts = None if week is None else week.handed_over
    if not counts:
        page.line(say("No robot had run yet." if counts is None else "No case was handed over this week."))
        return
    earlier = None if before is None else before.handed_over
    total, so_far = sum(counts.values()), 0
    rows: list[list[Content]] = []
    for reason, count in counts.items():
        so_far += count
        then = None if earlier is None else earlier.get(reason, 0)
        remedy = say(_REMEDIES[reason])
        rows.append([say.code(reason), count, count / total, so_far / total, _or_dash(then), remedy])
    columns = [
        Column(say("Reason"), widest=44, strong=True),
        Column(say("Cases"), "number"),
        Column(say("Share"), "share"),
        Column(say("Share so far"), "share"),
        Column(say("Week before"), "number"),
        Column(say("What would remove some of them"), widest=70),
    ]
    header = page.table("HandOvers", columns, rows)
    page.freeze(header)
    page.bars(2, header + 1, header + len(rows), most=max(counts.values()))


def robots(page: Page, summed: Sequence[RobotRuns], runs: Sequence[RunView], names: Names, say: Spoken) -> None:
    """How the robots ran: each robot, and each run."""
    page.title(say("Robots"), say("Runs that began during the week."))
    page.row += 1
    if not runs:
        page.line(say("No robot ran this week."))
        return
    page.table(
        "Robots",
        [
            Column(say("Robot"), widest=26, strong=True),
            Column(say("Runs"), "number"),
            Column(say("Ended well"), "number"),
            Column(say("Broken off"), "number"),
            Column(say("Share that ended well"), "share"),
            Column(say("Minutes at work"), "number"),
        ],
        [[one.robot, one.runs, one.done, one.broken, one.share, one.minutes] for one in summed],
    )
    page.heading(say("Each run"))
    page.table(
        "Runs",
        [
            Column(say("Robot"), widest=26, strong=True),
            Column(say("Began"), "time", widest=18),
            Column(say("Minutes"), "number"),
            Column(say("Ended"), widest=30),
            Column(say("Mode"), widest=14),
            Column(say("Case system"), widest=22),
            Column(say("Case type"), widest=22),
            Column(say("Why it was broken off"), widest=60),
        ],
        [_run(run, names, say) for run in runs],
    )


def _run(run: RunView, names: Names, say: Spoken) -> list[Content]:
    return [
        run.robot,
        local(run.began),
        _or_dash(minutes(run)),
        say.code(run.outcome) if run.outcome else say("Without an end: the robot was killed"),
        say.code(run.mode),
        names.system(run.system),
        names.flow(run.flow),
        run.error,
    ]


def weeks(page: Page, rows: Sequence[WeekRow], say: Spoken) -> int:
    """The weeks that the chart shows; the row of their headings."""
    page.title(say("Weeks"), say("What the chart on the first sheet shows. An empty cell is a week that is not known."))
    page.row += 1
    columns = [
        Column(say("Week"), widest=12, strong=True),
        Column(say("Its Monday"), "day"),
        Column(say("Arrived"), "number"),
        Column(say("Closed"), "number"),
        Column(say("Open"), "number"),
        Column(say("Lead time, median"), "decimal"),
    ]
    header = page.table("Weeks", columns, [_week(row, say) for row in rows])
    page.freeze(header)
    return header


def _week(row: WeekRow, say: Spoken) -> list[Content]:
    its: list[Content] = [say("w. {number}", number=row.week.number), row.week.first]
    if row.figures is None:
        return [*its, None, None, None, None]
    return [*its, row.figures.inflow, row.figures.closed, row.figures.open, row.figures.lead_median]


def dash_means(say: Spoken) -> str:
    """What a dash is, below a table that may hold some."""
    return say("{dash} means that the figure is not known; 0 means that there was none.", dash=NOT_KNOWN)


def _or_dash(value: Content) -> Content:
    return NOT_KNOWN if value is None else value


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
