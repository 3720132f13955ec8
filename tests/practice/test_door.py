"""Who comes in, for how long, and what is shown around the work."""

from collections.abc import Callable

from tests.practice.clerk import Clerk

Started = Callable[..., Clerk]


def test_the_bare_address_leads_to_the_login_page_and_after_it_to_the_frames(address: str) -> None:
    clerk = Clerk(address)
    assert (clerk.get("/").status, clerk.get("/").headers["location"]) == (302, "/login")
    answer = clerk.log_in()
    assert (answer.status, answer.headers["location"]) == (302, "/start")
    assert answer.headers["set-cookie"].startswith("PRAKTIKSESSION=")
    assert clerk.get("/").headers["location"] == "/start"


def test_a_wrong_password_is_refused_in_words_and_opens_nothing(address: str) -> None:
    clerk = Clerk(address)
    answer = clerk.log_in(password="wrong")
    assert "Fel användarnamn eller lösenord" in answer.text
    assert "set-cookie" not in answer.headers
    assert clerk.get("/inkorg").headers["location"] == "/login"


def test_a_login_form_that_is_not_ours_is_refused(address: str) -> None:
    clerk = Clerk(address)
    answer = clerk.post("/login", {"anvandare": "robot", "losenord": "robot-ovning", "__TOKEN": "0" * 48})
    assert answer.status == 403


def test_the_frameset_names_its_three_frames(reader: Clerk) -> None:
    frames = reader.get("/start").text
    assert all(f'<frame name="{name}"' in frames for name in ("meny", "inkorg", "arbetsyta"))
    menu = reader.get("/meny").text
    assert all(f">{link}</a>" in menu for link in ("Inkorg", "Avslutade", "Logga ut"))


def test_a_session_ends_after_its_idle_time(started: Started) -> None:
    clerk = started(session=0.0)
    answer = clerk.get("/inkorg")
    assert (answer.status, answer.headers["location"]) == (302, "/login")


def test_a_session_ends_by_logging_out_and_its_locks_stay(clerk: Clerk) -> None:
    number = clerk.number_of("En förare som går 500 meter")
    clerk.open(number)
    clerk.get("/loggaut")
    assert clerk.get("/inkorg").headers["location"] == "/login"
    assert clerk.account()["locks"][number] == "robot"


def test_a_post_without_a_session_is_sent_to_the_login_page(address: str) -> None:
    assert Clerk(address).post("/handlaggning", {"__EVENTTARGET": "spara"}).headers["location"] == "/login"


def test_there_is_a_page_for_an_address_that_leads_nowhere(reader: Clerk) -> None:
    assert reader.get("/arende/2026-PRK-99999").status == 404
    assert reader.get("/bilaga/1").status == 404
