"""A warning that somebody has seen stays acknowledged for as long as it says the same, about the same person."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from robots.cases import Claim, Store
from robots.cases.schema import AcknowledgementRow
from robots.errors import ConfigError
from robots.model import Acknowledgement, Finding, PersonalNumber, Record, Result, State
from tests.cases.desk import FINDINGS, KEY, NUMBER, PROPOSAL, VERSIONS, Clock, Desk, decided, row

OTHER = "198012032386"  # a test number of somebody else
INCOME = Finding("income", Result.WARNING, "Ny inkomst: 4 200 kr från Testgivaren.", "4 kap. 1 § SoL")
RENT = Finding("rent", Result.WARNING, "Hyran är 300 kr högre än förra månaden.", "4 kap. 3 § SoL")
SEEN = Acknowledgement(date(2026, 11, 23), "Anna")


class Alone(Record):
    applicant: PersonalNumber


class Household(Record):
    applicant: PersonalNumber
    partner: PersonalNumber | None


class Nobody(Record):
    subject: str


BY_ITSELF = Alone.of({"applicant": NUMBER})


def proposes(desk: Desk, claim: Claim, *findings: Finding, record: Record = BY_ITSELF) -> tuple[Finding, ...]:
    """A robot reads the case and notes what it found, as the engine does; the findings as it noted them."""
    desk.store.extracted(claim, record, [])
    acknowledged = desk.store.acknowledged(claim)
    noted = tuple(replace(finding, acknowledged=acknowledged(finding)) for finding in findings)
    desk.store.proposed(claim, noted, PROPOSAL, VERSIONS)
    desk.store.let_go(claim)
    return noted


def acknowledges(store: Store, number: str = "2026-1", *warnings: Finding, by: str = "Anna") -> list[Finding]:
    return store.acknowledge(number, warnings=warnings or [INCOME], by=by, account="clerk")


def open_warnings(store: Store, number: str = "2026-1") -> list[Finding]:
    return [one for one in store.content(store.case(number)).findings if one.is_open_warning]


def kept(store: Store) -> Sequence[AcknowledgementRow]:
    with store._reading() as session:
        return session.scalars(select(AcknowledgementRow)).all()


def month_after(desk: Desk, number: str, *findings: Finding, record: Record = BY_ITSELF) -> tuple[Finding, ...]:
    """The case before is decided, and a new one of the same person is read."""
    desk.reads_decided(*[decided(case.number) for case in desk.store.cases() if case.state is not State.DECIDED])
    desk.new_run()
    return proposes(desk, desk.has(number), *findings, record=record)


def test_a_warning_that_was_acknowledged_says_by_whom_and_when(desk: Desk) -> None:
    proposes(desk, desk.has(), *FINDINGS, INCOME, RENT)
    assert acknowledges(desk.store) == [INCOME]

    content = desk.store.content(desk.store.case("2026-1"))
    assert content.findings == (*FINDINGS, replace(INCOME, acknowledged=SEEN), RENT)
    assert open_warnings(desk.store) == [RENT]


def test_it_stays_so_in_the_next_reading_and_in_next_months_case(desk: Desk) -> None:
    proposes(desk, desk.has(), INCOME)
    acknowledges(desk.store)
    desk.new_run()
    claim = desk.claims("2026-1", again=True)
    assert claim is not None
    assert proposes(desk, claim, INCOME) == (replace(INCOME, acknowledged=SEEN),)
    assert month_after(desk, "2026-2", INCOME) == (replace(INCOME, acknowledged=SEEN),)


@pytest.mark.parametrize(
    "another",
    [
        replace(INCOME, reason="Ny inkomst: 4 300 kr från Testgivaren."),
        replace(INCOME, criterion="other income"),
    ],
    ids=["another amount", "another criterion"],
)
def test_another_sentence_is_another_warning(desk: Desk, another: Finding) -> None:
    proposes(desk, desk.has(), INCOME)
    acknowledges(desk.store)
    assert month_after(desk, "2026-2", another) == (another,)


def test_another_persons_warning_is_another_one_though_it_says_the_same(desk: Desk) -> None:
    proposes(desk, desk.has(), INCOME)
    acknowledges(desk.store)
    assert month_after(desk, "2026-2", INCOME, record=Alone.of({"applicant": OTHER})) == (INCOME,)


def test_a_household_with_somebody_new_is_looked_at_anew_and_one_who_left_brings_nothing_along(desk: Desk) -> None:
    both = Household.of({"applicant": NUMBER, "partner": OTHER})
    proposes(desk, desk.has("2026-1"), INCOME)
    acknowledges(desk.store)
    assert month_after(desk, "2026-2", INCOME, record=both) == (INCOME,)
    acknowledges(desk.store, "2026-2", by="Bo")
    assert [row.person is None for row in kept(desk.store)] == [False, False]
    assert month_after(desk, "2026-3", INCOME, record=both)[0].acknowledged == Acknowledgement(SEEN.day, "Bo")


def test_a_case_in_which_nobody_is_known_keeps_its_own(desk: Desk) -> None:
    record = Nobody.of({"subject": "x"})
    proposes(desk, desk.has(), INCOME, record=record)
    acknowledges(desk.store)
    assert open_warnings(desk.store) == []
    assert month_after(desk, "2026-2", INCOME, record=record) == (INCOME,)
    desk.store.dispose("2026-1", by="archivist")
    assert kept(desk.store) == []


def test_what_a_person_has_not_been_shown_is_not_acknowledged(desk: Desk) -> None:
    proposes(desk, desk.has(), INCOME, RENT, *FINDINGS)
    meanwhile = replace(RENT, reason="Hyran är 900 kr högre än förra månaden.")
    with pytest.raises(ConfigError, match="another warning by now"):
        acknowledges(desk.store, "2026-1", INCOME, meanwhile)
    with pytest.raises(ConfigError, match="another warning by now"):
        acknowledges(desk.store, "2026-1", FINDINGS[0])
    assert kept(desk.store) == []


def test_it_is_acknowledged_once_however_many_say_so(desk: Desk, url: str) -> None:
    proposes(desk, desk.has(), INCOME, RENT)
    said: list[int] = []

    def say(name: str) -> None:
        with Store.open(url, KEY) as store:
            said.append(len(acknowledges(store, "2026-1", INCOME, RENT, by=name)))

    threads = [threading.Thread(target=say, args=(name,)) for name in ("Anna", "Bo", "Cia")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [0, 0, 2]
    assert len(kept(desk.store)) == 2
    actions = [(entry.who, entry.action) for entry in desk.store.audit("2026-1")]
    assert actions.count(("clerk", "acknowledge")) == 1


def test_the_audit_names_criteria_and_who_and_no_sentence(desk: Desk) -> None:
    proposes(desk, desk.has(), INCOME, RENT)
    acknowledges(desk.store, "2026-1", INCOME, RENT)
    noted = desk.store.audit("2026-1")[-1]
    assert (noted.who, noted.action, noted.detail) == ("clerk", "acknowledge", "income, rent (Anna)")
    assert desk.store.verify_audit().well


def test_the_sentence_stands_nowhere_in_the_clear(sqlite_store: Store, clock: Clock, sqlite_url: str) -> None:
    at_work = Desk(sqlite_store, clock)
    proposes(at_work, at_work.has(), INCOME)
    acknowledges(sqlite_store)
    content = b"".join(path.read_bytes() for path in Path(sqlite_url.removeprefix("sqlite:///")).parent.iterdir())
    assert b"income" in content
    assert b"4 200" not in content
    assert b"Testgivaren" not in content


def test_acknowledgements_go_with_the_persons_last_case(desk: Desk) -> None:
    proposes(desk, desk.has("2026-1"), INCOME)
    acknowledges(desk.store)
    month_after(desk, "2026-2", INCOME)
    desk.store.purge([desk.store.case("2026-1")], by="archivist")
    assert len(kept(desk.store)) == 1, "the person has another case"

    desk.reads_decided(decided("2026-2"))
    desk.clock.turn(days=1)
    desk.store.purge([desk.store.case("2026-2")], by="archivist")
    assert kept(desk.store) == []


def test_a_case_that_only_people_may_open_any_more_leaves_none_behind(desk: Desk) -> None:
    proposes(desk, desk.has(), INCOME)
    acknowledges(desk.store)
    desk.reads_inbox(row(protected=True))
    assert kept(desk.store) == []


def test_whoever_asks_what_is_held_is_told_of_them(desk: Desk) -> None:
    proposes(desk, desk.has(), INCOME)
    acknowledges(desk.store)
    desk.clock.turn(days=30)
    month_after(desk, "2026-2", INCOME)
    for number in ("2026-1", "2026-2"):
        (told,) = desk.store.history(number, reader="registrar").acknowledged
        assert (told.criterion, told.by, told.at) == ("income", "Anna", desk.clock.at - timedelta(days=30))


def test_findings_that_were_stored_before_there_were_acknowledgements_are_read(desk: Desk) -> None:
    from robots.cases.writing import packed, unpacked

    former = packed((INCOME,)).replace(b',"acknowledged":null', b"")
    assert b"acknowledged" not in former
    assert unpacked(former) == (INCOME,)
    assert unpacked(packed((replace(INCOME, acknowledged=SEEN),))) == (replace(INCOME, acknowledged=SEEN),)
