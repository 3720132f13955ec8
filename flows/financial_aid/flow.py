"""Financial aid (ekonomiskt bistånd) applied for again.

The right to aid stands in 12 kap. 1 § socialtjänstlagen (2025:400; kontrollera före bruk), the norm in 12 kap. 2 and
3 §§ socialtjänstförordningen (2025:468).

The norm follows the month applied for, not the day of the application. A child has the age that it reaches during that
month (local practice; kontrollera före bruk).

A cost above the local cap is counted up to the cap: the proposal is a grant with a warning, the letter says what is not
granted and why, and whoever decides goes above the cap where the household's own circumstances call for it.

Data from others that would lower the aid is no ground for a decision before the applicant has answered (25 §
förvaltningslagen): then the proposal is a letter, with the outcome "communication".
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from robots import File, Finding, Flow, Kronor, Line, Month, PersonalNumber, Proposal, Record, Rules, Years

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
        sums = _sums(self.costs)
        attached = {document.type for document in self.documents}
        return tuple(
            Expense(kind=kind, amount=amount, before=self._before(kind, self.earlier_costs), proven=kind in attached)
            for kind, amount in sums.items()
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """One for each kind of income that is stated, was stated, or is reported for the month of the incomes."""
        reports = [report for report in self.reports if report.month == self.income_month]
        stated, reported = _sums(self.incomes), _sums(reports)
        return tuple(
            Source(
                kind=kind,
                stated=stated.get(kind, ZERO),
                before=self._before(kind, self.earlier_incomes),
                reported=reported.get(kind),
                agency=", ".join(dict.fromkeys(one.agency for one in reports if one.kind == kind)) or None,
            )
            for kind in dict.fromkeys((*stated, *_sums(self.earlier_incomes), *reported))
        )

    def _before(self, kind: str, rows: Iterable[EarlierIncome | Cost]) -> Decimal | None:
        """The sum of a kind in the application that was granted last; None where there is none to compare with."""
        return _sums(rows).get(kind, ZERO) if self.earlier_month else None

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


@dataclass(frozen=True)
class Calculation:
    """What the household needs in the month, what it has, and what that comes to, in kronor."""

    lines: tuple[Line, ...]  # each gives an amount of the norm, an accepted cost, or a counted income
    norm: Decimal
    costs: Decimal
    incomes: Decimal
    unstated: Decimal  # what others report beyond what is stated

    @property
    def need(self) -> Decimal:
        return self.norm + self.costs

    @property
    def aid(self) -> Decimal:
        return max(self.need - self.incomes, ZERO)

    @property
    def aid_by_registers(self) -> Decimal:
        """The aid if what others report is right."""
        return max(self.need - self.incomes - self.unstated, ZERO)

    @property
    def figures(self) -> Mapping[str, Decimal | bool]:
        return {
            "norm": self.norm,
            "costs_accepted": self.costs,
            "incomes_counted": self.incomes,
            "need": self.need,
            "surplus": max(self.incomes - self.need, ZERO),
            "aid": self.aid,
            "aid_by_registers": self.aid_by_registers,
            "registers_lower": self.aid_by_registers < self.aid,
        }


def calculate(application: Application, rules: Rules) -> Calculation:
    """Norm, reasonable costs and incomes, line by line.

    Raises:
        NoAmount: The month has no norm yet; the case goes to a person.
        CaseProblem: Something that an amount depends on is absent; the case goes to a person.
    """
    norm = [*rules.lines("Personliga kostnader", application, each="persons"), *_common(application, rules)]
    costs = rules.lines("Skäliga kostnader", application, each="expenses")
    incomes = rules.lines("Inkomster", application, each="incomes")
    return Calculation(
        lines=(*norm, *costs, *incomes),
        norm=_total(norm, "norm_line"),
        costs=_total(costs, "accepted"),
        incomes=_total(incomes, "counted"),
        unstated=sum((max((one.reported or ZERO) - one.stated, ZERO) for one in application.sources), ZERO),
    )


def _common(application: Application, rules: Rules) -> list[Line]:
    """The common costs of the home, and below them what others who live there stand for.

    Beyond the largest household that the norm names, each person adds what the last of those added. The part of others
    is rounded down to whole kronor, in the household's favour.
    """
    (line,) = rules.lines("Gemensamma kostnader", application)
    amount = _amount(line, "norm_line")
    if "one_fewer" in line.values:
        beyond = application.in_home - _amount(line, "persons_in_amount")
        amount += beyond * (amount - _amount(line, "one_fewer"))
    of_others = (amount * application.housemates / application.in_home).to_integral_value(ROUND_FLOOR)
    shared = rules.lines("Delad bostad", application, figures={"part_of_others": -of_others})
    return [replace(line, values={"norm_line": amount}), *shared]


def _amount(line: Line, name: str) -> Decimal:
    return Decimal(str(line.values[name]))


def _total(lines: list[Line], name: str) -> Decimal:
    return sum((_amount(line, name) for line in lines), ZERO)


def _sums(rows: Iterable[Income | EarlierIncome | Cost | Report]) -> dict[str, Decimal]:
    """The sum of each kind, in the order of the rows."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.kind] = sums.get(row.kind, ZERO) + row.amount
    return sums


def check(application: Application, rules: Rules) -> list[Finding]:
    """Hold the application against each criterion; nothing is decided here."""
    return rules.findings("criteria", application, figures=calculate(application, rules).figures)


def decide(application: Application, findings: list[Finding], rules: Rules) -> Proposal:
    """Propose what the findings come to, with the calculation beside the reasons."""
    calculation = calculate(application, rules)
    return rules.proposal(
        "outcome",
        application,
        findings,
        figures=calculation.figures,
        lines=calculation.lines,
        letters=("calculation",),
    )


FLOW = Flow(
    "financial_aid",
    "Ekonomiskt bistånd",
    application=Application,
    check=check,
    decide=decide,
    figures={
        "norm": Kronor,
        "costs_accepted": Kronor,
        "incomes_counted": Kronor,
        "need": Kronor,
        "surplus": Kronor,
        "aid": Kronor,
        "aid_by_registers": Kronor,
        "registers_lower": bool,
        "part_of_others": Kronor,
    },
    deciding=lambda application: application.month,
)
