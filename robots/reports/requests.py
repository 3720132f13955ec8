"""A sheet of the weekly workbook: what applicants had to be asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from robots.reports.edition import WEEKS, Edition
from robots.reports.groups import shown
from robots.reports.page import Column, Content, Page
from robots.reports.sections import hidden_means
from robots.reports.shielding import FEWEST, HIDDEN, about

_COUNT = 3  # the column of the bars


def requests(page: Page, edition: Edition) -> None:
    """What the proposed completions ask for, per case type, the most common first; what is rare stands together."""
    say = edition.say
    page.title(
        say("Completion requests"),
        say(
            "What the completions that robots proposed ask applicants for. Over {weeks} weeks to the nearest five.",
            weeks=WEEKS,
        ),
    )
    page.row += 1
    asked = _over_weeks(edition)
    if not asked:
        page.line(say("No completion was proposed in these weeks."))
        return
    columns = [
        Column(say("Case type"), widest=34, strong=True),
        Column(say("Asked for"), widest=70),
        Column(say("Cases, {weeks} weeks", weeks=WEEKS), "number"),
        Column(say("This week"), "number"),
    ]
    rows = list(_rows(asked, edition))
    header = page.table("Requests", columns, rows)
    page.freeze(header)
    most = max(max(counts.values()) for counts in asked.values())
    page.bars(_COUNT, header + 1, header + len(rows), most=most)
    page.row += 1
    page.line(say("A completion may ask for several things; what is often missing can be asked for in the e-service."))
    page.line(hidden_means(say))


def _over_weeks(edition: Edition) -> dict[str, Counter[str]]:
    """By case type: how often each thing was asked for in the weeks of the chart."""
    asked: dict[str, Counter[str]] = {}
    for week in edition.weeks:
        figures = edition.counting.of_week(week)
        for flow, counts in ({} if figures is None else figures.asked).items():
            asked.setdefault(flow, Counter()).update(counts)
    return asked


def _rows(asked: Mapping[str, Counter[str]], edition: Edition) -> Iterator[list[Content]]:
    names = edition.names
    for flow in sorted(asked, key=names.flow):
        rare = [what for what, count in asked[flow].items() if about(count) == HIDDEN]
        for what, count in asked[flow].most_common():
            if what not in rare:
                yield [names.flow(flow), names.request(flow, what), about(count), _this_week(flow, what, edition)]
        if rare:
            called = sorted(names.request(flow, what) for what in rare)
            yield [names.flow(flow), edition.say("rarer: {things}", things=", ".join(called)), HIDDEN, HIDDEN]


def _this_week(flow: str, what: str, edition: Edition) -> int | str:
    """How often something was asked for in the week, to the nearest five as over the quarter, where it may be shown."""
    if edition.now is None or flow not in edition.now.flows:
        return HIDDEN
    total = shown(edition.now, edition.before, "flows")[flow].number("completions")
    count = edition.now.asked.get(flow, {}).get(what, 0)
    hidden = not isinstance(total, int) or 0 < count < FEWEST or 0 < total - count < FEWEST
    return HIDDEN if hidden else about(count)
