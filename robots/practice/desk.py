"""A caseworker's desk: lists, cases, tabs and documents, and the one address that takes every post."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.responses import Response

from robots.practice import lists, upgrade
from robots.practice.case import Case
from robots.practice.lists import Listing
from robots.practice.pages import Pages
from robots.practice.register import Refused, Register
from robots.practice.users import USERS
from robots.practice.viewstate import PageState, Tampered, ViewStates
from robots.practice.visit import Hidden, NotServed, Visit


@dataclass(frozen=True, slots=True)
class Notice:
    """What a page says about what was just done."""

    text: str
    kind: Literal["", "done", "refused"] = ""


SILENCE = Notice("")
Write = Callable[[str, str, str, Callable[[str], str]], Case]


class Desk:
    """The pages where the work is done."""

    def __init__(self, pages: Pages, register: Register, view_states: ViewStates, version: int) -> None:
        self._pages = pages
        self._register = register
        self._view_states = view_states
        self._inbox = upgrade.INBOX if version == 2 else lists.INBOX
        self._events = {
            "bladdra": self._turn_inbox,
            "bladdra_avslutade": self._turn_decided,
            "flik": self._switch_tab,
            "spara": self._save,
            "fatta": self._decide,
            "lamna": self._leave,
        }

    def inbox(self, visit: Visit) -> Response:
        """The first page of the new cases."""
        return self._list(visit, self._inbox, self._register.inbox(), "1")

    def decided(self, visit: Visit) -> Response:
        """The first page of the decided cases."""
        return self._list(visit, lists.DECIDED_CASES, self._register.decided(), "1")

    def open_case(self, visit: Visit) -> Response:
        """A case's outer page; opening it takes the lock."""
        number = self._case(visit).number
        if self._register.failed(number):
            raise NotServed(500, "Ett oväntat fel har inträffat")
        case = self._register.open(number, visit.user)
        hidden = self._hidden(visit, PageState("arende", number), case.version)
        return self._pages.page("case.html", case=case, hidden=hidden, locked=_locked(case, visit.user))

    def first_tab(self, visit: Visit) -> Response:
        """The case's frame as it first comes."""
        return self._tab(visit, self._case(visit), 1)

    def document(self, visit: Visit) -> Response:
        """An attachment itself."""
        document = self._register.document(_number(visit.address["key"]))
        if document is None:
            raise NotServed(404, "Bilagan finns inte")
        return self._pages.document(document)

    def document_window(self, visit: Visit) -> Response:
        """The pop-up window of an attachment."""
        document = self._register.document(_number(visit.query.get("id", "")))
        if document is None:
            raise NotServed(404, "Bilagan finns inte")
        return self._pages.page("document.html", document=document)

    def post(self, visit: Visit) -> Response:
        """Everything that a form can ask for: only the body says what."""
        if visit.form.get("__TOKEN") != visit.at_work.token:
            raise NotServed(403, "Begäran nekades: ogiltig säkerhetsnyckel")
        event = self._events.get(visit.target)
        if event is None or self._state(visit).case != visit.form.get("__ARENDE"):
            raise NotServed(400, "Okänd händelse")
        return event(visit)

    def _turn_inbox(self, visit: Visit) -> Response:
        return self._list(visit, self._inbox, self._register.inbox(), visit.argument)

    def _turn_decided(self, visit: Visit) -> Response:
        return self._list(visit, lists.DECIDED_CASES, self._register.decided(), visit.argument)

    def _switch_tab(self, visit: Visit) -> Response:
        case = self._case(visit)
        last = case.case_type.decided_tab if case.is_decided else case.case_type.decision_tab
        return self._tab(visit, case, min(max(1, _number(visit.argument)), last))

    def _save(self, visit: Visit) -> Response:
        return self._written(visit, self._register.save, "Utkast sparat")

    def _decide(self, visit: Visit) -> Response:
        return self._written(visit, self._register.decide, "Beslut fattat")

    def _written(self, visit: Visit, write: Write, done: str) -> Response:
        case = self._on_decision_tab(visit)
        try:
            case = write(case.number, visit.user, visit.form.get("__VERSION"), visit.form.get)
        except Refused as refusal:
            return self._tab(visit, case, case.case_type.decision_tab, Notice(str(refusal), "refused"))
        notice = Notice(f"{done} {case.changed:%H:%M}", "done")
        return self._tab(visit, case, case.case_type.decision_tab, notice)

    def _leave(self, visit: Visit) -> Response:
        case = self._register.leave(self._case(visit).number, visit.user)
        return self._pages.page("left.html", case=case)

    def _on_decision_tab(self, visit: Visit) -> Case:
        case, state = self._case(visit), self._state(visit)
        if state.page != "flik" or state.number != case.case_type.decision_tab:
            raise NotServed(400, "Okänd händelse")
        return case

    def _state(self, visit: Visit) -> PageState:
        try:
            return self._view_states.unseal(visit.form.get("__VIEWSTATE"), visit.at_work.key)
        except Tampered as error:
            raise NotServed(400, "Validering av vystatus misslyckades") from error

    def _case(self, visit: Visit) -> Case:
        case = self._register.case(visit.case)
        if case is None:
            raise NotServed(404, "Ärendet finns inte")
        return case

    def _list(self, visit: Visit, listing: Listing, cases: list[Case], page: str) -> Response:
        sheet = listing.sheet(cases, page)
        hidden = self._hidden(visit, PageState(listing.paging, number=sheet.page))
        return self._pages.page("list.html", sheet=sheet, hidden=hidden)

    def _tab(self, visit: Visit, case: Case, number: int, notice: Notice = SILENCE) -> Response:
        hidden = self._hidden(visit, PageState("flik", case.number, number), case.version)
        writable = case.status == "Nytt" and not case.locked_for(visit.user)
        return self._pages.page(
            "tab.html",
            case=case,
            number=number,
            hidden=hidden,
            notice=notice,
            writable=writable,
            last_save=_last_save(case),
            decided_by=USERS[case.decisions[-1].user].name if case.decisions else "",
        )

    def _hidden(self, visit: Visit, state: PageState, version: int = 0) -> Hidden:
        return Hidden(self._view_states.seal(state, visit.at_work.key), visit.at_work.token, state, version)


def _locked(case: Case, user: str) -> str:
    if case.lock is None or not case.locked_for(user):
        return ""
    return f"Ärendet är låst av {USERS[case.lock.user].name} sedan {case.lock.since:%H:%M}"


def _last_save(case: Case) -> str:
    if case.draft is None:
        return ""
    return f"Senast sparat: {case.draft.time:%Y-%m-%d %H:%M} av {USERS[case.draft.user].name}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
