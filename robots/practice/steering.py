"""Orders by which a test steers a practice system while it runs: colleagues, faults and pauses, posted as JSON."""

from pydantic import Field

from robots.practice import attachments
from robots.practice.case import Document
from robots.practice.casetype import Described
from robots.practice.pace import Pace
from robots.practice.register import Register
from robots.practice.sessions import Sessions


class UserAndCase(Described):
    """A user takes a case's lock."""

    case: str
    user: str


class Write(UserAndCase):
    """A colleague saves the draft, whoever has the lock; values by form field, the others stay."""

    values: dict[str, str]


class Decide(UserAndCase):
    """A colleague decides; values by form field, the others as the draft has them."""

    outcome: str
    values: dict[str, str] = Field(default_factory=dict)
    why: str = ""  # as a colleague who changes a draft writes it


class Change(Described):
    """A field (by its label in version 1) shows something else."""

    case: str
    field: str
    value: str


class Add(Described):
    """A document comes in later."""

    case: str
    kind: str
    pop_up: bool = False


class Orders(Described):
    """What to do, in this order; what is left out stays as it is."""

    lock: UserAndCase | None = None
    unlock: str | None = None
    write: Write | None = None
    change: Change | None = None
    add_document: Add | None = None
    decide: Decide | None = None
    reopen: str | None = None  # takes a decided case up again
    remove: str | None = None  # takes a case away, as when it was moved to another board
    expire_sessions: bool = False
    fail_next: int | None = None  # so many requests answer 500
    slow: float | None = None  # seconds more for each answer, until set to 0
    hold: bool | None = None  # hold back the answers to saves, which are done all the same


class Steering:
    """Carries out orders."""

    def __init__(self, register: Register, sessions: Sessions, pace: Pace) -> None:
        self._register = register
        self._sessions = sessions
        self._pace = pace

    def follow(self, orders: Orders) -> None:
        """Do what is ordered.

        Raises:
            KeyError: There is no such case or field; what stands before it in the order is done.
        """
        self._change_cases(orders)
        if orders.expire_sessions:
            self._sessions.expire_all()
        if orders.fail_next is not None:
            self._pace.fail_next = orders.fail_next
        if orders.slow is not None:
            self._pace.slow = orders.slow
        if orders.hold is not None:
            self._pace.hold(orders.hold)

    def _change_cases(self, orders: Orders) -> None:
        if orders.lock:
            self._register.lock(orders.lock.case, orders.lock.user)
        if orders.unlock:
            self._register.lock(orders.unlock, None)
        if orders.write:
            self._register.write(orders.write.case, orders.write.user, orders.write.values)
        if orders.change:
            self._register.change(orders.change.case, orders.change.field, orders.change.value)
        if orders.add_document:
            self._attach(orders.add_document)
        if orders.decide:
            made = orders.decide
            self._register.settle(made.case, made.user, made.outcome, made.values, made.why)
        if orders.reopen:
            self._register.reopen(orders.reopen)
        if orders.remove:
            self._register.remove(orders.remove)

    def _attach(self, add: Add) -> None:
        key = self._register.next_document()
        content = attachments.pdf([f"{add.kind} (ÖVNING)", f"Ärende {add.case}"])
        document = Document(key, add.case, add.kind, f"bilaga_{key}.pdf", "application/pdf", content, add.pop_up)
        self._register.attach(add.case, document)
