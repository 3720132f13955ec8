"""Who hears the password that a server asks for by HTTP Basic or Digest: one origin, one page, by the declared scheme,
once. Every other question of that kind is answered with nothing, so that no server, page or proxy can have it repeated.

The browser keeps an accepted password by itself and sends it along until the server refuses it; nobody is asked then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from robots.systems.request import origin_of


@dataclass(eq=False)
class Answer:
    """What to answer one server that asks, and what became of it."""

    origin: str  # "http://127.0.0.1:8765": the only one that hears it
    scheme: str  # "basic" or "digest": Basic sends the password as it is, Digest only what proves that one knows it
    user: str
    password: str = field(repr=False)
    page: str  # the page that is to ask, by the browser's own name of its frame
    given: bool = False
    refused: bool = False  # the server asked again after it had heard it
    asked: str = ""  # the scheme by which the page was asked otherwise than declared

    def fits(self, event: dict[str, Any]) -> bool:
        """Whether it is meant for this question, and was not given yet."""
        asked = event["authChallenge"]
        if not self._concerns(event):
            return False
        self.refused |= self.given
        if asked["scheme"] != self.scheme:
            self.asked = asked["scheme"]
        return not self.given and asked["scheme"] == self.scheme

    def _concerns(self, event: dict[str, Any]) -> bool:
        asked = event["authChallenge"]
        return (
            asked.get("source") == "Server"
            and {origin_of(asked["origin"]), origin_of(event["request"]["url"])} == {self.origin}
            and event["resourceType"] == "Document"
            and event["frameId"] == self.page
        )


class Challenges:
    """All that servers ask one browser for by HTTP authentication; its DevTools session must handle these requests."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._answers: list[Answer] = []

    @contextmanager
    def answering(self, answer: Answer) -> Iterator[None]:
        """Give an answer to whom it is meant for, once, while the block lasts."""
        self._answers.append(answer)
        try:
            yield
        finally:
            self._answers.remove(answer)

    async def meet(self, event: dict[str, Any]) -> None:
        """Answer one question; with nothing where no answer is meant for it."""
        response = {"response": "CancelAuth"}
        if answer := next((one for one in self._answers if one.fits(event)), None):
            answer.given = True
            response = {"response": "ProvideCredentials", "username": answer.user, "password": answer.password}
        with suppress(PlaywrightError):  # the page gave the request up, or was closed
            await self._session.send(
                "Fetch.continueWithAuth", {"requestId": event["requestId"], "authChallengeResponse": response}
            )
