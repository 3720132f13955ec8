"""Contracts: the latest is in force, who accepted it is in the audit, and what is noted is noted once."""

from __future__ import annotations

from robots.cases import Store
from tests.cases.desk import Clock


def accepted(store: Store, screens: str = "{}", *, system: str = "practice", healed: str = "") -> None:
    store.accept_contract(system, screens, by="eva", cases=3, browser="156", description="abc", healed=healed)


def test_the_latest_contract_of_a_system_is_in_force(store: Store, clock: Clock) -> None:
    assert store.contract("practice") is None
    accepted(store, '{"screens": {}}')
    clock.turn(days=1)
    accepted(store, '{"browser": "156"}')
    accepted(store, system="other")
    now = store.contract("practice")
    assert now is not None
    assert (now.screens, now.at, now.by, now.cases) == ('{"browser": "156"}', clock(), "eva", 3)


def test_the_audit_tells_who_accepted_what(store: Store) -> None:
    accepted(store)
    accepted(store, healed="changed: draft.valid_to")
    told = [(entry.who, entry.action, entry.detail) for entry in store.audit()]
    assert told == [
        ("eva", "contract", "system: practice, contract: 1, cases: 3, description: abc"),
        ("eva", "heal", "system: practice, contract: 2, cases: 3, description: abc, changed: draft.valid_to"),
    ]


def test_a_change_is_noted_once_until_a_contract_is_accepted(store: Store, clock: Clock) -> None:
    since = clock()
    assert store.note_change("practice", "a label is gone.")
    clock.turn(hours=1)
    assert not store.note_change("practice", "a label is gone.")
    assert store.note_change("other", "a label is gone.")
    assert [(one.since, one.says) for one in store.noted_changes("practice")] == [(since, "a label is gone.")]
    assert [one.system for one in store.noted_changes()] == ["practice", "other"]
    accepted(store)
    assert store.noted_changes("practice") == []
    assert store.note_change("practice", "a label is gone.")
