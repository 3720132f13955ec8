"""Roundup 2.6 as a case system to test against, with the applications of `parking` as its issues."""

from ..parking import CASEWORKER, ROBOT, Account, Application, Expected, Standing, Verdict, applications
from .judge import judge
from .tracker import Roundup

__all__ = [
    "CASEWORKER",
    "ROBOT",
    "Account",
    "Application",
    "Expected",
    "Roundup",
    "Standing",
    "Verdict",
    "applications",
    "judge",
]
