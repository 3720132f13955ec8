"""What a case shows: outer page, tabs, documents."""

import io
import re

import pypdfium2

from tests.practice.clerk import Clerk


def test_the_outer_page_shows_no_applicant(clerk: Clerk) -> None:
    page = clerk.get(f"/arende/{clerk.number_of('En förare som går 500 meter')}")
    assert list(page.pairs) == ["Ärendetyp", "Inkom", "Handläggare", "Status", "Nämnd", "Enhet"]
    assert '<iframe name="flik" src="/arende/' in page.text


def test_two_tabs_show_34_fields_or_more_and_each_label_once(clerk: Clerk) -> None:
    first = clerk.open(clerk.number_of("En förare som går 500 meter"))
    second = clerk.send(first, "flik", "2")
    labels = re.findall("<td class=l>(.*?):</td>", first.text + second.text)
    assert len(labels) >= 34
    assert len(labels) == len(set(labels))
    assert first.pairs["Söker som"] == "Förare"
    assert second.pairs["Gångsträcka (meter)"] == "500"


def test_the_current_tab_is_marked_and_heads_the_page(clerk: Clerk) -> None:
    first = clerk.open(clerk.number_of("En förare som går 500 meter"))
    for number, (tab, heading) in enumerate(
        [("Ansökan", "Ansökan"), ("Underlag", "Underlag"), ("Beslut", "Beslut (utkast)")], start=1
    ):
        page = clerk.send(first, "flik", str(number))
        assert f"<h2>{heading}</h2>" in page.text
        assert re.findall(r'class="active">([^<]+)</a>', page.text) == [tab]


def test_thousands_are_parted_by_a_no_break_space(clerk: Clerk) -> None:
    first = clerk.open(clerk.number_of("En förare går långt över gränsen"))
    assert re.fullmatch("[12]\u00a0\\d{3}", clerk.send(first, "flik", "2").pairs["Gångsträcka (meter)"])


def test_a_long_message_is_cut_after_60_characters_and_stands_whole_in_the_title(clerk: Clerk) -> None:
    number = clerk.number_of("En förare som går 500 meter")
    message = "Meddelande som är <längre> än sextio tecken & därför visas avklippt i tabellen."
    clerk.steer(change={"case": number, "field": "Meddelande", "value": message})
    page = clerk.open(number)
    assert page.pairs["Meddelande"] == message
    assert f"{message[:60]}…</td>" in page.text
    assert "<längre>" not in page.raw


def test_earlier_permits_stand_in_a_table_within_a_table(clerk: Clerk) -> None:
    many = clerk.send(clerk.open(clerk.number_of("Trettio och fler")), "flik", "2")
    none = clerk.send(clerk.open(clerk.number_of("En förare som går 500 meter")), "flik", "2")
    permits = [row for row in many.rows if row[0].startswith("ÖK-")]
    assert len(permits) > 30
    assert all(status == "Utgånget" for *_, status in permits)
    assert [row[2] for row in permits] == sorted((row[2] for row in permits), reverse=True)
    assert "Inga tillstånd" in none.text


def test_a_third_of_the_certificates_open_in_a_pop_up_whose_address_the_page_does_not_tell(clerk: Clerk) -> None:
    pop_ups = links = 0
    for number in clerk.account("facit")["cases"]:
        page = clerk.send(clerk.get(f"/arende/{number}/flik"), "flik", "2")
        pop_ups += len(re.findall(r'<td>Läkarintyg</td><td><a href="javascript:visaBilaga\(\d+\)">', page.text))
        links += len(re.findall(r'<td>Läkarintyg</td><td><a href="/bilaga/\d+">', page.text))
        assert "/bilaga/visa" not in page.text
    assert pop_ups >= (pop_ups + links) / 3
    assert links > 0


def test_a_certificate_is_a_pdf_whose_text_says_what_the_tab_says(clerk: Clerk) -> None:
    page = clerk.send(clerk.open(clerk.number_of("En förare som går 500 meter")), "flik", "2")
    key = re.findall(r"(?:visaBilaga\(|/bilaga/)(\d+)", page.text)[0]
    window = clerk.get(f"/bilaga/visa?id={key}")
    answer = clerk.get(f"/bilaga/{key}")
    text = pypdfium2.PdfDocument(io.BytesIO(answer.body))[0].get_textpage().get_text_range()
    assert f'<a href="/bilaga/{key}">Hämta</a>' in window.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "Gångsträcka (meter): 500" in text


def test_a_passport_photo_is_a_png(clerk: Clerk) -> None:
    page = clerk.send(clerk.open(clerk.number_of("En förare som går 500 meter")), "flik", "2")
    key = re.findall(r"<td>Passfoto</td><td><a href=\"/bilaga/(\d+)", page.text)[0]
    answer = clerk.get(f"/bilaga/{key}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.body.startswith(b"\x89PNG\r\n")
    assert answer.body.endswith(b"IEND\xaeB`\x82")


def test_pages_are_iso_8859_1_in_header_in_markup_and_in_their_octets(clerk: Clerk) -> None:
    page = clerk.get("/inkorg")
    assert page.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert b"charset=iso-8859-1" in page.body
    assert "Nya ärenden".encode("iso-8859-1") in page.body
    assert b"parkeringstill&#8230;</td>" in page.body
    assert not any(0x80 <= octet < 0xA0 for octet in page.body)


def test_a_decided_case_can_be_read_without_taking_its_lock(clerk: Clerk) -> None:
    number = clerk.get("/avslutade").rows[0][0]
    form = clerk.decision_form(number)
    assert "Fatta beslut" not in form.text
    assert clerk.account()["locks"] == {clerk.number_of("En kollega har ärendet öppet"): "handlaggare2"}
