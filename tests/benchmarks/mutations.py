"""Changed pages in full: python -m tests.benchmarks.mutations [SYSTEM...] [--short | --each N] [--changes | --heals]
                                    [--seed N] [--rows DIR] [--tables]

Changes pages of four systems as a vendor's upgrade might, lets the robot read and draft on each, and proposes how to
heal. The systems are practice, roundup, trac and helpdesk; without a name, all of them, one after the other. Prints a
line per change as it ended, the tables of docs/systems.md, and the sum on the last line. What came of each change is
kept in DIR (data/mutations) as it comes, by system and seed: a run that was broken off goes on where it was, each
system may be run by itself, --changes leaves out the healing and --heals the rest, and --tables shows what there is
without running anything. In full it takes about an hour; --short takes minutes.
Exit 1 where a visible change led to a wrong value or draft, or a tenth of the harmless ones to a needless stop.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from loguru import logger

from tests.mutations.healing import Healed, healed
from tests.mutations.judging import CAUGHT, Ended, Verdict
from tests.mutations.kinds import HARMLESS, UNSEEN, VISIBLE, Kind
from tests.mutations.rows import Rows
from tests.mutations.systems import SYSTEMS
from tests.mutations.trial import tried

T = TypeVar("T", Ended, Healed)
Told = Callable[[Sequence[T]], str]
SEED = "6"
FOLDER = Path("data") / "mutations"
EACH, HEALS = 7, 12  # changes of each kind, and that are healed, of each system
FEW = {Kind.DATE_ORDER_CHANGED: 10, Kind.FRAME_RENAMED: 20, Kind.MARK_RENAMED: 20}
"""More of the kinds that apply to one or two of the systems: that makes twenty of each in all."""
NAMED = {"practice": "practice", "roundup": "Roundup", "trac": "Trac", "helpdesk": "django-helpdesk"}
NEEDLESS = 0.1


def main(arguments: list[str]) -> int:
    logger.remove()
    seed, folder = _option(arguments, "--seed", SEED), Path(_option(arguments, "--rows", str(FOLDER)))
    many, heals = (2, 2) if "--short" in arguments else (int(_option(arguments, "--each", str(EACH))), HEALS)
    there = {name: Rows.of(folder, name, seed) for name in [name for name in SYSTEMS if name in arguments] or SYSTEMS}
    wanted = dict.fromkeys(Kind, many) | (FEW if many > 2 else {})
    wanted, heals = ({} if "--heals" in arguments else wanted), (0 if "--changes" in arguments else heals)
    if "--tables" not in arguments:
        for name, rows in there.items():
            _run(name, rows, wanted, heals, seed)
    _show_tables(there)
    return _sum(
        [one for rows in there.values() for one in rows.ended], [one for rows in there.values() for one in rows.healed]
    )


def _run(name: str, rows: Rows, wanted: Mapping[Kind, int], heals: int, seed: str) -> None:
    """What is left to do of one system."""

    def ended(one: Ended) -> None:
        rows.add(one)
        _tell(one)

    def mended(one: Healed) -> None:
        rows.add(one)
        _tell_healed(one)

    print(f"{name}: {len(rows.ended)} changes and {len(rows.healed)} healings were done before", flush=True)
    with TemporaryDirectory() as folder, SYSTEMS[name](Path(folder)) as place:
        if wanted:
            tried(place, wanted, seed, ended, before=tuple(rows.ended))
        if heals:
            healed(place, heals, seed, mended, before=tuple(rows.healed))


def _option(arguments: Sequence[str], name: str, default: str) -> str:
    return arguments[arguments.index(name) + 1] if name in arguments else default


def _sum(ended: Sequence[Ended], mended: Sequence[Healed]) -> int:
    wrong = [one for one in ended if one.kind in VISIBLE and one.verdict is Verdict.WRONG]
    unseen = [one for one in ended if one.kind in UNSEEN]
    caught = sum(one.verdict in CAUGHT for one in unseen)
    failed = sum(one.verdict is Verdict.FAILED for one in ended)
    harmless = [one for one in ended if one.kind in HARMLESS]
    needless = sum(one.verdict in CAUGHT for one in harmless)
    print(
        f"sum: {len(ended)} changes, {failed} failed: {len(wrong)} visible ones led to something wrong; of "
        f"{len(unseen)} that no page shows {caught} were caught; {needless} needless stops at {len(harmless)} harmless "
        f"ones; heal {_hits(mended)}"
    )
    return 1 if wrong or needless >= NEEDLESS * max(1, len(harmless)) else 0


def _show_tables(there: Mapping[str, Rows]) -> None:
    """Everything that there is, as docs/systems.md has it."""
    ended = {NAMED[name]: rows.ended for name, rows in there.items()}
    for kinds in (VISIBLE, UNSEEN, HARMLESS):
        every = {"**all that a page shows**": kinds} if kinds is VISIBLE else {}
        _show("change", ended, {kind.called: (kind,) for kind in kinds} | every, _counted)
    mended = {NAMED[name]: rows.healed for name, rows in there.items()}
    kinds = tuple(dict.fromkeys(one.kind for those in mended.values() for one in those))
    _show("healed", mended, {kind.called: (kind,) for kind in kinds} | {"**all**": kinds}, _hits)


def _show(first: str, of: Mapping[str, list[T]], rows: Mapping[str, tuple[Kind, ...]], tell: Told[T]) -> None:
    columns = {**of, "all": [one for those in of.values() for one in those]}
    print(f"\n| {' | '.join((first, *columns))} |\n|{'---|' * (len(columns) + 1)}")
    for name, kinds in rows.items():
        cells = (tell([one for one in those if one.kind in kinds]) for those in columns.values())
        print(f"| {' | '.join((name, *cells))} |", flush=True)


def _counted(ended: Sequence[Ended]) -> str:
    """How many were of each verdict; a dash where none applied."""
    count = Counter(one.verdict for one in ended)
    return " / ".join(str(count[verdict]) for verdict in Verdict) if count else "–"


def _hits(mended: Sequence[Healed]) -> str:
    return f"{sum(one.right for one in mended)} of {len(mended)}" if mended else "–"


def _tell(one: Ended) -> None:
    bad = (Verdict.WRONG, Verdict.FAILED, *(CAUGHT if one.kind in HARMLESS else ()))
    print(f"  {one.name}: {one.verdict}{f' ({one.told}: {one.why})' if one.verdict in bad else ''}", flush=True)


def _tell_healed(one: Healed) -> None:
    told = "" if one.right else f" ({one.told}: wanted {one.wanted}, proposed {one.proposed}; read: {one.why})"
    print(f"  heal {one.name}: {'right' if one.right else one.verdict}{told}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
