"""The measurements, by name: python -m tests.benchmarks [NAME...] [WORDS FOR ALL OF THEM]

Without a name, all that there are, one after the other. Words that begin with - go to each: its file tells them.
Exit 1 where one of them did.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    there = sorted(
        one.stem
        for one in HERE.iterdir()
        if (one.suffix == ".py" and not one.stem.startswith("_")) or (one / "__main__.py").is_file()
    )
    words = [word for word in arguments if word.startswith("-")]
    named = [word for word in arguments if not word.startswith("-")]
    if unknown := set(named) - set(there):
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(there)}.")
        return 2
    codes = {}
    for name in named or there:
        print(f"== {name}", flush=True)
        codes[name] = subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}", *words], check=False).returncode
    amiss = [name for name, code in codes.items() if code]
    print(f"sum: {len(codes)} measured; {', '.join(amiss) or 'none'} amiss")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
