"""Descriptions of case systems: what YAML would quietly turn into something else is refused, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from robots.errors import DescriptionError
from robots.systems.description import open_system
from robots.systems.permit import Sends
from robots.systems.request import Request
from tests.systems.pages import PRACTICE, SYSTEM, described

FIELD = "          capacity: {label: Capacity}\n"
INBOX = "    number: {label: Case}\n"
ROWS = '    rows: {number: "1"}\n'


def refused(folder: Path, *changes: tuple[str, str]) -> str:
    """What is said of a changed description."""
    with pytest.raises(DescriptionError) as refusal:
        described(folder, *changes)
    return str(refusal.value)


def line(text: str) -> int:
    """The line of the unchanged description on which a text stands."""
    return 1 + SYSTEM[: SYSTEM.index(text)].count("\n")


def mark(said: str) -> str:
    """A line about where no robot may read on."""
    return f"    stops: {{marks: [{{{said}, fine: Nej}}]}}\n"


FIELDS = {
    "{label: 5}": '"{f}.label.0" must be text, but YAML reads 5 here; put it in quotes.',
    "{label: 1e3}": '"{f}.label.0" must be text, but YAML reads 1000.0 here; put it in quotes.',
    "{label: 2026-11-23}": '"{f}.label.0" must be text, but YAML reads 2026-11-23 here; put it in quotes.',
    "{label: true}": '"{f}.label.0" must be text, but YAML reads True here; put it in quotes.',
    "{label: }": '"{f}.label.0" must be text, but nothing stands here.',
    "{label: [Name, 007]}": '"{f}.label.1" must be text, but YAML reads 7 here; put it in quotes.',
    "{label: x, optional: no}": '"{f}.optional" must be true or false, not the text "no".',
    "{label: x, nth: '2'}": '"{f}.nth": Input should be a valid integer.',
    "{label: x, nht: 2}": '"{f}.nht" is not a word that belongs here.',
    "{label: x, kind: datum}": "\"{f}.kind\": Input should be 'text', 'whole number', ",
    "{label: x, kind: choice}": '"{f}": a choice needs options.',
    "{label: x, kind: date, options: {a: b}}": '"{f}": only a choice or a text has options.',
    "{label: x, kind: choice, options: {1: Ett}}": '"{f}.options.1.[key]" must be text, but YAML reads 1 here;',
    "{kind: table}": '"{f}": a table needs columns.',
    "{within: Applicant}": '"{f}": a field needs a label.',
    "Capacity": '"{f}" must hold lines of the form "word: value".',
}


@pytest.mark.parametrize(("written", "said"), FIELDS.items(), ids=FIELDS)
def test_a_field_that_says_something_else_than_it_seems_is_refused(tmp_path: Path, written: str, said: str) -> None:
    place = f"test.yaml:{line(FIELD)}: "
    expected = said.replace("{f}", "cases.permit.screens.application.fields.capacity")
    assert place + expected in refused(tmp_path, (FIELD, FIELD.replace("{label: Capacity}", written)))


def test_words_that_other_yaml_takes_for_yes_and_no_stay_words(tmp_path: Path) -> None:
    system = described(tmp_path, (FIELD, FIELD.replace("Capacity", "[no, yes, on, Off, y, 'true', 12:30]")))
    label = system.description.cases["permit"].screens["application"].fields["capacity"].label
    assert label == ("no", "yes", "on", "Off", "y", "true", "12:30")


def test_one_word_is_as_good_as_a_list_of_one(tmp_path: Path) -> None:
    one, listed = described(tmp_path), described(tmp_path, (FIELD, FIELD.replace("Capacity", "[Capacity]")))
    assert one.description == listed.description
    assert one.sha256 != listed.sha256


WHOLE = {
    "a word twice": (INBOX, INBOX * 2, INBOX, 1, 'found duplicate key "number"'),
    "a tab": (FIELD, FIELD.replace("          ", "\t"), FIELD, 0, "a tab stands here; indent with spaces."),
    "a word unknown": ("heading: Log in", "headline: Log in", "heading: Log in", 0, '"login.headline" is not a word'),
    "a word missing": ("  lands: /start\n", "", "login:", 0, '"login.lands" is missing.'),
    "a misspelt method": ("POST /login", "PSOT /login", "  sends: POST /login", 0, 'is not of the form "POST /path"'),
    "no number column": (INBOX, INBOX.replace("number", "nr"), "  columns:", 0, 'needs the column "number"'),
    "rows by no column": ('rows: {number: "1"}', "rows: {type: x}", "    rows:", 0, "it is no column of the inbox."),
    "a save that decides": ("press: Save", "press: DECIDE", "      save:", 0, 'presses "DECIDE", which stands under'),
    "a save without a sign": (", shows: Saved", "", "      save:", 0, "it must name what it sends and what it shows"),
    "half a form": ('{outcome: ""}', "{}", "      untouched:", 0, "each field of the form, and no other: outcome."),
    "too many at once": ("wait: 10", "wait: 10, at_once: 99", "limits:", 0, '"limits.at_once": Input should be'),
    "a mark nowhere": (ROWS, ROWS + mark("screen: basis, label: x"), "    rows:", 1, 'there is no screen "basis"'),
    "half a mark": (ROWS, ROWS + mark("screen: application"), "    rows:", 1, "a label or in a column: name one"),
    "a word too short": (ROWS, ROWS + "    stops: {words: [ej]}\n", "    rows:", 1, "it needs at least 3 letters"),
    "endless waiting": ("wait: 10", "wait: .inf", "limits:", 0, '"limits.wait": Input should be'),
    "a bad pattern": ("heading: New cases", "total: '([0-9]'", "  heading: New cases", 0, "it is no pattern: "),
    "no group": ("heading: New cases", "total: '[0-9]'", "  heading: New cases", 0, "one group in round brackets"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "further", "said"), WHOLE.values(), ids=WHOLE)
def test_a_description_that_cannot_be_meant_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, at: str, further: int, said: str
) -> None:
    told = refused(tmp_path, (old, new))
    assert said in told
    assert f"test.yaml:{line(at) + further}: " in told


def test_a_password_that_expires_is_refused_where_a_person_logs_in(tmp_path: Path) -> None:
    form = SYSTEM[SYSTEM.index("login:\n") : SYSTEM.index("inbox:\n")]
    person = (form, "login: {by: person, at: /start, lands: /start}\n")
    account = "account: {user: robot, secret: test.password"
    expiring = (account, f"{account}, expires_after: 90 days")
    described(tmp_path, person)
    described(tmp_path, expiring)
    told = refused(tmp_path, person, expiring)
    assert f"test.yaml:{line(account)}: " in told
    assert "where a person logs in, robots have no password that expires" in told


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = refused(tmp_path, (FIELD, FIELD.replace("Capacity", "5")), ("authority: Testnämnden", "authority: 7"))
    assert [complaint.partition(": ")[0].rpartition(":")[2] for complaint in told.splitlines()] == [
        str(line("authority:")),
        str(line(FIELD)),
    ]


def test_a_page_that_turns_decides_or_leaves_may_not_decide_either(tmp_path: Path) -> None:
    turning = ("    number: {label: Case}\n", "    number: {label: Case}\n  next: {press: Decide, sends: POST /next}\n")
    assert '"inbox.next": it presses "Decide"' in refused(tmp_path, turning)


def test_a_file_must_be_called_as_the_system_calls_itself(tmp_path: Path) -> None:
    assert 'test.yaml: it calls itself "other"' in refused(tmp_path, ("system: test", "system: other"))


@pytest.mark.parametrize(("content", "said"), [(None, "there is no such file."), (b"\xe5", "byte 0 is not UTF-8")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "test.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DescriptionError, match=f"test.yaml: {said}"):
        open_system(path)


def test_line_ends_and_another_address_leave_a_description_the_same(tmp_path: Path) -> None:
    unix = described(tmp_path)
    unix.path.write_bytes(unix.path.read_bytes().replace(b"\n", b"\r\n"))
    windows = open_system(unix.path, address="http://127.0.0.1:8080")
    assert windows.sha256 == unix.sha256
    assert windows.description.policy.origin == "http://127.0.0.1:8080"


def test_the_firewall_lets_through_what_is_described_and_keeps_the_save_for_a_permit(tmp_path: Path) -> None:
    policy = described(tmp_path, address="http://127.0.0.1:8080").description.policy

    def asked(text: str) -> Request:
        method, _, path = text.partition(" ")
        return Request(method, policy.origin + path, {})

    assert {text: policy.declares(asked(text)) for text in ("POST /login", "GET /case/1", "POST /save", "POST /x")} == {
        "POST /login": False,
        "GET /case/1": True,
        "POST /save": False,
        "POST /x": False,
    }
    assert policy.declares(asked("POST /login"), entering=True)
    assert policy.saves == (Sends.parse("POST /save"),)
    assert policy.refusal(asked("POST /decide")) is not None


def test_a_preview_at_the_saves_own_address_is_a_read_and_the_save_is_none(tmp_path: Path) -> None:
    reads = ("inbox:\n", 'reads: [{to: POST /save, with: {preview: "1"}}]\ninbox:\n')
    save = ("sends: POST /save, shows", 'sends: POST /save, with: {go: "1"}, shows')
    policy = described(tmp_path, reads, save, address="http://127.0.0.1:8080").description.policy

    def posted(body: bytes) -> Request:
        form = {"content-type": "application/x-www-form-urlencoded"}
        return Request("POST", f"{policy.origin}/save", form, body)

    assert policy.declares(posted(b"outcome=grant&preview=1"))
    assert not any(sends.resembles(posted(b"outcome=grant&preview=1")) for sends in policy.saves)
    assert not policy.declares(posted(b"outcome=grant&go=1"))
    assert any(sends.resembles(posted(b"outcome=grant&preview=1&go=1")) for sends in policy.saves)


def test_the_described_practice_system_is_read() -> None:
    system = open_system(PRACTICE)
    fields = system.description.cases["parking_permit"].screens["basis"].fields
    assert fields["permits"].columns["status"].kind == "choice"
    assert system.place("cases", "parking_permit", "draft", "save").startswith("config/systems/practice.yaml:")
