"""A clerk at the practice system without a browser: asks for pages, sends back forms, and reads what stands there."""

import html
import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Page:
    """An answer as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page as a browser reads it."""
        return html.unescape(self.body.decode("cp1252"))

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's form."""
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.raw))

    @property
    def pairs(self) -> dict[str, str]:
        """What stands beside each label; the whole text where it is cut."""
        pair = r'<td class=l>(.*?):</td><td(?: class="v")?(?: title="(.*?)")?>(.*?)</td>'
        found = re.findall(pair, self.raw, re.DOTALL)
        return {html.unescape(label): html.unescape(title or text) for label, title, text in found}

    @property
    def headers_of_grid(self) -> list[str]:
        """The column headers."""
        return re.findall(r"<th>(.*?)</th>", self.text)

    @property
    def rows(self) -> list[list[str]]:
        """The grid's rows, the text of each cell."""
        rows = re.findall(r'<tr class="(?:jamn|udda)">(.*?)</tr>', self.raw, re.DOTALL)
        cells = (re.findall(r"<td.*?>(.*?)</td>", row) for row in rows)
        return [[html.unescape(re.sub("<.*?>", "", cell)) for cell in row] for row in cells]

    @property
    def raw(self) -> str:
        """The markup."""
        return self.body.decode("cp1252")


class Clerk:
    """One user with a cookie of their own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._host = urlsplit(address).netloc
        self._cookie = ""

    def colleague(self, user: str) -> "Clerk":
        """Another user, logged in to the same system."""
        other = Clerk(self.address)
        other.log_in(user)
        return other

    def get(self, path: str) -> Page:
        """Ask for a page; redirects are not followed."""
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Page:
        """Send a form as a browser does on an ISO-8859-1 page."""
        body = urlencode(fields, encoding="cp1252", errors="xmlcharrefreplace").encode("ascii")
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def log_in(self, user: str = "robot", password: str = "") -> Page:
        """Log in with the right password, or the one given."""
        token = self.get("/login").hidden["__TOKEN"]
        answer = self.post("/login", {"anvandare": user, "losenord": password or f"{user}-ovning", "__TOKEN": token})
        self._cookie = answer.headers.get("set-cookie", "").split(";")[0]
        return answer

    def send(self, page: Page, target: str, argument: str = "", **fields: str) -> Page:
        """Post a page back: its hidden fields, the event, and what was filled in."""
        event = {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
        return self.post("/handlaggning", {**page.hidden, **event, **fields})

    def open(self, number: str) -> Page:
        """Open a case, which takes its lock; the case's first tab."""
        assert self.get(f"/arende/{number}").status == 200
        return self.get(f"/arende/{number}/flik")

    def decision_form(self, number: str) -> Page:
        """Open a case and go to its last tab."""
        return self.send(self.open(number), "flik", "3")

    def account(self, of: str = "") -> Any:
        """The system's own account: the summary, or its part handelser or facit."""
        return json.loads(self.get(f"/_konto/{of}".rstrip("/")).body)

    def steer(self, **orders: object) -> Page:
        """Give the system an order."""
        return self._ask("POST", "/_konto/styr", json.dumps(orders).encode(), {"Content-Type": "application/json"})

    def number_of(self, story: str) -> str:
        """The number of the case of which the table tells this story."""
        cases: dict[str, dict[str, str]] = self.account("facit")["cases"]
        return next(number for number, case in cases.items() if story in case["story"])

    def _ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Page:
        connection = http.client.HTTPConnection(self._host, timeout=20)
        try:
            connection.request(method, path, body, {"Cookie": self._cookie, **(headers or {})})
            answer = connection.getresponse()
            return Page(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()
