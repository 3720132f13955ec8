"""Patterns, policies and permits held against requests: what is allowed strictly, what is never allowed loosely."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robots.systems.permit import Permit, Policy, Sends
from robots.systems.request import Request, origin_of

ORIGIN = "http://case.test:8765"
FORM = "application/x-www-form-urlencoded"


def post(path: str, body: str | bytes = "", kind: str = FORM, **more: str) -> Request:
    content = body.encode("ascii") if isinstance(body, str) else body
    return Request("POST", ORIGIN + path, {"Content-Type": kind, **more}, content, charset="iso-8859-1")


def get(path: str) -> Request:
    return Request("GET", ORIGIN + path, {})


def parts(*pieces: str) -> tuple[bytes, str]:
    """A body in parts, as a browser writes it, and its type."""
    body = "".join(f"--line\r\n{piece}\r\n" for piece in pieces) + "--line--\r\n"
    return body.encode("iso-8859-1"), "multipart/form-data; boundary=line"


def part(name: str, value: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "path"),
        [
            ("POST /save", "/save"),
            ("POST /case/*/save", "/case/7/save"),
            ("POST /case/{case}/save", "/case/AB%2012/save"),
            ("POST /files/**", "/files/a/b"),
            ("POST /save", "/save?anything=1"),
            ("POST /save?id=*", "/save?other=1&id=7"),
            ("POST /save", "/save;jsessionid=1A2B.node1"),
            ("* /save", "/save"),
            (f"POST {ORIGIN}/save", "/save"),
            ("POST /ärende", "/%C3%A4rende"),
            ("POST /ärende", "/%E4rende"),
        ],
    )
    def test_a_request_that_fits_matches(self, pattern: str, path: str) -> None:
        assert Sends.parse(pattern).matches(post(path), "AB 12")

    @pytest.mark.parametrize(
        ("pattern", "path"),
        [
            ("GET /save", "/save"),
            ("POST /save", "/save/"),
            ("POST /save", "/Save"),
            ("POST /save", "/save/more"),
            ("POST /case/*", "/case/"),
            ("POST /case/*", "/case/7/decide"),
            ("POST /case/*", "/case/7%2Fdecide"),
            ("POST /case/*", "/case/7;decide"),
            ("POST /case/*", "/case/7%5Cdecide"),
            ("POST /case/**", "/case//x"),
            ("POST /case/**", "/case/%2E%2E/x"),
            ("POST /case/{case}/save", "/case/AB%2013/save"),
            ("POST /case/{case}/save", "/case/x/AB%2012/save"),
            ("POST /save?id=7", "/save?id=8"),
            ("POST /save?id=7", "/save?id=7&id=8"),
            ("POST /save?id=7", "/save"),
            ("POST http://other.test/save", "/save"),
        ],
    )
    def test_a_request_that_only_resembles_does_not_match(self, pattern: str, path: str) -> None:
        assert not Sends.parse(pattern).matches(post(path), "AB 12")

    def test_a_case_number_with_a_slash_may_be_written_both_ways(self) -> None:
        sends = Sends.parse("POST /case/{case}")
        assert sends.matches(post("/case/2026/12"), "2026/12")
        assert sends.matches(post("/case/2026%2F12"), "2026/12")
        assert not sends.matches(post("/case/2026/13"), "2026/12")

    def test_a_field_must_be_there_once_with_its_value(self) -> None:
        sends = Sends.parse("POST /p", {"__EVENTTARGET": "grid", "__EVENTARGUMENT": "Page$*"})
        assert sends.matches(post("/p", "__EVENTTARGET=grid&__EVENTARGUMENT=Page%24Next&x=1"))
        assert not sends.matches(post("/p", "__EVENTTARGET=grid&__EVENTARGUMENT=Page%24"))
        assert not sends.matches(post("/p", "__EVENTTARGET=grid"))
        assert not sends.matches(post("/p", "__EVENTTARGET=grid&__EVENTTARGET=grid&__EVENTARGUMENT=Page%242"))

    def test_the_fields_of_a_read_stand_in_its_address(self) -> None:
        assert Sends.parse("GET /lock", {"take": "1"}).matches(get("/lock?take=1"))
        assert not Sends.parse("GET /lock", {"take": "1"}).matches(get("/lock?take=2"))

    @pytest.mark.parametrize("text", ["/save", "POST save", "post /save", "POST  /save x", "SAVE /x", ""])
    def test_a_text_that_is_no_pattern_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not of the form"):
            Sends.parse(text)


NEVER = (
    Sends.parse("POST /case/*/decide"),
    Sends.parse("POST /case/*", {"__EVENTTARGET": "decide"}),
    Sends.parse("* **", {"sign": "*"}),
    Sends.parse("POST /work?step=sign"),
)
POLICY = Policy(
    ORIGIN, allowed=(Sends.parse("POST /case/*"), Sends.parse("POST /out")), never=NEVER, charset="iso-8859-1"
)


class TestWhatIsNeverAllowed:
    @pytest.mark.parametrize(
        "path",
        [
            "/case/7/decide",
            "/case/7/decide?x=1",
            "/case/7/decide/",
            "/Case/7/DECIDE",
            "/case//7/decide",
            "/case/7/decide;v=1",
            "/case/7/%64ecide",
            "/case/7/%2564ecide",
            "/case/7%2Fdecide",
            "/case/7/x/../decide",
            "/case/7/decide.",
            "/case%5C7%5Cdecide",
            "/work?a=1&step=sign",
            "/work?step=SIGN",
            "/work?step=%2573ign",
            "/work?a=1;step=sign",
            "/case/7?__EVENTTARGET=decide",
            "/anything?sign=",
        ],
    )
    def test_an_address_that_decides_is_refused_in_every_spelling_and_by_every_method(self, path: str) -> None:
        assert POLICY.refusal(get(path))
        assert POLICY.refusal(post(path))

    @pytest.mark.parametrize(
        "body",
        [
            "__EVENTTARGET=decide",
            "a=1&__EVENTTARGET=decide",
            "__EVENTTARGET=save&__EVENTTARGET=decide",
            "__eventtarget=Decide",
            "__EVENTTARGET=+decide+",
            "%5F_EVENTTARGET=decide",
            "sign=Signera",
            "sign=",
            "sign.x=3",
            "sign%5B%5D=1",
            "SIGN=1",
        ],
    )
    def test_a_body_that_decides_is_refused_in_every_spelling(self, body: str) -> None:
        assert POLICY.refusal(post("/case/7", body))

    @pytest.mark.parametrize("path", ["/case/7", "/case/7/deciders", "/decide", "/work?step=save", "/work"])
    def test_its_neighbours_are_not(self, path: str) -> None:
        assert POLICY.refusal(get(path)) is None

    def test_the_reason_names_the_field_and_not_its_value(self) -> None:
        assert POLICY.refusal(post("/case/7", "sign=19121212-1212")) == '"never" lists * ** with sign'

    def test_a_permit_does_not_help(self) -> None:
        assert POLICY.refusal(post("/case/7", "__EVENTTARGET=decide"))


class TestWhatCannotBeReadSurely:
    @pytest.mark.parametrize(
        ("request_", "why"),
        [
            (post("/out", '{"a": 1}', "application/json"), "no form"),
            (post("/out", "a=1", "text/plain"), "no form"),
            (post("/out", "a=1", ""), "no form"),
            (post("/out", "a=1;b=2"), "semicolon"),
            (post("/out", "a=%zz"), "encodes nothing"),
            (post("/out", "a=%00"), "NUL"),
            (post("/out", "a%0A=1"), "control characters"),
            (post("/out", "+a=1"), "blanks"),
            (post("/out", "a=%81"), "character set"),
            (post("/out", "a=1".encode("utf-16"), FORM), "percent-encoded"),
            (post("/out", "a=%E5", FORM + "; charset=utf-8"), "character set"),
            (post("/out", "a=1", FORM + "; charset=utf-7"), "character set"),
            (post("/out", "a=1", FORM + "; charset=utf-8; charset=utf-16"), "twice"),
            (Request("POST", ORIGIN + "/out", {"Content-Type": FORM}, b"a=1", whole=False), "not shown whole"),
            (post("/out", *parts(part("a", "1"), "X: y\r\n\r\n2")), "unusual headers"),
            (post("/out", parts(part("a", "1"))[0][:-8], parts()[1]), "not cut cleanly"),
            (post("/out", *parts('Content-Disposition: form-data; name="f"; filename="x"\r\n\r\nabc')), "unusual"),
            (
                post(
                    "/out",
                    *parts(
                        'Content-Disposition: form-data; name="f"; filename="x"\r\nContent-Type: text/plain\r\n\r\nabc'
                    ),
                ),
                "carries a file",
            ),
            (post("/out", "a=1", **{"X-HTTP-Method-Override": "PUT"}), "overrides"),
            (Request("GET", ORIGIN + "/out", {"x-method-override": "PUT"}), "overrides"),
            (get("/out?_method=delete"), "overrides"),
            (Request("GET", ORIGIN + "/out", {"Content-Type": FORM}, b"a=1"), "carries a body"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_it_is_refused_even_where_the_address_is_allowed(self, request_: Request, why: str) -> None:
        assert why in (POLICY.refusal(request_) or "")

    def test_a_field_that_overrides_the_method_must_be_declared_itself(self) -> None:
        assert not POLICY.declares(post("/out", "_method=delete"))
        declared = Policy(ORIGIN, allowed=(Sends.parse("POST /out", {"_method": "delete"}),))
        assert declared.declares(post("/out", "_method=delete"))

    @pytest.mark.parametrize(
        ("charset", "declared", "encoded"),
        [
            ("iso-8859-1", "", "%E5%80"),
            ("iso-8859-1", "; charset=ISO-8859-1", "%E5%80"),
            ("utf-8", "", "%C3%A5%E2%82%AC"),
            ("utf-8", "; charset=UTF-8", "%C3%A5%E2%82%AC"),
        ],
    )
    def test_a_body_is_read_in_the_character_set_of_the_pages(self, charset: str, declared: str, encoded: str) -> None:
        request = Request(
            "POST", ORIGIN + "/", {"content-type": FORM + declared}, f"a={encoded}".encode(), charset=charset
        )
        assert request.form == (("a", "å€"),)

    def test_a_body_in_another_character_set_passes_where_it_makes_no_difference(self) -> None:
        assert post("/out", "a=1&b=x%20y", FORM + ";charset=UTF-8").form == (("a", "1"), ("b", "x y"))

    @given(st.lists(st.tuples(st.from_regex(r"[\w$@.]{1,8}", fullmatch=True), st.text(st.characters(codec="cp1252")))))
    def test_what_a_browser_encodes_is_read_back(self, fields: list[tuple[str, str]]) -> None:
        sent = [(name, value.replace("\r", "").replace("\0", "")) for name, value in fields if name.isascii()]
        encoded = "&".join(
            f"{quote_plus(name)}={quote_plus(value.replace(chr(10), chr(13) + chr(10)), encoding='cp1252')}"
            for name, value in sent
        )
        assert list(post("/", encoded).form) == sent
        body, kind = parts(*(part(name, value) for name, value in sent if value.isascii()))
        assert list(post("/", body, kind).form) == [(name, value) for name, value in sent if value.isascii()]


class TestAPolicy:
    @pytest.mark.parametrize(
        ("url", "origin"),
        [
            ("http://case.test:80/a?b#c", "http://case.test"),
            ("https://CASE.test:443", "https://case.test"),
            ("http://case.test:8765?a", "http://case.test:8765"),
            ("http://case.test@other.test/", "http://other.test"),
            ("http://[::1]:80/a", "http://[::1]"),
            ("file:///etc/passwd", ""),
            ("ftp://case.test/", ""),
            ("data:text/html,http://case.test", ""),
        ],
    )
    def test_knows_an_address_by_scheme_host_and_port(self, url: str, origin: str) -> None:
        assert origin_of(url) == origin

    def test_reads_are_free_and_writes_must_be_declared(self) -> None:
        assert POLICY.declares(get("/anything"))
        assert POLICY.declares(post("/out"))
        assert not POLICY.declares(post("/in"))

    def test_declared_requests_go_to_its_own_address_unless_they_name_another(self) -> None:
        policy = Policy(
            ORIGIN,
            allowed=(Sends.parse("POST /out"), Sends.parse("POST https://login.test/in")),
            other_origins=("https://login.test:443/",),
        )
        assert policy.covers("https://login.test")
        assert not policy.covers("https://login.test:8443")
        assert not policy.declares(Request("POST", "https://login.test/out", {}))
        assert policy.declares(Request("POST", "https://login.test/in", {}))


PERMIT = Permit(
    "AB 12",
    Sends.parse("POST /case", {"__EVENTTARGET": "save", "number": "{case}"}),
    required={"reasons": "Ett\nTvå", "notified": ""},
    allowed=frozenset({"__VIEWSTATE", "number", "file", "extra"}),
    forbidden=frozenset({"extra"}),
)
RIGHT = {"__EVENTTARGET": "save", "number": "AB 12", "reasons": "Ett\r\nTvå", "notified": "", "__VIEWSTATE": "x"}


def refused(changes: Mapping[str, str | None] | None = None, path: str = "/case") -> str | None:
    """What the permit says to the right request with these fields changed, or left out where None."""
    fields = {name: value for name, value in {**RIGHT, **(changes or {})}.items() if value is not None}
    return PERMIT.refusal(
        post(path, "&".join(f"{name}={quote_plus(value, encoding='cp1252')}" for name, value in fields.items()))
    )


class TestAPermit:
    def test_its_save_passes_with_both_line_ends(self) -> None:
        assert refused() is None
        assert refused({"reasons": "Ett\nTvå"}) is None

    def test_it_passes_in_parts_with_a_file_left_empty(self) -> None:
        empty = (
            'Content-Disposition: form-data; name="file"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        body, kind = parts(*(part(name, value) for name, value in RIGHT.items()), empty)
        assert PERMIT.refusal(post("/case", body, kind)) is None
        body, kind = parts(*(part(name, value) for name, value in RIGHT.items()), empty.replace("file", "other", 1))
        assert PERMIT.refusal(post("/case", body, kind))

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"number": "AB 13"}, "it is not POST /case with __EVENTTARGET, number of this case"),
            ({"__EVENTTARGET": "decide"}, "it is not POST /case with __EVENTTARGET, number of this case"),
            ({"reasons": "Ett\n\nTvå"}, "it differs from the draft in reasons"),
            ({"reasons": "Ett\nTvå "}, "it differs from the draft in reasons"),
            ({"notified": "on"}, "it differs from the draft in notified"),
            ({"reasons": None}, "it lacks reasons"),
            ({"number": None}, "it lacks number"),
            ({"decision": "1"}, "it has the undeclared decision"),
            ({"Reasons": "x"}, "it has the undeclared Reasons"),
            ({"extra": "1"}, "it has the forbidden extra"),
        ],
    )
    def test_anything_else_does_not_and_the_reason_holds_no_value(
        self, changes: dict[str, str | None], why: str
    ) -> None:
        assert refused(changes) == why

    def test_no_field_may_come_twice_not_even_once_in_the_address(self) -> None:
        assert refused(path="/case?__VIEWSTATE=x") == "it has twice __VIEWSTATE"

    def test_a_field_in_the_address_must_be_declared_too(self) -> None:
        assert refused(path="/case?action=decide") == "it has the undeclared action"

    def test_it_concerns_every_request_to_its_address(self) -> None:
        assert PERMIT.concerns(post("/case?action=decide", '{"a": 1}', "application/json"))
        assert not PERMIT.concerns(post("/other"))
