"""The demo told to a person as it goes on: a sentence a chapter, a line a case, and what to look at when it is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.live import Live
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from robots.cli.screen import coded, console, near, quoted, tell, typed, verbatim
from robots.errors import Reason
from robots.model import State
from robots.words import Words
from robots.work.demo import Story, Summary
from robots.work.judging import Difference, Ending

CAME_OF_IT = {
    State.VERIFIED: ("draft saved and read back", "green"),
    State.PROPOSED: ("proposal left to a person", "cyan"),
    State.HANDED_OVER: ("handed over", "yellow"),
    State.FAILED: ("failed", "red"),
}
INDENT = "   "
BESIDE = 12  # lines of the terminal that are not the table's, while it grows


class Telling(Story):
    """Tells the demo on the screen: on a terminal in a table that grows, elsewhere in plain lines."""

    def __init__(self, say: Words) -> None:
        self._say = say
        self._chapters = 0
        self._cases = 0
        self._endings: list[Ending] = []  # of the case type at hand
        self._told: list[Ending] = []
        self._live: Live | None = None

    def __enter__(self) -> Telling:
        return self

    def __exit__(self, *_: object) -> None:
        self._end_table()

    def begins(self, cases: Mapping[str, int]) -> None:
        """The practice system runs, with so many new cases of each type, by its title."""
        tell(self._say("A robot's morning, on a practice system. Nothing of yours is touched."), style="bold")
        self._chapter(
            self._say(
                "A practice case system of the year 2006 starts, with {n} applications by made-up people.",
                n=sum(cases.values()),
            )
        )
        for title, many in cases.items():
            _line(f"{many:>4}  {title}")

    def logs_in(self) -> None:
        """The write firewall is tried, and the first robot logs in."""
        self._chapter(
            self._say(
                "A robot for each case type tries its own write firewall, so that nothing but drafts can be saved. It "
                "logs in as a clerk would, and reads the inbox and what people have decided."
            )
        )
        self._chapter(
            self._say(
                "It reads each case with its attachments, holds it against the rules, saves a draft and reads it back, "
                "or leaves the case to a person and says why."
            )
        )

    def reads(self, title: str, cases: int) -> None:
        """A robot has read the inbox, which held so many cases of its type."""
        self._end_table()
        self._cases, self._endings = cases, []
        tell(f"\n{INDENT}{title}: {cases}", style="bold")
        if console.is_terminal and console.is_interactive and not console.is_dumb_terminal:
            self._live = Live(get_renderable=self._growing, console=console, refresh_per_second=5)
            self._live.start()

    def works(self, ending: Ending) -> None:
        """One case is done."""
        self._endings.append(ending)
        self._told.append(ending)
        if self._live is None:
            what, detail, style = _told(self._say, ending)
            place = f"{len(self._endings):>{len(str(self._cases))}}/{self._cases}"
            _line(f"{place}  {ending.number}  {what}{f': {detail}' if detail else ''}", style=style)

    def goes_again(self) -> None:
        """All cases are done, and the robots run once more."""
        self._end_table()
        self._chapter(self._say("The robots run once more, as they would the next morning."))

    def judged(self, summary: Summary, differences: Sequence[Difference]) -> None:
        """All is done; the practice system's own account says what happened."""
        say = self._say
        _line(say("They saved {n} drafts: what is prepared is left alone.", n=summary.second_run_saves))
        self._chapter(say("Then it is judged, by the practice system's own account and a key written by hand."))
        for line in _judgement(say, summary):
            _line(line)
        if differences:
            _line(say("Cases that ended otherwise than the key says: {n}", n=len(differences)), style="red")
            for difference in differences:
                _line(_differing(say, difference))
            _line(say("The key is made for the rules as delivered: where you changed them, this is the effect."))
        else:
            _line(say("All {n} cases ended as the key says.", n=summary.found), style="green")
        self._chapter(say("Look for yourself. All of it lies in {folder}:", folder=near(summary.home)))
        things = {near(path): say(what) for path, what in _things(summary)}
        for path, what in things.items():
            _line(f"{path:<{max(map(len, things))}}  {what}")
        tell(f"\n{say('Try next:')}", style="bold")
        for command in _next(summary, self._told):
            verbatim(f"{INDENT}{command}")
        tell(f"\n{say('{seconds} seconds.', seconds=f'{summary.seconds:.0f}')}", style="dim")

    def _chapter(self, sentence: str) -> None:
        self._chapters += 1
        tell(f"\n{self._chapters}. {sentence}", style="bold")

    def _growing(self) -> Table:
        """The table while it grows: as many of the last cases as there is room for, a line each."""
        room = max(console.height - BESIDE, 3)
        table = self._table(self._endings[-room:], whole=True)
        table.caption = self._say("{n} of {all} cases", n=len(self._endings), all=self._cases)
        return table

    def _end_table(self) -> None:
        """Leave the whole table on the screen."""
        if self._live is not None:
            live, self._live = self._live, None
            live.transient = True
            live.stop()
            console.print(self._table(self._endings))

    def _table(self, endings: Sequence[Ending], *, whole: bool = False) -> Table:
        table = Table(box=SIMPLE_HEAD, pad_edge=False, caption_justify="left")
        table.add_column(self._say("number"), no_wrap=True)
        named = max(len(coded(self._say, what)) for what, _ in CAME_OF_IT.values())
        table.add_column(self._say("what came of it"), no_wrap=True, min_width=named)
        table.add_column(self._say("proposal or reason"), no_wrap=whole, overflow="ellipsis" if whole else "fold")
        for ending in endings:
            what, detail, style = _told(self._say, ending)
            table.add_row(ending.number, escape(what), escape(detail), style=style)
        return table


