"""Alerts: what people are told of by themselves, once when it comes and once when it is over.

`facts` gathers what there is to know, `deciding` says what is wrong (pure), `turning` what that changes (pure), the
store notes it, `letters` puts it into words, and `sending` sends it. No message names a case or a citizen.
"""

from robots.work.alerts.looking import Changes, look
from robots.work.alerts.telling import Told, tell, trial
from robots.work.alerts.watch import Watch

__all__ = ["Changes", "Told", "Watch", "look", "tell", "trial"]
