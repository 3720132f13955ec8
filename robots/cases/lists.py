"""Lists of cases in the clear, and how many there are of which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, select

from robots.cases.ground import found
from robots.cases.recalls import Recalls
from robots.cases.records import CaseView, Summary
from robots.cases.schema import CaseRow, table_of
from robots.cases.taking import by_urgency
from robots.cases.views import views
from robots.errors import Reason
from robots.model import SWEDEN, UNDECIDED, State

_KNOWN_LATE = timedelta(weeks=8)
_CASES = table_of(CaseRow)
_AT_ONCE = 500  # cases held at a time where all are asked for


class Lists(Recalls):
    """List and count cases in the clear. Each question is answered by an index, however many cases there are."""

    def case(self, number: str, system: str | None = None) -> CaseView:
        """One case, in the clear.

        Raises:
            ConfigError: No case has that number, or several systems do and none was named.
        """
        with self._reading() as session:
            return views(session, [found(session, number, system)])[0]

    def cases(
        self,
        state: State | None = None,
        robot: str | None = None,
        flow: str | None = None,
        system: str | None = None,
        *,
        undecided: bool = False,
        held: bool = False,
        most: int | None = None,
    ) -> list[CaseView]:
        """Cases in the clear, most urgent first.

        Args:
            state: Only in this state.
            robot: Only this robot's.
            flow: Only of this flow.
            system: Only of this case system.
            undecided: None that a person decided, or that is gone from the inbox.
            held: Only proposals that wait for a person's release.
            most: At most so many.
        """
        asked = _asked(state, robot, flow, system, undecided=undecided, held=held)
        with self._reading() as session:
            wanted = select(_CASES).where(*asked).order_by(*by_urgency(_CASES.c)).limit(most)
            return views(session, session.execute(wanted).all())

    def count(
        self, state: State | None = None, robot: str | None = None, *, undecided: bool = False, held: bool = False
    ) -> int:
        """How many cases `cases` would list."""
        asked = _asked(state, robot, undecided=undecided, held=held)
        with self._reading() as session:
            return session.scalar(select(func.count()).select_from(_CASES).where(*asked)) or 0

    def counted_since(self, authority: str, day: date) -> Iterator[CaseView]:
        """The cases of an authority that were open on a day or later, in the clear and in no order, each once.

        They come one by one, so that nobody has to hold them all. A decision may become known to the robots long after
        the day that it bears: cases that were decided up to eight weeks before the day are among them.
        """
        since = day - _KNOWN_LATE
        instant = datetime.combine(since, time(), SWEDEN)
        gone = and_(_CASES.c.state == State.WITHDRAWN, _CASES.c.stepped >= instant)
        nameless = and_(_CASES.c.state == State.DECIDED, _CASES.c.reason == Reason.PERSON_ONLY)
        met: set[int] = set()
        with self._reading() as session:
            for which in (_CASES.c.state.in_(UNDECIDED), gone, nameless, _CASES.c.decided >= since):
                wanted = select(_CASES).where(which, _CASES.c.authority == authority)
                for part in session.execute(wanted.execution_options(yield_per=_AT_ONCE)).partitions():
                    new = [row for row in part if row.id not in met]
                    met.update(row.id for row in new)
                    yield from views(session, new)

    def views_of(self, ids: Sequence[int]) -> list[CaseView]:
        """Cases in the clear, by their ids and in that order; one that is gone is left out."""
        there: dict[int, CaseView] = {}
        for start in range(0, len(ids), _AT_ONCE):
            with self._reading() as session:
                wanted = select(_CASES).where(_CASES.c.id.in_(ids[start : start + _AT_ONCE]))
                there |= {case.id: case for case in views(session, session.execute(wanted).all())}
        return [there[one] for one in ids if one in there]

    def over_by(self, day: date) -> list[CaseView]:
        """The cases that were decided by a day, or have been gone from the inbox since then; a few may be later ones.

        What a person only decided of, and nothing else is known of, is always among them.
        """
        found = []
        with self._reading() as session:
            for which in (
                and_(_CASES.c.decided <= day, _CASES.c.state == State.DECIDED),
                and_(_CASES.c.state == State.DECIDED, _CASES.c.reason == Reason.PERSON_ONLY),
                _CASES.c.state == State.WITHDRAWN,
            ):
                found += views(session, session.execute(select(_CASES).where(which)).all())
        return found

    def first_decision(self, authority: str) -> date | None:
        """The first day of which a decision is known."""
        wanted = select(_CASES.c.decided).where(_CASES.c.decided.is_not(None), _CASES.c.authority == authority)
        with self._reading() as session:
            return session.scalar(wanted.order_by(_CASES.c.decided).limit(1))

    def flows_of(self, system: str, flows: Iterable[str]) -> set[str]:
        """Those of some flows of which a case system has had a case."""
        there = select(_CASES.c.id).where(_CASES.c.system == system, _CASES.c.flow == bindparam("flow")).limit(1)
        with self._reading() as session:
            return {flow for flow in flows if session.scalar(there, {"flow": flow}) is not None}

    def summary(self, *, robot: str | None = None, system: str | None = None) -> Summary:
        """How many cases stand where, as people see them: a blind one like any that no robot has prepared."""
        wanted = select(CaseRow.state, CaseRow.reason, func.count())
        wanted = wanted.group_by(CaseRow.robot, CaseRow.state, CaseRow.reason)  # an index holds all three
        if robot is not None:
            wanted = wanted.where(CaseRow.robot == robot)
        if system is not None:
            wanted = wanted.where(CaseRow.system == system)
        states: dict[State, int] = {}
        reasons: dict[Reason, int] = {}
        today = self._now().astimezone(SWEDEN).date()
        asked = select(func.count()).where(CaseRow.state == State.PROPOSED, CaseRow.asked.is_not(None))
        due = select(func.count()).where(CaseRow.state == State.WAITING, CaseRow.remind <= today)
        blind = select(func.count()).where(CaseRow.state == State.PROPOSED, CaseRow.blind.is_(True))
        if robot is not None:
            asked, due, blind = (one.where(CaseRow.robot == robot) for one in (asked, due, blind))
        if system is not None:
            asked, due, blind = (one.where(CaseRow.system == system) for one in (asked, due, blind))
        with self._reading() as session:
            to_release, to_remind = session.scalar(asked) or 0, session.scalar(due) or 0
            for state, reason, count in session.execute(wanted):
                states[state] = states.get(state, 0) + count
                if state is State.HANDED_OVER and reason is not None:
                    reasons[reason] = reasons.get(reason, 0) + count
            if hidden := session.scalar(blind):
                states[State.PROPOSED] -= hidden
                states[State.EXTRACTED] = states.get(State.EXTRACTED, 0) + hidden
        return Summary(states, reasons, to_release, to_remind)


def _asked(
    state: State | None = None,
    robot: str | None = None,
    flow: str | None = None,
    system: str | None = None,
    *,
    undecided: bool,
    held: bool,
) -> Iterator[ColumnElement[bool]]:
    """The conditions of a list of cases."""
    asked = {"state": state, "robot": robot, "flow": flow, "system": system}
    yield from (_CASES.c[name] == value for name, value in asked.items() if value is not None)
    if undecided:
        yield _CASES.c.state.in_(UNDECIDED)
    if held:
        yield from (_CASES.c.held.is_not(None), _CASES.c.asked.is_not(None), _CASES.c.state == State.PROPOSED)