def _line(text: str, *, style: str = "") -> None:
    """A line below a chapter; a terminal breaks it below its own beginning."""
    if console.is_terminal:
        console.print(Padding(Text(text, style), (0, 0, 0, len(INDENT))))
    else:
        tell(f"{INDENT}{text}", style=style)


def _told(say: Words, ending: Ending) -> tuple[str, str, str]:
    """What came of a case, with what or why, and the colour it is told in."""
    what, style = CAME_OF_IT.get(ending.state, (ending.state, "red"))
    if ending.state is State.HANDED_OVER:
        reason = (
            say("only people may open it") if ending.reason == Reason.PERSON_ONLY else coded(say, ending.reason or "")
        )
        detail = next(iter((ending.why or reason).splitlines()))
    else:
        detail = coded(say, ending.outcome) if ending.outcome else ""
    return coded(say, what), detail, style


def _judgement(say: Words, summary: Summary) -> Iterator[str]:
    yield say(
        "Drafts saved and read back: {drafts}. Proposals left to people: {proposals}. Handed over: {handed}. "
        "Failed: {failed}.",
        drafts=summary.verified,
        proposals=summary.proposed,
        handed=sum(summary.handed_over.values()),
        failed=summary.failed,
    )
    yield say(
        "What the system counted of the robots: saves {n}, of which {restored} put former values back; decisions "
        "{decided}; cases left locked {locks}.",
        n=summary.draft_saves,
        restored=summary.restored,
        decided=summary.decided_by_robot,
        locks=summary.locks_left,
    )


def _differing(say: Words, difference: Difference) -> str:
    ends = []
    for ending in (difference.expected, difference.came):
        what, detail, _ = _told(say, ending)
        ends.append(f"{what}: {detail}" if detail else what)
    if ends[0] == ends[1]:
        return say(
            "{number} ({story}): {came}, as the key says, but for other reasons",
            number=difference.number,
            story=difference.story,
            came=ends[1],
        )
    return say(
        "{number} ({story}): the key says {expected}; it came to {came}",
        number=difference.number,
        story=difference.story,
        expected=ends[0],
        came=ends[1],
    )


def _things(summary: Summary) -> Iterator[tuple[str, str]]:
    """What there is to open."""
    yield summary.worklist, "the caseworkers' worklist: what needs a person first, and why"
    yield summary.weekly, "the managers' week"
    yield summary.home, "a whole home folder, with its rules, store and logs"


def _next(summary: Summary, endings: Sequence[Ending]) -> Iterator[str]:
    """Three commands that can be typed as they stand."""
    start = f"{typed()} --home {quoted(near(Path(summary.home)))}"
    handed = [ending.number for ending in endings if ending.state is State.HANDED_OVER and ending.why]
    one = next(iter([*handed, *(ending.number for ending in endings)]), None)
    yield f"{start} status"
    yield f"{start} cases --state handed_over"
    yield f"{start} case {one}" if one else f"{start} robots"
