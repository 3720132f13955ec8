"""Lanes: a screen is read in the page, or fetched and read at a desk; a save is sent by its page, or replayed there.

A lane above the page lane is used only where it was proven, on this system and screen: the window and the desk read
the same values (fetch), the page sent what the desk had foretold (replay). What was proven is kept with the contract,
and proven anew at the start of each run; it is void when the contract changes, and the first time that they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loguru import logger
from pydantic import Field

from robots.systems.description import Description, Lane
from robots.systems.habits import Habit, Habits
from robots.systems.layout import Piece

READS = 3  # cases that both lanes must have read alike before the desk reads alone
SAVES = 2  # saves that must have been foretold before the desk saves
AGAIN = 1  # the same, at the start of a run, for what earlier runs have proven
DRAFT, SAVE = "draft", "save"  # the decision form, among the screens, and its save


class Proof(Piece):
    """What was proven of one flow's screens, by the contract and the browser that stand beside it in the store."""

    read: dict[str, int] = Field(default_factory=dict)  # by screen: on how many cases both lanes read the same
    saved: int = 0  # how many saves were foretold rightly
    refused: dict[str, str] = Field(default_factory=dict)  # by screen: why it stays in the page lane
    presses: dict[str, Habit] = Field(default_factory=dict)
    opens: dict[str, str] = Field(default_factory=dict)
    acts: tuple[str, ...] = Field(default=(), strict=False)  # marks of scripts that a window has shown


@dataclass
class Lanes:
    """One flow's lanes in one run."""

    allowed: frozenset[Lane] = frozenset(Lane)
    proof: Proof = field(default_factory=Proof)  # of earlier runs
    habits: Habits = field(default_factory=Habits)
    _read: dict[str, int] = field(default_factory=dict)  # in this run
    _saved: int = 0
    _refused: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.habits.presses.update(self.proof.presses)
        self.habits.opens.update(self.proof.opens)
        self.habits.acts.update(self.proof.acts)

    def reads(self, screen: str) -> bool:
        """Whether the desk reads a screen alone."""
        return self._open(screen, Lane.FETCH) and not self._lacks(screen)

    def tries(self, screen: str) -> bool:
        """Whether both read a screen, for the proof."""
        return self._open(screen, Lane.FETCH) and self._lacks(screen)

    @property
    def saves(self) -> bool:
        """Whether the desk saves."""
        return self.reads(DRAFT) and self._open(SAVE, Lane.REPLAY) and not self._lacks_saves

    @property
    def foretells(self) -> bool:
        """Whether the desk foretells what the page will send, for the proof."""
        return self.reads(DRAFT) and self._open(SAVE, Lane.REPLAY) and self._lacks_saves

    @property
    def settled(self) -> bool:
        """Whether all that can be proven is, in this run."""
        return self.saves or SAVE in self._refused

    def lane(self, screen: str) -> Lane:
        """In which lane a screen is by now."""
        if not self.reads(screen):
            return Lane.PAGE
        return Lane.REPLAY if screen == DRAFT and self.saves else Lane.FETCH

    def agreed(self, screen: str) -> None:
        """Window and desk have read the same."""
        self._read[screen] = self._read.get(screen, 0) + 1

    def foretold(self) -> None:
        """The page has sent what the desk had said."""
        self._saved += 1

    def differed(self, screen: str, why: str) -> None:
        """A screen, or its save, stays in the page lane for the rest of the run; the next one begins from nothing."""
        if screen not in self._refused:
            self._refused[screen] = why
            logger.warning("{} stays in the page lane: {}", screen, why)

    @property
    def proven(self) -> Proof:
        """What is to be kept for the next run."""
        before = {} if self._refused else self.proof.read
        read = {screen: max(times, before.get(screen, 0)) for screen, times in {**before, **self._read}.items()}
        return Proof(
            read={screen: times for screen, times in read.items() if screen not in self._refused},
            saved=0 if SAVE in self._refused else max(self.proof.saved, self._saved),
            refused=dict(self._refused),
            presses=dict(self.habits.presses),
            opens=dict(self.habits.opens),
            acts=tuple(sorted(self.habits.acts)),
        )

    def _open(self, what: str, lane: Lane) -> bool:
        return lane in self.allowed and what not in self._refused

    def _lacks(self, screen: str) -> bool:
        most = AGAIN if self.proof.read.get(screen, 0) >= READS else READS
        return self._read.get(screen, 0) < most

    @property
    def _lacks_saves(self) -> bool:
        return self._saved < (AGAIN if self.proof.saved >= SAVES else SAVES)


def lanes(description: Description, proofs: Mapping[str, Proof] | None, *, saves: bool = True) -> Mapping[str, Lanes]:
    """The lanes of each flow at the start of a run.

    Args:
        description: Of the system; what it forbids is not tried, and a draft over several pages is saved by its pages.
        proofs: What earlier runs have proven, by flow; None for the page lane alone.
        saves: Whether the run saves drafts.
    """
    allowed = frozenset(description.lanes) if proofs is not None else frozenset({Lane.PAGE})
    proofs = proofs or {}
    return {
        flow: Lanes(allowed if saves and not part.draft.then else allowed - {Lane.REPLAY}, proofs.get(flow, Proof()))
        for flow, part in description.cases.items()
    }
