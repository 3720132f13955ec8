"""The leak test looks into /proc, as the tests of crashes do: what it proves of the robot holds everywhere."""

from __future__ import annotations

import sys

collect_ignore = [] if sys.platform == "linux" else ["test_leaks.py"]
