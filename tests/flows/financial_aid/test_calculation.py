"""What must hold of the calculation whatever the household, its costs and its incomes are."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from robots import OpenFlow, Record, open_flow
from robots.model import Line
from tests.flows.financial_aid.examples import EXAMPLES, FOLDER, SETTLED, application, proposed

USUAL = EXAMPLES[0]
ADULT = USUAL.given["household"][0]
PARTNER = {**ADULT, "role": "partner"}
FLOW = open_flow(FOLDER)
SHEETS = {"norm": "norm_line", "costs_accepted": "accepted", "incomes_counted": "counted"}
MONTHS = st.sampled_from([date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)])

quick = settings(deadline=None, max_examples=30)
kronor = st.integers(0, 30_000).map(Decimal)
child = st.fixed_dictionaries(
    {
        "role": st.just("child"),
        "born": st.dates(date(2008, 1, 1), date(2025, 1, 1)),
        "lives": st.just("always"),
        "free_lunch": st.booleans(),
        "in_school": st.just(True),
    }
)
children = st.lists(child, max_size=9)
adults = st.sampled_from([[ADULT], [ADULT, PARTNER]])
costs = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(["rent", "electricity"]), "amount": kronor}), max_size=4
)


def incomes(month: date) -> st.SearchStrategy[list[dict[str, Any]]]:
    kinds = st.sampled_from(["wage", "pension", "housing"])
    income = st.fixed_dictionaries(
        {"kind": kinds, "recipient": st.just("applicant"), "month": st.just(month), "amount": kronor}
    )
    return st.lists(income, max_size=4)


@st.composite
def households(draw: st.DrawFn) -> Record:
    month = draw(MONTHS)
    before = (month - date.resolution).replace(day=1)
    return application(
        FLOW,
        USUAL,
        month=month,
        income_month=before,
        earlier_month=before,
        plan_until=date(2027, 12, 31),
        partner_signed=True,
        transactions=[{"day": before, "amount": Decimal(-1)}],
        household=[*draw(adults), *draw(children)],
        housemates=draw(st.integers(0, 3)),
        costs=draw(costs),
        incomes=draw(incomes(before)),
        documents=[{"type": kind, "file": f"{kind}.pdf"} for kind in ("statement", "rent", "electricity")],
    )


def changed(seen: Any, **given: Any) -> Any:
    return type(seen).of({**{name: getattr(seen, name) for name in type(seen).model_fields}, **given})


def calculated(seen: Any) -> Any:
    """The flow's own calculation of an application."""
    calculate = FLOW.flow.check.__globals__["calculate"]
    return calculate(seen, FLOW.rules.on(seen.received, deciding=seen.month))


def sums(lines: tuple[Line, ...]) -> dict[str, Decimal]:
    return {
        figure: sum((Decimal(str(line.values[name])) for line in lines if name in line.values), Decimal(0))
        for figure, name in SHEETS.items()
    }


@quick
@given(households())
def test_each_sum_is_that_of_its_lines_and_the_aid_is_what_is_left(seen: Any) -> None:
    calculation = calculated(seen)
    figures = calculation.figures

    assert sums(calculation.lines) == {name: figures[name] for name in SHEETS}
    assert figures["need"] == figures["norm"] + figures["costs_accepted"]
    assert figures["aid"] - figures["surplus"] == figures["need"] - figures["incomes_counted"]
    assert min(figures["aid"], figures["surplus"]) == 0


@quick
@given(households())
def test_what_is_written_says_the_same_sums_as_the_proposal(seen: Any) -> None:
    _, proposal = FLOW.propose(seen, seen.received)
    figures = calculated(seen).figures

    assert proposal.outcome == ("grant" if figures["aid"] else "reject")
    assert proposal.values.get("amount") == (figures["aid"] or None)
    last = str(proposal.values["calculation"]).split("Källor")[0].split()
    shown = figures["aid"] or figures["surplus"]
    assert "".join(last).endswith(f"{shown:f}")


@quick
@given(households(), child)
def test_one_child_more_raises_the_norm(seen: Any, one: dict[str, Any]) -> None:
    more = changed(seen, household=(*seen.household, one))

    assert calculated(more).norm > calculated(seen).norm


@quick
@given(households())
def test_others_in_the_home_take_their_part_of_the_common_costs_and_nothing_more(seen: Any) -> None:
    alone, shared = calculated(changed(seen, housemates=0)).norm, calculated(changed(seen, housemates=1)).norm
    personal = sum(line.values["norm_line"] for line in calculated(seen).lines if line.row.startswith("N"))

    assert personal < shared <= alone


@quick
@given(households(), kronor)
def test_a_krona_of_income_lowers_the_aid_by_a_krona_until_there_is_none(seen: Any, amount: Decimal) -> None:
    income = {"kind": "pension", "recipient": "applicant", "month": seen.income_month, "amount": amount}
    more = changed(seen, incomes=(*seen.incomes, income))

    assert calculated(more).aid == max(calculated(seen).aid - amount, 0)


@quick
@given(households(), st.randoms())
def test_the_order_of_the_children_changes_nothing(seen: Any, chance: random.Random) -> None:
    shuffled = list(seen.household)
    chance.shuffle(shuffled)

    assert FLOW.propose(changed(seen, household=tuple(shuffled)), seen.received) == FLOW.propose(seen, seen.received)


@quick
@given(households())
def test_2026_gives_more_than_2025_to_children_of_the_same_ages(seen: Any) -> None:
    def in_year(year: int) -> Any:
        moved = [changed(one, born=one.born.replace(day=1, year=one.born.year + year - 2025)) for one in seen.household]
        return changed(seen, household=tuple(moved), month=date(year, 12, 1), income_month=date(year, 11, 1))

    assert calculated(changed(in_year(2026), incomes=())).norm > calculated(changed(in_year(2025), incomes=())).norm


def test_the_personal_number_changes_nothing(financial_aid: OpenFlow) -> None:
    for one in SETTLED:
        assert proposed(financial_aid, one) == proposed(financial_aid, one, applicant="195512242383")


def test_rules_can_ask_for_no_name_sex_number_or_day_of_birth(financial_aid: OpenFlow) -> None:
    asked = {concept.field for concept in financial_aid.rules.concepts.values()}

    assert not asked & {"applicant", "household.born", "household.name"}
