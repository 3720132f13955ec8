"""Participants in turn, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.benchmarks.speed import tree
from tests.benchmarks.speed.block import Block, block
from tests.benchmarks.speed.participants import Participant, installed


def measured(who: Sequence[Participant], *, cases: int, blocks: int, thinks: Sequence[int]) -> Iterator[Block]:
    """Have all of them do the job in turn, the next time in the other order; tell of each block as it ends."""
    installed(who)
    for turn in range(blocks):
        for think in thinks:
            for one in who if turn % 2 == 0 else reversed(who):
                with tree.adopting():
                    done = block(one, cases=cases, think=think)
                took = f"{1000 * done.cpu / cases:.1f} ms of CPU a case, {60 * cases / done.wall:.0f} a minute"
                print(f"{turn + 1}/{blocks}, {think} ms, {one.name}: {done.void or took}", flush=True)
                yield done
