"""Robots that prepare cases in legacy case systems; people decide.

These are the names that flows build on. They are imported when first used, so that `import robots` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from robots.flow import Flow, OpenFlow, open_flow
    from robots.model import (
        HAND_OVER,
        Count,
        Days,
        File,
        Finding,
        Kilometres,
        Kronor,
        Line,
        Metres,
        Month,
        Months,
        PersonalNumber,
        Proposal,
        Record,
        Result,
        Unknown,
        Value,
        Weeks,
        Years,
    )
    from robots.rules import Rules
    from robots.workdays import working_day_from

__all__ = [
    "HAND_OVER",
    "Count",
    "Days",
    "File",
    "Finding",
    "Flow",
    "Kilometres",
    "Kronor",
    "Line",
    "Metres",
    "Month",
    "Months",
    "OpenFlow",
    "PersonalNumber",
    "Proposal",
    "Record",
    "Result",
    "Rules",
    "Unknown",
    "Value",
    "Weeks",
    "Years",
    "open_flow",
    "working_day_from",
]

_HOMES = {
    "Flow": "robots.flow",
    "OpenFlow": "robots.flow",
    "open_flow": "robots.flow",
    "Rules": "robots.rules",
    "working_day_from": "robots.workdays",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'robots' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "robots.model")), name)
