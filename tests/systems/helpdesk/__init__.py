"""django-helpdesk 2.6 as a case system to test against, with the applications of `parking` as its tickets."""

from ..parking import CASEWORKER, ROBOT, applications
from .desk import Helpdesk

__all__ = ["CASEWORKER", "ROBOT", "Helpdesk", "applications"]
