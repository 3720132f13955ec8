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

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from robots import Finding, Flow, Kronor, Line, Proposal, Rules

from .application import ZERO, Application


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
