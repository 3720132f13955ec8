"""Every error, sorted by what the robot does next.

    RobotError
    ├── ConfigError           nothing starts: a person mends config, rules, a description or a secret (exit 2)
    │   ├── DescriptionError    config/systems/<name>.yaml
    │   ├── RuleError           flows/<name>/rules.xlsx or texts
    │   ├── SecretMissing       a password or key that nobody has set
    │   ├── LoginInUse          another process works with the robot's login to the case system
    │   └── KeyMismatch         the key at hand does not open the store
    ├── CaseProblem           this case goes to a person, with the reason; it is never tried again by itself
    │   ├── NotKnown            a flow asked for a value that could not be read surely
    │   └── NoAmount            no amount was in force on the day that decides
    ├── TechnicalProblem      the case is put back and tried again later; after N attempts it has failed
    │   └── PageProblem         a page did not load, answered 5xx, or did not show in time what a person would see
    ├── SystemProblem         the robot stops for this case system; nothing more is read or written (exit 3)
    │   ├── SystemDown          it does not answer
    │   ├── LoginRefused        it refused the robot's password; that password is never tried again
    │   ├── ScreenChanged       a screen is not what its description says
    │   ├── BrowserGone         the robot's own browser ended or hung, and so did those that took its place
    │   ├── BreakerOpen         one of these stands since an earlier run; no run begins until the system is tried again
    │   ├── StoreFault          the store cannot be written: its disk is full, its file damaged
    │   ├── DraftsAltered       it altered the same field of two drafts; the robot goes back to shadow
    │   └── FirewallLeaks       the write firewall let something through when it was tried
    └── HandsOff              this robot may not go on with the case: leave everything as it is
        ├── ClaimLost           the claim expired, or another robot took the case over
        ├── StopAsked           the STOP file is there, or this process was asked to end
        ├── SystemClosed        the case system is closed, or being maintained; the robot goes on when it opens
        └── WriteBlocked        the firewall blocked the request that should have saved the draft

Texts say where, what and what now, and hold no citizen's data.
"""

from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a case went to a person. Some are shared by several causes on purpose: they must not tell which."""

    PERSON_ONLY = "person_only"  # protected identity, among other causes: never told apart
    UNREADABLE = "unreadable"
    CONTRADICTION = "contradiction"
    JUDGEMENT = "judgement"
    LOCKED = "locked"
    BEGUN = "begun"
    ALTERED = "altered"
    CHANGED = "changed"
    TOO_LONG = "too_long"
    UNCERTAIN = "uncertain"
    DUPLICATE = "duplicate"  # the same person has another open application
    HOSTILE = "hostile"  # its pages tried to send something by themselves
    RECALLED = "recalled"  # what a robot prepared is not to be used: a person called it back


class RobotError(Exception):
    """The root. Nothing raises it as such."""

    evidence: str | None = None  # where it lies, from the home folder, where a page was looked at when it failed


class ConfigError(RobotError):
    """Something that IT staff or a caseworker must mend; no robot starts."""


class DescriptionError(ConfigError):
    """A description of a case system that cannot be read, contradicts itself, or fits no flow."""


class RuleError(ConfigError):
    """Rules or texts that cannot be read or refer to nothing; the robot stops before any case. One problem a line."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Each problem on its own: where, what was read, what is allowed."""
        return tuple(str(self).splitlines())


class SecretMissing(ConfigError):
    """A secret that is in no keyring, environment variable or mounted file."""


class LoginInUse(ConfigError):
    """Another process works with that login to the case system, on this machine or another; nothing was started."""


class KeyMismatch(ConfigError):
    """The store was made with another key; nothing is read or written."""


class CaseProblem(RobotError):
    """The case needs a person. `reason` is the code that the worklist shows; the text names fields, never values."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class NotKnown(CaseProblem):
    """A field was read of which the value could not be read surely; the engine hands the case over."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(Reason.UNREADABLE, f'"{field}" could not be read surely: {why}')
        self.field = field
        self.why = why


class NoAmount(CaseProblem):
    """No row of sheet "Belopp" was in force on the day that decides; the case goes to a person."""

    def __init__(self, text: str) -> None:
        super().__init__(Reason.JUDGEMENT, text)


class TechnicalProblem(RobotError):
    """A passing fault; the case is put back and tried again later."""


class PageProblem(TechnicalProblem):
    """A page that did not load, answered 5xx, or did not show in time what a person would see."""


class SystemProblem(RobotError):
    """The case system cannot be worked with now; the robot stops for this system."""


class SystemDown(SystemProblem):
    """The case system does not answer, or only with errors."""


class LoginRefused(SystemProblem):
    """The case system refused the password. It is tried once and never again: accounts get locked.

    `secret` names what was refused; `is_code`: a one-time code of its, not the password.
    """

    def __init__(self, text: str, *, secret: str, is_code: bool = False) -> None:
        super().__init__(text)
        self.secret = secret
        self.is_code = is_code


class ScreenChanged(SystemProblem):
    """A screen is not what its description says; reading it stops before a value is taken."""


class DraftsAltered(SystemProblem):
    """The system altered the same field of several drafts; no more are saved until the robot is approved anew."""


class BrowserGone(SystemProblem):
    """The robot's browser ended or does not answer; a new one takes over, and where that fails too the run stops."""


class BreakerOpen(SystemProblem):
    """The system could not be worked with, and it is not time to try it again: nothing was started."""


class StoreFault(SystemProblem):
    """The store cannot be read or written, and no waiting mends it; the robot stops. What was noted is safe."""


class FirewallLeaks(SystemProblem):
    """A forbidden request reached the loopback page at the start; no robot starts."""


class HandsOff(RobotError):
    """This robot may not go on with the case; nothing more is written."""


class ClaimLost(HandsOff):
    """The claim expired or has a higher number elsewhere: another robot works the case."""


class StopAsked(HandsOff):
    """The STOP file stands in the home folder, or this process was asked to end before the work was done."""


class SystemClosed(HandsOff):
    """The case system has closed or is being maintained; what was begun goes on when it opens."""

    def __init__(self, text: str, until: datetime | None = None) -> None:
        super().__init__(text)
        self.until = until  # when it opens, as far as one can see


class WriteBlocked(HandsOff):
    """The request that should have saved the draft was blocked; nothing was written."""
