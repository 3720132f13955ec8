"""All cases of a practice system: the new ones from the stories, and eight weeks of older ones that people decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count, cycle
from random import Random

from robots.practice import attachments, hostile
from robots.practice.case import Case, Decision, Document, Lock, Save
from robots.practice.casetype import CaseType, case_type
from robots.practice.chance import chance
from robots.practice.drawing import Drawer, drawer
from robots.practice.options import Options
from robots.practice.scenarios import Attached, Expected, Scenario, Scenarios, hostile_stories, scenarios
from robots.practice.upgrade import upgraded
from robots.practice.users import CASEWORKERS

WEEKS = 8
SERIES = 100_000  # documents that a case type has numbers for
OFTEN = {"grant": 3, "reject": 2, "completion": 1}  # how often people met each kind among the older cases
OTHERWISE = "Avvisning"


@dataclass(frozen=True, slots=True)
class Population:
    """The cases a system starts with, and the right outcome of each new one by its number."""

    cases: Mapping[str, Case]
    key: Mapping[str, tuple[Scenario, Expected]]


@dataclass(frozen=True, slots=True)
class _Archive:
    """Numbers the documents, and has two in five of some kinds opened by a pop-up window."""

    keys: Iterator[int]
    pop_ups: Iterator[bool] = field(default_factory=lambda: cycle((True, False, True, False, False)))


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A case before it has a number."""

    scenario: Scenario
    received: date
    decided: date | None = None


def population(options: Options) -> Population:
    """Draw every case of a system: those of all its types, in the order in which they came in."""
    kinds = {name: upgraded(case_type(name)) if options.version == 2 else case_type(name) for name in options.types}
    odd = {name: hostile_stories(name) if options.hostile else () for name in kinds}
    asked = {name: replace(options, cases=options.counts.get(name, options.cases)) for name in kinds}
    drawn = [populate(asked[name], kind, scenarios(name), odd[name]) for name, kind in kinds.items()]
    cases = sorted((case for one in drawn for case in one.cases.values()), key=lambda case: case.received)
    key = {number: right for one in drawn for number, right in one.key.items()}
    return Population({case.number: case for case in cases}, key)


def populate(options: Options, kind: CaseType, stories: Scenarios, odd: Iterable[Scenario] = ()) -> Population:
    """Draw every case of one type, each of the odd stories once. What other types there are changes nothing in it."""
    arrivals = [*_new(options, kind, stories), *_odd(options, kind, odd), *_older(options, kind, stories)]
    arrivals.sort(key=lambda arrival: arrival.received)
    rng = _chance(options, kind, "numbers")
    first = kind.series * SERIES
    new, older = _Archive(count(first + 1001)), _Archive(count(first + 9001))
    cases, key, running = {}, {}, rng.randint(80, 400)
    for arrival in arrivals:
        running += rng.randint(1, 3)
        number = f"{arrival.received.year}-{kind.code}-{running:05}"
        archive = older if arrival.decided else new
        case = _draw(arrival, number, options, kind, archive)
        cases[number] = case
        if arrival.decided is None:
            key[number] = (arrival.scenario, arrival.scenario.expect)
    return Population(cases, key)


def _chance(options: Options, kind: CaseType, subject: str) -> Random:
    return chance(options.seed, subject, *([kind.series] if kind.series else []))


def _new(options: Options, kind: CaseType, stories: Scenarios) -> Iterator[_Arrival]:
    rng = _chance(options, kind, "new")
    told: list[Scenario] = []
    wanted = len(stories.stories) if options.cases is None else options.cases
    while len(told) < wanted:
        again = [story for story in stories.stories if not told or story.expect.handed_over != "altered"]
        told += rng.sample(again, len(again))  # a system that alters two drafts alike would stop any careful robot
    for scenario in told[:wanted]:
        drawn = options.day - timedelta(days=rng.randint(1, 27))
        yield _Arrival(scenario, _weekday(_arrived(scenario, options.day) or drawn))


def _arrived(scenario: Scenario, day: date) -> date | None:
    """The day that the story itself says, where it does."""
    said = scenario.arrived
    return day - timedelta(days=said) if isinstance(said, int) else said


def _odd(options: Options, kind: CaseType, stories: Iterable[Scenario]) -> Iterator[_Arrival]:
    rng = _chance(options, kind, "hostile")
    for scenario in stories:
        yield _Arrival(scenario, _weekday(options.day - timedelta(days=rng.randint(1, 27))))


