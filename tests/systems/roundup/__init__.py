"""Roundup 2.6 as a case system to test against, with 36 applications and the hand-written key to them."""

from .applications import Application, Expected, applications
from .judge import Standing, Verdict, judge
from .seeding import CASEWORKER, ROBOT, Account
from .tracker import Roundup, RoundupFailed

__all__ = [
    "CASEWORKER",
    "ROBOT",
    "Account",
    "Application",
    "Expected",
    "Roundup",
    "RoundupFailed",
    "Standing",
    "Verdict",
    "applications",
    "judge",
]
