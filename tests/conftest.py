"""What holds for every test."""

import gc
import os

import pytest
from hypothesis import settings

settings.register_profile("robots", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("robots")

# Pytest loads readline, which tells each process started after it how wide the terminal is: also the workers of a
# spread run. What is written into a pipe is as wide there as everywhere.
os.environ.pop("COLUMNS", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that hold proofs come first: side by side, the longest ones must not be what is left at the end."""
    long = {item.path for item in items if item.get_closest_marker("proof")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: whoever reads a workbook need not look through all of it for waste."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
