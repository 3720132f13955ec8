"""Replaying: what another workbook would have made of all applications that are kept. Nothing is changed by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from robots.cases.records import LastRead
from robots.errors import CaseProblem
from robots.flow import OpenFlow, open_flow
from robots.folders import own
from robots.model import Record
from robots.reports.names import FlowNames
from robots.reports.replayed import Replay, write_replay
from robots.rules.comparing import Comparison, Ending
from robots.settings import Home
from robots.words import Language
from robots.work.office import account, open_store
from robots.work.rehearsing import refuse_unknown_flow
from robots.work.reporting import names_of


def replay(home: Home, flow: str, workbook: Path, *, at: date | None = None) -> Replay:
    """Hold all applications that are kept of a flow against its rules and against another workbook.

    Each is asked as of the day on which its proposal was made, or all as of one day. That this account read them is
    noted in the audit. A case that stays blind is only counted, until a person has decided it.

    Args:
        home: The home folder.
        flow: The flow.
        workbook: The other rules; record and texts are the flow's own.
        at: The day for all of them, such as the first on which a new limit holds.

    Raises:
        ConfigError: There is no such flow or file.
        RuleError: The other rules cannot be used; every problem has a line.
    """
    refuse_unknown_flow(home, flow)
    now = open_flow(home.flow_folder(flow))
    then = now.with_rules(workbook)
    with open_store(home) as store:
        there = store.cases(flow=flow)
        store.note(account(), "replay", f"flow: {flow}, cases: {len(there)}")
        hidden = {(case.system, case.number) for case in there if case.is_hidden}
        kept = store.last_read(flow, now.flow.application)
        seen = (one for one in kept if (one.system, one.number) not in hidden)
        compared = tuple(_compared(now, then, one, at or one.day) for one in seen)
    names = FlowNames.of(now.flow.title, now.rules)
    unread = len(there) - len(compared) - len(hidden)
    return Replay(names, workbook.name, now.rules.sha256, then.rules.sha256, compared, at, unread, len(hidden))


def write(home: Home, found: Replay, out: Path, *, language: Language) -> None:
    """Write what was found as a workbook.

    Raises:
        ConfigError: The file is open elsewhere or cannot be written.
    """
    if out.resolve().is_relative_to(home.data):  # elsewhere the person who named the place says who may look there
        own(out.parent)
    write_replay(out, found, authority=names_of(home).authority, language=language)


def _compared(now: OpenFlow, then: OpenFlow, kept: LastRead[Record], day: date) -> Comparison:
    before, after = (_ending(flow, kept.application, day) for flow in (now, then))
    return Comparison(kept.number, kept.system, day, before, after)


def _ending(flow: OpenFlow, application: Record, day: date) -> Ending:
    try:
        return Ending.of(*flow.propose_plainly(application, day))
    except CaseProblem as problem:
        return Ending.of_problem(problem)
