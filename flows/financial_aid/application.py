"""What the case system shows about one application for financial aid, and what follows from it without any rule."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, TypeVar

from robots import File, Kronor, Month, PersonalNumber, Record, Years

KindOfIncome = Literal[
    "wage",
    "parental",
    "sickness",
    "unemployment",
    "activity",
    "pension",
    "housing",
    "child_benefit",
    "maintenance",
    "business",
    "other",
]
KindOfCost = Literal["rent", "electricity", "insurance", "travel", "other"]
Kind = TypeVar("Kind")
ZERO = Decimal(0)


class Member(Record):
    """One of the household, without the name."""

    role: Literal["applicant", "partner", "child"]
    born: date
    lives: Literal["always", "alternating", "visiting"]
    free_lunch: bool | None  # five days a week; None: nothing is said of it
    in_school: bool


class Income(Record):
    """An income that the household states, and the month in which it was paid."""

    kind: KindOfIncome
    recipient: Literal["applicant", "partner", "child"]
    month: Month
    amount: Kronor


class Cost(Record):
    """A cost that is applied for."""

    kind: KindOfCost
    amount: Kronor


class EarlierIncome(Record):
    """An income in the application that was granted last."""

    kind: KindOfIncome
    amount: Kronor


class Report(Record):
    """What another agency says that it has paid."""

    agency: str
    kind: KindOfIncome
    month: Month
    amount: Kronor


class Document(Record):
    """An attachment and what the case system says that it is."""

    type: Literal["statement", "rent", "electricity", "insurance", "travel", "other"]
    file: File


class Transaction(Record):
    """A row of a bank statement: the day and the amount, and nothing of what it was for."""

    day: date
    amount: Kronor  # below zero: paid out


class Person(Record):
    """One that the norm has an amount for, as the rules may know them: a child, a single adult, or a couple as one."""

    kind: Literal["single", "couple", "child"]
    age: Years | None  # reached during the month applied for; of a couple that of the younger
    lives_here: bool
    free_lunch: bool | None
    in_school: bool


class Expense(Record):
    """All that is applied for of one kind of cost."""

    kind: KindOfCost
    amount: Kronor
    before: Kronor | None  # in the application that was granted last; None: none was
    proven: bool  # a document of its kind is attached


class Source(Record):
    """One kind of income: what is stated, what was stated last time, and what others report."""

    kind: KindOfIncome
    stated: Kronor
    before: Kronor | None  # None: no application was granted
    reported: Kronor | None  # None: nobody reports such an income
    agency: str | None


class Deposit(Record):
    """Money that came in during the month of the incomes."""

    day: date
    amount: Kronor
    explained: bool  # it is as large as an income that is stated, or as the aid that was paid


class Application(Record):
    """What the case system shows about one application for a month's aid."""

    applicant: PersonalNumber
    received: date
    kind: Literal["first", "again"]
    month: Month  # that aid is applied for
    income_month: Month  # whose incomes are stated
    signed: bool
    partner_signed: bool | None
    stay: Literal["permanent", "temporary"] | None
    housemates: int  # others who live in the home and belong to no household of the applicant's
    assets: Kronor | None
    own_business: bool
    job_stimulus_until: date | None
    plan_until: date | None  # of the work plan; None: there is none
    plan_exempt: bool | None  # a caseworker found that no plan is needed
    communicated: date | None  # when register data was last sent to the applicant
    household: tuple[Member, ...]
    incomes: tuple[Income, ...]
    costs: tuple[Cost, ...]
    reports: tuple[Report, ...]
    earlier_month: Month | None  # for which aid was last granted
    earlier_size: int | None
    earlier_aid: Kronor | None
    earlier_incomes: tuple[EarlierIncome, ...]
    earlier_costs: tuple[Cost, ...]
    documents: tuple[Document, ...]
    transactions: tuple[Transaction, ...] | None  # None: there is no bank statement

    @property
    def size(self) -> int:
        return len(self.household)

    @property
    def in_home(self) -> int:
        """All who share the common costs of the home."""
        return self.size + self.housemates

    @property
    def applicants(self) -> int:
        return sum(member.role == "applicant" for member in self.household)

    @property
    def partners(self) -> int:
        return sum(member.role == "partner" for member in self.household)

    @property
    def has_partner(self) -> bool:
        return bool(self.partners)

    @property
    def persons(self) -> tuple[Person, ...]:
        """The adults, and the children from the youngest to the oldest."""
        adults = [member for member in self.household if member.role != "child"]
        children = [member for member in self.household if member.role == "child"]
        together = Person(
            kind="couple" if self.partners else "single",
            age=min((self._age(member) for member in adults), default=None),
            lives_here=all(member.lives == "always" for member in adults),
            free_lunch=None,
            in_school=any(member.in_school for member in adults),
        )
        return together, *sorted(map(self._child, children), key=lambda child: (child.age, str(child)))

    def _child(self, member: Member) -> Person:
        return Person(
            kind="child",
            age=self._age(member),
            lives_here=member.lives == "always",
            free_lunch=member.free_lunch,
            in_school=member.in_school,
        )

    def _age(self, member: Member) -> int:
        """Reached at the latest on the last day of the month applied for; below zero for one who is yet to be born."""
        return self.month.year - member.born.year - (member.born.month > self.month.month)

    @property
    def expenses(self) -> tuple[Expense, ...]:
        """One for each kind of cost: a cap holds for all of a kind together."""
        sums = _sums((cost.kind, cost.amount) for cost in self.costs)
        before = _sums((cost.kind, cost.amount) for cost in self.earlier_costs)
        attached = {document.type for document in self.documents}
        return tuple(
            Expense(kind=kind, amount=amount, before=self._before(kind, before), proven=kind in attached)
            for kind, amount in sums.items()
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """One for each kind of income that is stated, was stated, or is reported for the month of the incomes."""
        reports = [report for report in self.reports if report.month == self.income_month]
        stated = _sums((income.kind, income.amount) for income in self.incomes)
        before = _sums((income.kind, income.amount) for income in self.earlier_incomes)
        reported = _sums((report.kind, report.amount) for report in reports)
        return tuple(
            Source(
                kind=kind,
                stated=stated.get(kind, ZERO),
                before=self._before(kind, before),
                reported=reported.get(kind),
                agency=", ".join(dict.fromkeys(one.agency for one in reports if one.kind == kind)) or None,
            )
            for kind in dict.fromkeys((*stated, *before, *reported))
        )

    def _before(self, kind: Kind, sums: Mapping[Kind, Decimal]) -> Decimal | None:
        """The sum of a kind in the application that was granted last; None where there is none to compare with."""
        return sums.get(kind, ZERO) if self.earlier_month else None

    @property
    def has_wage(self) -> bool:
        return any(income.kind == "wage" for income in self.incomes)

    @property
    def has_statement(self) -> bool:
        return any(document.type == "statement" for document in self.documents)

    @property
    def movements(self) -> int:
        """How many rows of the statements are of the month of the incomes."""
        return sum(self._of_income_month(row.day) for row in self.transactions or ())

    @property
    def deposits(self) -> tuple[Deposit, ...]:
        """What came in that month. Each income, and the aid itself, explains one deposit of its amount."""
        known = Counter([income.amount for income in self.incomes if income.amount])
        known.update([self.earlier_aid] if self.earlier_aid else [])
        found = []
        for row in self.transactions or ():
            if row.amount > 0 and self._of_income_month(row.day):
                found.append(Deposit(day=row.day, amount=row.amount, explained=known[row.amount] > 0))
                known[row.amount] -= 1
        return tuple(found)

    def _of_income_month(self, day: date) -> bool:
        return (day.year, day.month) == (self.income_month.year, self.income_month.month)


def _sums(amounts: Iterable[tuple[Kind, Decimal]]) -> dict[Kind, Decimal]:
    """The sum of each kind, in the order of the rows.

    An amount below zero cannot be right. It stands instead of the sum, for the rules to refuse: added to others it
    would lower them unseen.
    """
    listed: dict[Kind, list[Decimal]] = {}
    for kind, amount in amounts:
        listed.setdefault(kind, []).append(amount)
    return {kind: min(each) if min(each) < 0 else sum(each, ZERO) for kind, each in listed.items()}
