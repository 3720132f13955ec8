"""The practice system as a web application: who may ask what, at which pace, and the account of it."""

import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from robots.practice.account import Account, Event
from robots.practice.casetype import case_type
from robots.practice.clock import Clock
from robots.practice.desk import Desk
from robots.practice.door import COOKIE, Door
from robots.practice.form import Form
from robots.practice.options import Options
from robots.practice.pace import Pace
from robots.practice.pages import Pages
from robots.practice.population import Population, population
from robots.practice.register import Register
from robots.practice.sessions import Session, Sessions
from robots.practice.steering import Orders, Steering
from robots.practice.viewstate import ViewStates
from robots.practice.visit import NotServed, Visit

Page = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


class PracticeSystem:
    """One practice system with its cases, in memory: those that its options draw, unless others are given."""

    def __init__(self, options: Options, cases: Population | None = None) -> None:
        secret = secrets.token_bytes(32)
        drawn = cases or population(options)
        self._one_at_a_time = options.one_at_a_time
        self._clock = Clock(options.day)
        self._register = Register(drawn.cases, self._clock)
        self._sessions = Sessions(options.session, secret)
        self._pace = Pace(options)
        self._account = Account(self._register, drawn, options.seed, options.day)
        self._steering = Steering(self._register, self._sessions, self._pace)
        self._pages = Pages(case_type(options.types[0]).municipality, options.version)
        self._door = Door(self._pages, self._sessions)
        self._desk = Desk(self._pages, self._register, ViewStates(secret), options.version)

    def application(self) -> Starlette:
        """The web application, for any ASGI server."""
        door, desk = self._door, self._desk
        return Starlette(
            routes=[
                Route("/", self._open(door.arrive)),
                Route("/login", self._open(door.login_form), methods=["GET"]),
                Route("/login", self._open(door.log_in), methods=["POST"]),
                Route("/stil.css", self._open(door.style)),
                Route("/skript.js", self._open(door.script)),
                Route("/loggaut", self._closed(door.log_out)),
                Route("/start", self._closed(door.start)),
                Route("/meny", self._closed(door.menu)),
                Route("/tom", self._closed(door.nothing)),
                Route("/inkorg", self._closed(desk.inbox)),
                Route("/avslutade", self._closed(desk.decided)),
                Route("/arende/{number}", self._closed(desk.open_case)),
                Route("/arende/{number}/flik", self._closed(desk.first_tab)),
                Route("/bilaga/visa", self._closed(desk.document_window)),
                Route("/bilaga/{key}", self._closed(desk.document)),
                Route("/handlaggning", self._closed(desk.post), methods=["POST"]),
                Route("/_konto", self._summary),
                Route("/_konto/handelser", self._events),
                Route("/_konto/facit", self._key),
                Route("/_konto/styr", self._steer, methods=["POST"]),
            ]
        )

    def _closed(self, page: Page) -> Endpoint:
        """A page for those who are logged in."""
        return self._open(lambda visit: page(visit) if visit.session else self._pages.redirect("/login"))

    def _open(self, page: Page) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            session = self._sessions.visit(request.cookies.get(COOKIE))
            form = Form.parse(await request.body())
            visit = Visit(request.method, request.url.path, request.query_params, request.path_params, form, session)
            async with self._turn(session):
                fault = self._pace.fault()
                await self._pace.think(fault)
                answer = self._failure() if fault == "before" else self._answer(page, visit)
                answer = self._failure() if fault == "after" else answer
                self._note(visit, answer.status_code)
                if visit.target == "spara":
                    await self._pace.release()
            return answer

        return endpoint

    def _turn(self, session: Session | None) -> AbstractAsyncContextManager[None]:
        return session.turn if session and self._one_at_a_time else nullcontext()

    def _answer(self, page: Page, visit: Visit) -> Response:
        try:
            return page(visit)
        except NotServed as reason:
            return self._pages.error(reason.status, reason.words)

    def _failure(self) -> Response:
        return self._pages.error(500, "Ett oväntat fel har inträffat")

    def _note(self, visit: Visit, status: int) -> None:
        event = Event(self._clock.now(), visit.user, visit.method, visit.path, visit.target, visit.case, status)
        self._account.note(event)

    async def _summary(self, _request: Request) -> Response:
        return JSONResponse(self._account.summary())

    async def _events(self, _request: Request) -> Response:
        return JSONResponse(self._account.events())

    async def _key(self, _request: Request) -> Response:
        return JSONResponse(self._account.key())

    async def _steer(self, request: Request) -> Response:
        try:
            self._steering.follow(Orders.model_validate_json(await request.body()))
        except (ValidationError, KeyError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"done": True})
