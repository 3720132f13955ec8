"""django-helpdesk 2.6 as a case system to test against, with the applications of `parking` as its tickets."""

from ..parking import CASEWORKER, ROBOT, Account, Standing, Verdict, applications
from .desk import Helpdesk
from .judge import judge, mailed

__all__ = ["CASEWORKER", "ROBOT", "Account", "Helpdesk", "Standing", "Verdict", "applications", "judge", "mailed"]
