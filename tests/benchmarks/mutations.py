"""Changed pages in full: python -m tests.benchmarks.mutations [SYSTEM...] [--short] [--seed N]

Changes pages of four systems as a vendor's upgrade might, lets the robot read and draft on each, and proposes how to
heal. The systems are practice, roundup, trac and helpdesk; without a name, all of them. Prints a line per change as it
ended, per system and kind, a table, and the sum on the last line. In full it takes an hour; --short takes minutes. Exit
1 where a visible change led to a wrong value or draft, or a tenth of the harmless ones to a needless stop.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from loguru import logger
from rich.console import Console
from rich.table import Table

from tests.mutations.healing import Healed, healed
from tests.mutations.kinds import HARMLESS, UNSEEN, VISIBLE, Kind
from tests.mutations.systems import SYSTEMS
from tests.mutations.trial import Ended, Verdict, tried

SEED = "6"
EACH, HEALS = 8, 8  # changes of each kind, and that are healed, of each system
NEEDLESS = 0.1


def main(arguments: list[str]) -> int:
    logger.remove()
    seed = arguments[arguments.index("--seed") + 1] if "--seed" in arguments else SEED
    each, heals = (2, 2) if "--short" in arguments else (EACH, HEALS)
    ended: dict[str, list[Ended]] = {}
    mended: dict[str, list[Healed]] = {}
    for name in [name for name in SYSTEMS if name in arguments] or SYSTEMS:
        with TemporaryDirectory() as folder, SYSTEMS[name](Path(folder)) as place:
            ended[name] = tried(place, dict.fromkeys(Kind, each), seed, _tell)
            mended[name] = healed(place, heals, seed, _tell_healed)
        for kind in Kind:
            print(f"{name}: {kind.called}: {_counted(ended[name], [kind])}", flush=True)
        print(f"{name}: heal proposes the right change first in {_hits(mended[name])}", flush=True)
    Console(width=140).print(_table(ended))
    return _sum([one for those in ended.values() for one in those], [one for those in mended.values() for one in those])


def _sum(ended: Sequence[Ended], mended: Sequence[Healed]) -> int:
    wrong = [one for one in ended if one.mutation.kind in VISIBLE and one.verdict is Verdict.WRONG]
    unseen = [one for one in ended if one.mutation.kind in UNSEEN]
    caught = sum(one.verdict in (Verdict.STOPPED, Verdict.UNKNOWN) for one in unseen)
    harmless = [one for one in ended if one.mutation.kind in HARMLESS]
    needless = sum(one.verdict is not Verdict.RIGHT for one in harmless)
    print(
        f"sum: {len(ended)} changes: {len(wrong)} visible ones led to something wrong; of {len(unseen)} that no page "
        f"shows {caught} were caught; {needless} needless stops at {len(harmless)} harmless ones; heal {_hits(mended)}"
    )
    return 1 if wrong or needless >= NEEDLESS * max(1, len(harmless)) else 0


def _table(ended: dict[str, list[Ended]]) -> Table:
    table = Table("change", *ended, title="right / stopped / unknown / wrong")
    for kind in Kind:
        table.add_row(kind.called, *(_counted(those, [kind]) for those in ended.values()))
    return table


def _counted(ended: Sequence[Ended], kinds: Sequence[Kind]) -> str:
    """How many were right, stopped, unknown and wrong; a dash where none applied."""
    count = Counter(one.verdict for one in ended if one.mutation.kind in kinds)
    return " / ".join(str(count[verdict]) for verdict in Verdict) if count else "-"


def _hits(mended: Sequence[Healed]) -> str:
    return f"{sum(one.right for one in mended)} of {len(mended)}"


def _tell(one: Ended) -> None:
    amiss = one.verdict is Verdict.WRONG or (one.mutation.kind in HARMLESS and one.verdict is not Verdict.RIGHT)
    print(f"  {one.mutation.name}: {one.verdict}{f' ({one.told}: {one.why})' if amiss else ''}", flush=True)


def _tell_healed(one: Healed) -> None:
    if not one.right:
        print(
            f'  not healed: {one.mutation.name}: "{one.was}" is "{one.now}", proposed is "{one.proposed}"', flush=True
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
