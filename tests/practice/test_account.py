"""The account of what happened, the key, and the orders that tests give."""

from tests.practice.clerk import Clerk

FIRST = "En förare som går 500 meter"


def test_every_request_stands_in_the_account_in_order(clerk: Clerk) -> None:
    number = clerk.number_of(FIRST)
    outer = clerk.get(f"/arende/{number}")
    clerk.send(outer, "lamna")
    told = [(event["user"], event["method"], event["path"], event["target"], event["case"], event["status"])
            for event in clerk.account("handelser")]  # fmt: skip
    assert told == [
        ("", "GET", "/login", "", "", 200),
        ("", "POST", "/login", "", "", 302),
        ("robot", "GET", f"/arende/{number}", "", number, 200),
        ("robot", "POST", "/handlaggning", "lamna", number, 200),
    ]
    assert clerk.account()["requests"] == 4
    assert clerk.account()["cases"][number]["opened_by"] == ["robot"]


def test_the_key_says_what_each_case_must_come_to(clerk: Clerk) -> None:
    key = clerk.account("facit")
    told = key["cases"][clerk.number_of("varar just sex månader")]
    assert (key["seed"], key["day"], len(key["cases"])) == (1, "2026-11-23", 60)
    assert told["expect"] == {"outcome": "grant", "months": 6}
    assert (told["state"], told["saves"]) == ("verified", 1)
    assert told["draft"] == {"forslag": "Bifall", "galler_fran": "2026-11-23", "galler_till": "2027-05-22"}
    assert key["cases"][clerk.number_of("så lång att systemet kapar den")]["saves"] == 2


def test_a_lost_permits_successor_ends_when_the_lost_one_would_have(clerk: Clerk) -> None:
    number = clerk.number_of("Den som har förlorat sitt tillstånd och polisanmält")
    permits = [row for row in clerk.send(clerk.open(number), "flik", "2").rows if row[0].startswith("ÖK-")]
    assert clerk.account("facit")["cases"][number]["draft"]["galler_till"] == permits[0][2]


def test_facts_and_documents_can_change_under_way(clerk: Clerk) -> None:
    number = clerk.number_of(FIRST)
    clerk.steer(change={"case": number, "field": "Gångsträcka (meter)", "value": "900"})
    clerk.steer(add_document={"case": number, "kind": "Övrigt"})
    page = clerk.send(clerk.open(number), "flik", "2")
    assert page.pairs["Gångsträcka (meter)"] == "900"
    assert page.hidden["__VERSION"] == "3"
    assert [row[0] for row in page.rows] == ["Läkarintyg", "Passfoto", "Övrigt"]


def test_a_colleague_can_take_a_lock_and_decide(clerk: Clerk) -> None:
    number = clerk.number_of(FIRST)
    clerk.steer(lock={"case": number, "user": "handlaggare3"})
    assert "låst av Testhandläggare Tre" in clerk.get(f"/arende/{number}").text
    clerk.steer(decide={"case": number, "user": "handlaggare3", "outcome": "Avslag"})
    account = clerk.account()
    assert account["decisions"] == {"handlaggare3": 1}
    assert account["cases"][number]["decisions"][0]["outcome"] == "Avslag"


def test_a_case_can_be_taken_away(clerk: Clerk) -> None:
    number = clerk.number_of(FIRST)
    clerk.steer(remove=number)
    assert clerk.get(f"/arende/{number}").status == 404
    assert "59 ärenden" in clerk.get("/inkorg").text


def test_an_order_that_cannot_be_followed_says_why(clerk: Clerk) -> None:
    assert clerk.steer(unlock="2026-PRK-99999").status == 400
    assert clerk.steer(unlok="2026-PRK-99999").status == 400
    assert clerk.steer(change={"case": clerk.number_of(FIRST), "field": "Skostorlek", "value": "43"}).status == 400


def test_sessions_can_be_ended_all_at_once(clerk: Clerk) -> None:
    clerk.steer(expire_sessions=True)
    assert clerk.get("/inkorg").headers["location"] == "/login"
