"""A process's place among the workers that share a store."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from robots.cases import Store, key_from
from robots.cases.sealing import new_key
from robots.errors import LoginInUse, TechnicalProblem
from robots.work import membership
from robots.work.membership import Membership

LOGIN = "practice/login-1"


@pytest.mark.asyncio
async def test_a_login_that_could_not_be_left_while_the_store_was_away_is_left_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(membership, "BEAT", 0.01)
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", key_from(new_key())) as store:
        cannot_leave(store, monkeypatch, times=2)
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
        cannot_leave(store, monkeypatch, times=1)
        async with Membership.begin(store) as member:
            await member.with_login("robot-a", LOGIN, nothing)

            async def works() -> None:
                beats = store.workers()[0].seen
                async with asyncio.timeout(60):
                    while store.workers()[0].seen == beats:
                        await asyncio.sleep(0.01)
                assert [worker.login for worker in store.workers()] == [LOGIN]

            await member.with_login("robot-a", LOGIN, works)


@pytest.mark.asyncio
async def test_a_login_that_could_not_be_left_is_left_also_where_the_next_one_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", key_from(new_key())) as store:
        cannot_leave(store, monkeypatch, times=1)
        other = store.join("other:1", "other")
        assert store.take_login(other, "robot-a", "practice/login-2")
        async with Membership.begin(store) as member:
            await member.with_login("robot-a", LOGIN, nothing)  # its end cannot be noted
            with pytest.raises(LoginInUse):
                await member.with_login("robot-a", "practice/login-2", nothing)
            monkeypatch.setattr(membership, "BEAT", 0.01)
            async with asyncio.timeout(60):
                while LOGIN in [worker.login for worker in store.workers()]:
                    await asyncio.sleep(0.01)


def cannot_leave(store: Store, monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """Let the store be away as often as that when a login is to be left."""
    leave, away = store.leave_login, iter([True] * times)

    def leaves(worker: int) -> None:
        if next(away, False):
            raise TechnicalProblem("The store did not answer.")
        leave(worker)

    monkeypatch.setattr(store, "leave_login", leaves)


async def nothing() -> None:
    """A job that is done at once."""
