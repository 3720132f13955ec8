"""Trac 1.6 as a case system to test against, with the applications of `parking` as its tickets."""

from ..parking import CASEWORKER, ROBOT, Account, Standing, Verdict, applications
from .judge import judge, logged_in
from .tracker import Trac

__all__ = ["CASEWORKER", "ROBOT", "Account", "Standing", "Trac", "Verdict", "applications", "judge", "logged_in"]
