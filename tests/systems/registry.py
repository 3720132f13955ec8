"""A small case system that does what old ones do and the practice system does not.

A menu in a frame leads to the inbox, which turns its pages in four ways; a case is accepted before it is shown; its
details stand in a window of their own and in a frame within a frame; the draft is written on two pages, each of which
refuses to save over what a colleague saved meanwhile. Its addresses may hide a case behind an id that nobody sees. It
keeps an account of every save.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PASSWORD = "practice only"
ON_PAGE = 2
NUMBERS = ("A-1", "A-2", "A-3", "A-4", "A-5")
PEOPLE = dict(
    zip(NUMBERS, ("19121212-1204", "19121212-1212", "19121212-1220", "19121212-1238", "19121212-1246"), strict=True)
)
OPTIONS = {"grant": "Grant", "reject": "Reject", "completion": "Completion", "dismiss": "Dismiss"}


@dataclass
class Case:
    """A case: who has it, what its pages hold, and who saved them."""

    holder: str | None = None
    pages: dict[str, dict[str, str]] = field(
        default_factory=lambda: {"decision": {"outcome": "", "reasons": ""}, "remark": {"note": ""}}
    )
    versions: dict[str, int] = field(default_factory=lambda: {"decision": 1, "remark": 1, "comment": 1})
    comments: list[tuple[str, str]] = field(default_factory=list)  # who wrote what
    saves: list[str] = field(default_factory=list)  # the page of each save of the robot's


class Registry:
    """The system, and what a colleague does in it."""

    def __init__(self) -> None:
        self.cases = {number: Case() for number in NUMBERS}
        self.numbers = NUMBERS  # of the cases in its inbox
        self.ids = dict(zip(NUMBERS, NUMBERS, strict=True))  # what stands for each case in addresses
        self.links: dict[str, str] = {}  # what stands in the inbox for a case's number, where it is something else
        self.asked: list[str] = []  # the addresses that were asked for below /case
        self.logins = 0
        self.hastens = ""  # a page on which a colleague always saves first
        self.accepts: list[str] = []  # cases that the robot accepted, and "-number" for one that it gave back

    def hides_cases(self) -> None:
        """From now on each case stands behind a new id: the inbox links to it, and shows its number only."""
        self.ids = {number: secrets.token_hex(8) for number in NUMBERS}
        self.links = {number: f'<a href="case/{at}?from=list">{number}</a>' for number, at in self.ids.items()}

    def number(self, named: str) -> str | None:
        """The case that an address means."""
        return next((number for number, at in self.ids.items() if at == named), None)

    def colleague_saves(self, number: str, page: str, **values: str) -> None:
        """A colleague writes in a page of a case."""
        self.cases[number].pages[page] |= values
        self.cases[number].versions[page] += 1


@contextmanager
def registry() -> Iterator[tuple[Registry, str]]:
    """A registry that answers at an address on this machine."""
    made = Registry()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _desk(made))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _page(title: str, body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{body}"


LOGIN = _page(
    "Log in",
    "<form method=post action=/login><label>User <input name=user></label>"
    "<label>Password <input type=password name=password></label><input type=submit value='Log in'></form>",
)
START = "<frameset cols='20%,80%'><frame name=menu src=/menu><frame name=content src=/news></frameset>"
MENU = "<ul><li><a href=/registry target=content>Registry</a><li><a href=/news target=content>News</a></ul>"
DETAILS = """<table><tr><th>Personal number<td>{person}<tr><th>Received<td>2026-11-02</table>
  <fieldset><legend>Signed</legend><label><input type=radio name=s checked>Yes</label>
  <label><input type=radio name=s>No</label></fieldset>"""


class _Answers:
    """The pages, by what they are called in an address."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def get(self, path: str, asked: dict[str, str]) -> str | None:
        pages = {"/login": LOGIN, "/start": START, "/menu": MENU, "/news": _page("News", ""), "/logout": LOGIN}
        pages["/registry"] = _page("Registry", "<a href=/inbox>New cases</a>")
        if path in pages:
            return pages[path]
        _, first, *more = path.split("/")
        if first == "inbox":
            return self._inbox(more[0] if more else "", int(asked.get("page", 1)))
        number, page = self._registry.number(more[0]), more[1] if len(more) > 1 else ""
        self._registry.asked.append(path)
        if number is None:
            return None
        case = self._registry.cases[number]
        return {
            "": lambda: self._case(number, case),
            "details": lambda: _page("Details", DETAILS.format(person=PEOPLE[number])),
            "outer": lambda: f"<iframe name=inner src=/case/{more[0]}/inner></iframe>",
            "inner": lambda: _page("Permits", "<table><tr><th>Earlier<th>Kind<tr><td>0<td>new</table>"),
        }.get(page, lambda: self._form(number, case, page))()

    def post(self, path: str, sent: dict[str, str]) -> str | None:
        _, first, *more = path.split("/")
        if first == "inbox":
            return self._inbox("postback", int(sent["page"]))
        number = self._registry.number(more[0]) or ""
        case = self._registry.cases[number]
        if more[1] in ("accept", "return"):
            case.holder = "robot" if more[1] == "accept" else None
            self._registry.accepts.append(number if case.holder else f"-{number}")
            return self._case(number, case)
        return self._save(number, case, more[1], sent)

    def _inbox(self, turned: str, page: int) -> str:
        numbers = self._registry.numbers
        here = numbers[(page - 1) * ON_PAGE : page * ON_PAGE]
        links = self._registry.links
        rows = "".join(
            f"<tr><td>{links.get(number, number)}<td>{'Permit' if number < 'A-5' else 'Complaint'}" for number in here
        )
        table = f"<table><tr><th>Case<th>Kind{rows}</table><p>{len(numbers)} cases"
        if page * ON_PAGE >= len(numbers):
            return _page("New cases", table)
        where = f"<input type=hidden name=page value={page + 1}>"
        further = {
            "": "",
            "link": f"<a href=/inbox/link?page={page + 1}>Next</a>",
            "button": f"<form action=/inbox/button>{where}<button>Next</button></form>",
            "postback": f"<form method=post action=/inbox>{where}<input type=submit value=Next></form>",
        }
        return _page("New cases", table + further[turned])

    def _case(self, number: str, case: Case) -> str:
        at = self._registry.ids[number]
        if case.holder not in (None, "robot"):
            return _page(f"Case {number}", "A colleague has it")
        if case.holder is None:
            accept = f"<form method=post action=/case/{at}/accept><button>Accept the case</button></form>"
            return _page(f"Case {number}", accept)
        return _page(
            f"Case {number}",
            f"""You have the case <a href=/case/{at}/details target=_blank>Details</a>
            <form method=post action=/case/{at}/return><button>Give it back</button></form>
            <iframe name=outer src=/case/{at}/outer></iframe>""",
        )

    def _form(self, number: str, case: Case, page: str, told: str = "") -> str:
        values = case.pages.get(page, {"comment": ""})
        if page == "comment":
            rows = [f"<tr><td>{by}<td>{escape(said).replace(chr(10), '<br>')}" for by, said in case.comments]
            said = "".join(rows) or "<tr><td colspan=2>No comments"
            controls = f"<table><tr><th>Author<th>Said{said}</table>{_area('Comment', values)}"
        elif page == "decision":
            options = "".join(
                f"<option{' selected' if values['outcome'] == option else ''}>{option}</option>"
                for option in ("", *OPTIONS.values())
            )
            controls = f"<label>Outcome <select name=outcome>{options}</select></label>{_area('Reasons', values)}"
        else:
            controls = _area("Note", values)
        at = self._registry.ids[number]
        body = f"""<p>{told}</p><form method=post action=/case/{at}/{page}>{controls}
            <input type=hidden name=version value={case.versions[page]}><input type=submit value='Save {page}'></form>
            <form method=post action=/case/{at}/decide><button>Decide</button></form>"""
        return _page(page.title(), body)

    def _save(self, number: str, case: Case, page: str, sent: dict[str, str]) -> str:
        if page == self._registry.hastens:
            self._registry.colleague_saves(number, page)
        if int(sent["version"]) != case.versions[page]:
            return self._form(number, case, page, "Somebody else saved meanwhile")
        if page == "comment":
            case.comments.append(("robot", sent["comment"].replace("\r", "")))
        else:
            case.pages[page] = {name: sent[name] for name in case.pages[page]}
        case.versions[page] += 1
        case.saves.append(page)
        return self._form(number, case, page, "The draft is saved")


def _area(label: str, values: dict[str, str]) -> str:
    name = label.lower()
    return f"<label>{label} <textarea name={name}>\n{escape(values[name])}</textarea></label>"


def _desk(registry: Registry) -> type[BaseHTTPRequestHandler]:
    answers = _Answers(registry)

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits until the head has been acknowledged

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            inside = "s=1" in self.headers.get("Cookie", "") or address.path == "/login"
            text = answers.get(address.path, _fields(address.query)) if inside else LOGIN
            self._give(text, status=404 if text is None else 200)

        def do_POST(self) -> None:
            sent = _fields(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            if self.path != "/login":
                self._give(answers.post(self.path, sent))
            elif sent["password"] == PASSWORD:
                registry.logins += 1
                self._give("", ("Location", "/start"), ("Set-Cookie", "s=1; Path=/"), status=302)
            else:
                self._give(LOGIN + "Wrong password")

        def _give(self, text: str | None, *headers: tuple[str, str], status: int = 200) -> None:
            content = (text or "").encode()
            self.send_response(status)
            for name, value in (*headers, ("Content-Type", "text/html"), ("Content-Length", str(len(content)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Desk


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}
