"""What a run needs first is made ready while something else is prepared, as its browser while the rules are read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Early(AbstractAsyncContextManager[T], Generic[T]):
    """A context that is being entered already; whoever enters it waits for what is left of that."""

    def __init__(self, context: AbstractAsyncContextManager[T]) -> None:
        self._context = context
        self._entering = asyncio.create_task(context.__aenter__())
        self.taken = False

    async def __aenter__(self) -> T:
        self.taken = True
        return await self._entering

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._context.__aexit__(kind, error, trace)

    async def unwanted(self) -> None:
        """Undo it where nobody took it: what was prepared meanwhile was not in order."""
        self._entering.cancel()
        with suppress(Exception, asyncio.CancelledError):
            await self._entering
            await self._context.__aexit__(None, None, None)


@asynccontextmanager
async def early(context: AbstractAsyncContextManager[T]) -> AsyncIterator[Early[T]]:
    """Begin to enter a context beside what is done in the block, which may come to nothing."""
    begun = Early(context)
    try:
        yield begun
    finally:
        if not begun.taken:
            await begun.unwanted()