def _older(options: Options, kind: CaseType, stories: Scenarios) -> Iterator[_Arrival]:
    rng = _chance(options, kind, "older")
    plain = [scenario for scenario in stories.stories if scenario.expect.outcome]
    weights = [OFTEN.get(scenario.expect.outcome or "grant", 1) for scenario in plain]
    monday = options.day - timedelta(days=options.day.weekday())
    for week in range(WEEKS + 1):  # the running week as far as it has come, and eight whole ones before it
        for _ in range(rng.randint(*kind.weekly)):
            decided = monday - timedelta(days=7 * week) + timedelta(days=rng.randint(0, 4))
            if decided >= options.day:
                continue
            received = _weekday(decided - timedelta(days=rng.randint(6, 62)))
            yield _Arrival(rng.choices(plain, weights)[0], received, decided)


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _draw(arrival: _Arrival, number: str, options: Options, kind: CaseType, archive: _Archive) -> Case:
    scenario, rng = arrival.scenario, chance(options.seed, number)
    day = arrival.decided or options.day
    drawn = drawer(scenario, rng, day, {"number": number, "received": str(arrival.received)})
    fields = {label: drawn.text(scenario.given.get(label)) for label in kind.labels}
    case = Case(
        number=number,
        case_type=kind,
        received=arrival.received,
        subject=kind.subject.format_map({label: text.lower() for label, text in fields.items()}),
        unit=rng.choice(kind.units),
        caseworker=rng.choice(CASEWORKERS).name,
        fields=fields,
        rows={title: tuple(tuple(map(drawn.text, row)) for row in rows) for title, rows in scenario.rows.items()},
        periods=tuple(row for period in scenario.periods for row in drawn.periods(period)),
        changed=_at(arrival.received, rng),
        marking=rng.choice(("", "", "", "", "", "Brådskande")),
    )
    case = replace(case, documents=tuple(_documents(case, scenario.attached or (), drawn, archive)))
    return _decided(case, arrival.decided, scenario.expect, rng) if arrival.decided else _met(case, scenario, day)


def _at(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(rng.randint(7, 15), rng.randint(0, 59))).astimezone()


def _documents(case: Case, attached: Iterable[str | Attached], drawn: Drawer, archive: _Archive) -> Iterator[Document]:
    for one in attached:
        odd = Attached(kind=one) if isinstance(one, str) else one
        kind, described = odd.kind, case.case_type.attachment(odd.kind)
        if described.format == "png":
            content, media_type = attachments.photo(drawn.rng), "image/png"
        else:
            told = [f"{label}: {case.fields[label]}" for label in described.tells if case.fields[label]]
            content, media_type = attachments.pdf([described.title, "", *told]), "application/pdf"
            if described.columns:
                rows = [[*map(drawn.text, row)] for row in odd.rows]
                heading = [described.title, attachments.ACCOUNT, *told]
                content = attachments.statement(heading, described.columns, rows, described.closing)
        if odd.made:
            content = hostile.made(odd.made)
        key = next(archive.keys)
        name = odd.named or f"{described.file}_{key}.{described.format}"
        pop_up = described.window and next(archive.pop_ups)
        yield Document(key, case.number, kind, name, media_type, content, pop_up)


def _decided(case: Case, decided: date, expected: Expected, rng: Random) -> Case:
    outcome = case.case_type.decision.decided.get(expected.outcome or "grant", OTHERWISE)
    lead = (decided - case.received).days
    asked = outcome == OTHERWISE or rng.random() < 0.25
    decision = Decision(rng.choice(CASEWORKERS).login, _at(decided, rng), outcome)
    return replace(
        case,
        status="Beslutat",
        decisions=(decision,),
        changed=decision.time,
        waited=rng.randint(lead // 4, lead // 2) if asked else 0,
    )


def _met(case: Case, scenario: Scenario, day: date) -> Case:
    """The case with what goes on around it when the robot meets it."""
    around = scenario.situation
    morning = datetime.combine(day, time(9, 12)).astimezone()
    draft = None
    if around.begun:
        draft = Save(around.begun.user, morning, {**case.case_type.decision.initial, **around.begun.values})
    return replace(
        case,
        marking=around.marking or case.marking,
        lock=Lock(around.locked_by, morning) if around.locked_by else None,
        draft=draft,
        saves=(draft,) if draft else (),
        changed=morning if draft or around.locked_by else case.changed,
        failing=around.fails,
        unescaped=around.unescaped,
    )
