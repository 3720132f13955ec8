"""The store: what is known about each case, between one robot and the next, and what people may ask about it."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.orm import Session

from robots.cases.alerts import Alerting
from robots.cases.auditing import Auditing
from robots.cases.breakers import Breakers
from robots.cases.contracts import Contracts
from robots.cases.database import DAMAGED, alone, connected, file_of, is_sqlite, lasting
from robots.cases.disposal import Disposal
from robots.cases.firings import Firings
from robots.cases.followups import FollowUps
from robots.cases.frozen import Frozen
from robots.cases.ground import Clock, now
from robots.cases.lanes import LaneProofs
from robots.cases.paces import Paces
from robots.cases.refusals import Refusals
from robots.cases.runs import Runs
from robots.cases.schema import CanaryRow, CaseRow
from robots.cases.sealing import Seal
from robots.cases.watching import Watching
from robots.cases.workers import Workers
from robots.errors import ConfigError, KeyMismatch, StoreFault

_CANARY = b"This key opens this store."


class Store(
    Disposal,
    FollowUps,
    Runs,
    Firings,
    Breakers,
    Contracts,
    LaneProofs,
    Auditing,
    Frozen,
    Alerting,
    Watching,
    Workers,
    Paces,
    Refusals,
):
    """The store of one authority's robots. Synchronous and safe for threads; its subjects are its base classes."""

    @classmethod
    def open(
        cls, url: str, key: bytes, *, attachments: Path | None = None, clock: Clock = now, as_it_is: bool = False
    ) -> Self:
        """Open the store, bring its schema up to date, and try the key.

        Args:
            url: `sqlite:///data/cases.db`, or `postgresql+psycopg://...`.
            key: 32 bytes from outside the store; `key_from` reads them from a secret's text.
            attachments: The folder for attachments; beside an SQLite file where not given.
            clock: Tells the instant, with a zone.
            as_it_is: Change nothing: a store of another version, or none at all, is refused.

        Raises:
            KeyMismatch: The store was made with another key; nothing was read or written.
            ConfigError: The store cannot be opened.
        """
        seal = Seal(key)
        engine = connected(url, as_it_is=as_it_is)
        try:
            _try_key(engine, seal)
        except DBAPIError as failed:
            engine.dispose()
            raise ConfigError(lasting(failed) or f"The store did not answer: {failed.orig}") from None
        except KeyMismatch:
            engine.dispose()
            raise
        if attachments is None and is_sqlite(engine.url):
            attachments = file_of(engine.url).parent / "attachments"
        return cls(engine, seal, attachments, clock)

    def try_soundness(self) -> None:
        """Ask the database whether it is whole; PostgreSQL sees to that itself, there it is only asked to answer.

        Raises:
            ConfigError: The file is damaged.
        """
        asked = "PRAGMA quick_check" if is_sqlite(self._engine.url) else "SELECT 'ok'"
        try:
            with self._reading() as session:
                answer = session.scalar(text(asked))
        except (DatabaseError, StoreFault):
            answer = None
        if answer != "ok":
            raise ConfigError(DAMAGED)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self._engine.url.render_as_string(hide_password=True)})"


def _try_key(engine: Engine, seal: Seal) -> None:
    """Open the canary; the first opening of all puts it there."""
    with Session(engine.execution_options(reading=True)) as session:
        blob = session.scalar(select(CanaryRow.blob))
    if blob is None:
        blob = _settled_canary(engine, seal)
    if seal.open("canary", blob) != _CANARY:
        raise KeyMismatch("The store's canary is not what it was. Nothing was read or written; restore a backup.")


def _settled_canary(engine: Engine, seal: Seal) -> bytes:
    """Put the canary into a new store, unless another process was quicker."""
    with Session(engine) as session, session.begin():
        alone(session.connection(), "canary")
        there: bytes | None = session.scalar(select(CanaryRow.blob))
        if there is not None:
            return there
        if session.scalar(select(func.count()).select_from(CaseRow)):
            raise KeyMismatch("The store has cases but no canary. Nothing was changed; restore a backup.")
        blob = seal.seal("canary", _CANARY)
        session.add(CanaryRow(id=1, blob=blob))
        return blob
