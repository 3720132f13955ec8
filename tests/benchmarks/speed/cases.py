"""The cases that are measured: all alike in their screens, each with a person, values and a PDF of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from ruamel.yaml import YAML

from robots.practice import attachments
from robots.practice.applicants import applicant
from robots.practice.case import Case, Document
from robots.practice.casetype import CaseType
from robots.practice.population import Population
from robots.practice.scenarios import Expected, Scenario

SEED = 7
TYPE = CaseType.model_validate(
    YAML(typ="safe", pure=True).load(Path(__file__).with_name("screens.yaml").read_text(encoding="utf-8"))
)


def market_stalls(cases: int, day: date) -> Population:
    """So many new cases, the same for the same day."""
    drawn = [_case(at, day) for at in range(cases)]
    story = Scenario(story="En ansökan som uppfyller allt", expect=Expected(outcome="grant", months=12))
    return Population({case.number: case for case in drawn}, {case.number: (story, story.expect) for case in drawn})


def _case(at: int, day: date) -> Case:
    rng = Random(f"{SEED}/{at}")
    received = day - timedelta(days=rng.randint(1, 27))
    number, key = f"{day.year}-{TYPE.code}-{at + 1:05}", 1001 + at
    fields = _fields(rng, day, received)
    content = attachments.pdf([TYPE.attachments[0].title, "", f"Ärende {number}", f"Torg: {fields['Torg']}"])
    return Case(
        number=number,
        case_type=TYPE,
        received=received,
        subject=TYPE.subject.format_map(fields),
        unit=TYPE.units[0],
        caseworker="Testhandläggare Ett",
        fields=fields,
        documents=(Document(key, number, "Skiss", f"skiss_{key}.pdf", "application/pdf", content, pop_up=False),),
        changed=datetime.combine(received, time(9, 12)).astimezone(),
    )


def _fields(rng: Random, day: date, received: date) -> Mapping[str, str]:
    person = applicant(day, rng, ages=(20, 80), coordination=False, flaw="")
    first = day + timedelta(days=rng.randint(20, 60))
    power = rng.choice(("", "2,5", "6,0"))
    values = (
        *(person["number"], person["name"], person["address"], person["postcode"], person["town"]),
        *(
            person["phone"],
            person["email"],
            f"{rng.choice(('Provbod', 'Testkorg', 'Övningsvagn'))} {rng.randint(1, 99)}",
        ),
        *(rng.choice(("Ja", "Nej")), rng.choice(("", "God man (övning)"))),
        *(str(received), rng.choice(("E-tjänst", "Blankett")), "Ja", "0"),
        *(
            rng.choice(("Blommor", "Bär", "Bröd", "Hantverk", "Ost & korv")),
            str(first),
            str(first + timedelta(days=90)),
        ),
        *(str(rng.randint(1, 6)), f"{rng.randint(7, 9):02}:00", f"{rng.randint(14, 18)}:30"),
        *(rng.choice(("Stortorget", "Övningstorget", "Hamnplan")), str(rng.randint(1, 60)), f"{rng.randint(2, 8)},5"),
        *(f"{rng.randint(2, 4)},0", "Ja" if power else "Nej", power, rng.choice(("Ja", "Nej"))),
        *(f"1\u00a0{rng.randint(100, 999)},00", str(received), rng.choice(("", "Ring gärna på förmiddagen."))),
    )
    return dict(zip(TYPE.labels, values, strict=True))
