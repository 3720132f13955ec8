"""A process's place among the workers that share a store."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from robots.cases import Store, key_from
from robots.cases.sealing import new_key
from robots.errors import TechnicalProblem
from robots.work import membership
from robots.work.membership import Membership

LOGIN = "practice/login-1"


@pytest.mark.asyncio
async def test_a_login_that_could_not_be_left_while_the_store_was_away_is_left_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "BEAT", 0.01)
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", key_from(new_key())) as store:
        leave, away = store.leave_login, iter([True, True, False])

        def leaves(worker: int) -> None:
            if next(away, False):
                raise TechnicalProblem("The store did not answer.")
            leave(worker)

        monkeypatch.setattr(store, "leave_login", leaves)
        async with Membership.begin(store) as member:
            await member.with_login("robot-a", LOGIN, nothing)
            assert [worker.login for worker in store.workers()] == [LOGIN]
            async with asyncio.timeout(60):
                while store.workers()[0].login:
                    await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_a_login_that_is_taken_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership, "BEAT", 0.01)
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", key_from(new_key())) as store:
        leave, away = store.leave_login, iter([True])

        def leaves(worker: int) -> None:
            if next(away, False):
                raise TechnicalProblem("The store did not answer.")
            leave(worker)

        monkeypatch.setattr(store, "leave_login", leaves)
        async with Membership.begin(store) as member:
            await member.with_login("robot-a", LOGIN, nothing)

            async def works() -> None:
                beats = store.workers()[0].seen
                async with asyncio.timeout(60):
                    while store.workers()[0].seen == beats:
                        await asyncio.sleep(0.01)
                assert [worker.login for worker in store.workers()] == [LOGIN]

            await member.with_login("robot-a", LOGIN, works)


async def nothing() -> None:
    """A job that is done at once."""
