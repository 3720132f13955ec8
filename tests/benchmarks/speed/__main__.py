"""The same job by this project and by others, in one run: python -m tests.benchmarks.speed [PARTICIPANT...]

The job: log in, list the new cases, and of each read 30 fields and a PDF, write a draft of five fields, save it, load
the form anew and compare, and leave the case. Each participant does it in blocks, in turn with all others, so that
whatever else the machine does falls on all alike. Its CPU is that of all its processes, browser included. What it did
must be right by the practice system's own account, and by what stands in the cases; else its block is void.

  --cases N      cases a block (250)        --blocks N   blocks of each (5)
  --think MS     think time; may be given again (0 and 20)
  --short        few cases, two blocks, think time 0, and only those whose ratio matters
  --write        put the table into docs/speed.md

Prints a line for each block, the table, and the ratios that matter on the last line; after Ctrl+C, of what was measured
until then. In full it takes hours. It reads /proc: Linux only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress

from tests.benchmarks.speed import table
from tests.benchmarks.speed.block import Block
from tests.benchmarks.speed.participants import ALL
from tests.benchmarks.speed.turns import measured

SHORT = ("page", "replay", "tuned", "raw", "fetched")


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    who = [ALL[name] for name in asked.participants or (SHORT if asked.short else ALL)]
    cases = asked.cases or (12 if asked.short else 250)
    thinks = asked.think or ([0] if asked.short else [0, 20])
    blocks: list[Block] = []
    turns = measured(who, cases=cases, blocks=asked.blocks or (2 if asked.short else 5), thinks=thinks)
    with suppress(KeyboardInterrupt):  # what was measured by then is told
        for done in turns:
            blocks.append(done)
    if not blocks:
        return 1
    text = table.table(blocks)
    print(f"\n{text}\n")
    if asked.write:
        table.write(text)
    print(table.total(blocks))
    return 1 if any(one.void for one in blocks) else 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed")
    parser.add_argument("participants", nargs="*", metavar="PARTICIPANT", help=", ".join(ALL))
    parser.add_argument("--cases", type=int)
    parser.add_argument("--blocks", type=int)
    parser.add_argument("--think", type=int, action="append")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.participants) - ALL.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
