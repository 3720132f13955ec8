"""Which links may be followed in a system where links act, and which words decide."""

from __future__ import annotations

import pytest

from robots.systems.learning.wording import ACTING, DECIDING, TELLING, acts, holds

HARMLESS = (
    ("Inkorg", "/inkorg"),
    ("Nya ärenden", "/arenden?status=ny"),
    ("Show unassigned", "/issue?@columns=id,activity&assignedto=-1"),
    ("Closed cases", "/cases?state=closed"),
    ("Alle Vorgänge", "/vorgang/liste"),
    ("Sager", "/sager?side=2"),
    ("Updated today", "/tickets?order=updated"),
)
DANGEROUS = (
    ("Ta ärendet", "/arende/7"),
    ("Lås upp", "/arende/7/x"),
    ("Logga ut", "/x"),
    ("Visa", "/arende/7/radera"),
    ("Open", "/case/7/take"),
    ("Mark as read", "/case/7"),
    ("Details", "/case/7?action=accept"),
    ("Details", "/case?do=deleteCase&id=7"),
    ("Löschen", "/vorgang/7"),
    ("Vorgang übernehmen", "/vorgang/7"),
    ("Abmelden", "/x"),
    ("Slet", "/sag/7"),
    ("Log ud", "/x"),
    ("×", "/case/7/delete"),
    ("Unlock", "/case/7"),
    ("Sign out", "/bye"),
)


@pytest.mark.parametrize(("text", "address"), HARMLESS)
def test_a_link_that_only_shows_may_be_followed(text: str, address: str) -> None:
    assert not acts(text, f"http://system.example{address}")


@pytest.mark.parametrize(("text", "address"), DANGEROUS)
def test_a_link_that_acts_by_its_word_or_its_address_is_not_followed(text: str, address: str) -> None:
    assert acts(text, f"http://system.example{address}")


@pytest.mark.parametrize(
    "text", ["Fatta beslut", "Skicka till sökanden", "Approve", "Delete case", "Genehmigen", "Afgør sag"]
)
def test_a_button_that_decides_deletes_or_sends_is_known_by_its_word(text: str) -> None:
    assert holds(text, DECIDING)


@pytest.mark.parametrize("text", ["Spara utkast", "Update", "Save draft", "Speichern", "Gem kladde"])
def test_a_button_that_saves_does_not_decide(text: str) -> None:
    assert not holds(text, DECIDING)


def test_a_box_that_mails_the_applicant_is_known_by_its_label_or_name() -> None:
    assert all(holds(text, TELLING) for text in ("Public", "notifyCustomer", "Meddela sökanden", "send_email"))
    assert not holds("Internal note", TELLING)


def test_a_word_within_another_is_not_that_word() -> None:
    assert not holds("Metadata", ACTING)
    assert not holds("Marknad", ACTING)
