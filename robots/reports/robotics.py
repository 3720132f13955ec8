"""Two sheets of the weekly workbook: how the robots ran, what stopped them, and what they cost; and each run."""

from __future__ import annotations

from robots.reports.edition import Edition
from robots.reports.item import masked
from robots.reports.page import Column, Content, Page
from robots.reports.running import RobotRuns, by_robot, ended_well, minutes
from robots.reports.sections import dash_means, or_dash
from robots.reports.spoken import local, local_day

MOST = 300
"""So many runs are listed, the latest; those that were broken off first."""


_LANES = {"page": "{n} shown", "fetch": "{n} fetched", "replay": "{n} fetched and saved from there"}
"""How many of a robot's screens are in which lane."""


def robots(page: Page, edition: Edition) -> None:
    """Each robot, and what was seen of the case systems."""
    say, counting = edition.say, edition.counting
    page.title(say("Robots"), say("Starts by schedule, and runs that began during the week."))
    page.row += 1
    summed = by_robot(counting.runs_of(edition.week), counting.firings_of(edition.week), edition.terms.late)
    if not summed:
        page.line(say("No robot ran this week."))
        return
    columns = [
        Column(say("Robot"), widest=26, strong=True),
        Column(say("Owner"), widest=24),
        Column(say("Runs"), "number"),
        Column(say("Ended well"), "number"),
        Column(say("Broken off"), "number"),
        Column(say("Stopped"), "number"),
        Column(say("System changes"), "number"),
        Column(say("Starts on time"), "share"),
        Column(say("Minutes at work"), "number"),
        Column(say("Lane of its screens"), widest=20),
        Column(say("Cost, kr a week"), "number"),
    ]
    page.freeze(page.table("Robots", columns, [_robot(one, edition) for one in summed]))
    _changes(page, edition)
    page.row += 1
    page.line(dash_means(say))


def _robot(one: RobotRuns, edition: Edition) -> list[Content]:
    terms, say = edition.terms, edition.say
    lanes = ", ".join(say(_LANES[lane], n=many) for lane, many in sorted(terms.lanes.get(one.robot, {}).items()))
    return [
        one.robot,
        or_dash(terms.robots.get(one.robot)),
        one.runs,
        one.done,
        one.broken,
        one.stops,
        one.changes,
        or_dash(one.on_time.value),
        one.minutes,
        or_dash(lanes or None),
        or_dash(terms.costs(one.robot)),
    ]


def _changes(page: Page, edition: Edition) -> None:
    """Changes of the case systems' screens that touch no field, which nobody has looked at yet."""
    say = edition.say
    noted = [
        change
        for system in edition.names.systems
        for change in edition.counting.store.noted_changes(system)
        if edition.week.holds(local_day(change.since))
    ]
    if not noted:
        return
    page.heading(say("Changes of the case systems that touch no field of ours, not accepted yet"))
    columns = [
        Column(say("Case system"), widest=26, strong=True),
        Column(say("Since"), "time", widest=18),
        Column(say("What has changed"), widest=80),
    ]
    rows: list[list[Content]] = [
        [edition.names.system(one.system), local(one.since), say.again(one.says)] for one in noted
    ]
    page.table("SystemChanges", columns, rows)


def runs(page: Page, edition: Edition) -> None:
    """Each run, and why it was broken off."""
    say, names, of_week = edition.say, edition.names, edition.counting.runs_of(edition.week)
    page.title(say("Runs"), say("Each run that began during the week."))
    page.row += 1
    if not of_week:
        page.line(say("No robot ran this week."))
        return
    listed = sorted(sorted(of_week, key=lambda run: (ended_well(run), -run.id))[:MOST], key=lambda run: run.began)
    if len(listed) < len(of_week):
        page.line(say("Of {n} runs those that were broken off, and the latest.", n=say.number(len(of_week))))
    columns = [
        Column(say("Robot"), widest=26, strong=True),
        Column(say("Began"), "time", widest=18),
        Column(say("Minutes"), "number"),
        Column(say("Ended"), widest=30),
        Column(say("Mode"), widest=14),
        Column(say("Case system"), widest=22),
        Column(say("Case type"), widest=22),
        Column(say("Why it was broken off"), widest=60),
    ]
    rows: list[list[Content]] = [
        [
            run.robot,
            local(run.began),
            or_dash(minutes(run)),
            say.code(run.outcome) if run.outcome else say("Without an end: the robot was killed"),
            say.code(run.mode),
            names.system(run.system),
            names.flow(run.flow),
            masked(run.error or ""),
        ]
        for run in listed
    ]
    page.freeze(page.table("Runs", columns, rows))
