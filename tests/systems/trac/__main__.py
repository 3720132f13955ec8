"""Keep a Trac running to try things on, until Ctrl+C: python -m tests.systems.trac [FOLDER]."""

import sys
import time
from pathlib import Path

from ..parking import ROBOT
from .tracker import Trac

FOLDER = Path("data") / "trac"


def main() -> None:
    """Serve it from a folder of its own, where what robots do there is kept, and say how to log in."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    with Trac(folder) as trac:
        print(f"{trac.address}   user {ROBOT.name}, password {ROBOT.password}   Ctrl+C ends it", flush=True)  # noqa: T201
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
