"""The way in and out: login, frameset, menu, logout."""

from starlette.responses import Response

from robots.practice.pages import Pages
from robots.practice.sessions import Sessions
from robots.practice.visit import NotServed, Visit

COOKIE = "PRAKTIKSESSION"


class Door:
    """The pages around the work."""

    def __init__(self, pages: Pages, sessions: Sessions) -> None:
        self._pages = pages
        self._sessions = sessions

    def arrive(self, visit: Visit) -> Response:
        """The bare address leads to the frames, or to the login page."""
        return self._pages.redirect("/start" if visit.session else "/login")

    def login_form(self, visit: Visit, notice: str = "") -> Response:
        """The login page."""
        typed = visit.form.get("anvandare")
        return self._pages.page("login.html", token=self._sessions.login_token(), notice=notice, typed=typed)

    def log_in(self, visit: Visit) -> Response:
        """Start a session, or say that name or password is wrong."""
        if not self._sessions.knows_login_token(visit.form.get("__TOKEN")):
            raise NotServed(403, "Begäran nekades: ogiltig säkerhetsnyckel")
        session = self._sessions.log_in(visit.form.get("anvandare"), visit.form.get("losenord"))
        if session is None:
            return self.login_form(visit, "Fel användarnamn eller lösenord")
        answer = self._pages.redirect("/start")
        answer.set_cookie(COOKIE, session.key, httponly=True)
        return answer

    def log_out(self, visit: Visit) -> Response:
        """End the session; locks stay."""
        self._sessions.log_out(visit.at_work)
        answer = self._pages.redirect("/login")
        answer.delete_cookie(COOKIE)
        return answer

    def start(self, _visit: Visit) -> Response:
        """The frameset."""
        return self._pages.page("start.html")

    def menu(self, visit: Visit) -> Response:
        """The menu frame."""
        return self._pages.page("menu.html", user=visit.at_work.user)

    def nothing(self, _visit: Visit) -> Response:
        """The work frame before a case is chosen."""
        return self._pages.page("nothing.html")

    def style(self, _visit: Visit) -> Response:
        """The style sheet."""
        return self._pages.file("stil.css", "text/css")

    def script(self, _visit: Visit) -> Response:
        """The script of all pages."""
        return self._pages.file("skript.js", "application/javascript")
