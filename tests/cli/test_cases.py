"""Cases as people see them: at a glance, in a list, one in full, and what a person may ask of the robots."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from robots.cases.ground import now
from robots.cases.schema import AlterationRow
from robots.settings import Home
from robots.work.office import open_store
from tests.cli.conftest import Command, Worked

HAS = {
    *("number", "system", "flow", "robot", "state", "reason", "due"),
    *("received", "unit", "caseworker", "attempts", "held", "remind", "proposal"),
}


def listed(command: Command, worked: Worked, *words: str) -> list[dict[str, Any]]:
    """What `cases --json` says."""
    answer = command("--home", worked.home, "cases", "--json", *words)
    assert answer.code == 0
    found: list[dict[str, Any]] = json.loads(answer.out)
    return found


def one(command: Command, worked: Worked, state: str, *, reason: str | None = None, outcome: str | None = None) -> str:
    """The number of a case in a state."""
    found = (case for case in listed(command, worked, "--state", state) if reason in (None, case["reason"]))
    return next(case["number"] for case in found if outcome is None or case["proposal"]["outcome"] == outcome)


def test_a_list_for_programs_has_every_case_with_its_proposal(command: Command, worked: Worked) -> None:
    cases = listed(command, worked)
    assert all(set(case) == HAS for case in cases)
    new = [case for case in cases if case["state"] != "decided"]
    assert len(new) == worked.summary.found
    drafted = [case for case in new if case["state"] == "verified"]
    assert len(drafted) == worked.summary.verified
    assert {case["proposal"]["outcome"] for case in drafted} == {"grant", "completion"}


def test_a_list_for_people_leaves_out_what_is_decided_unless_asked_for_it(command: Command, worked: Worked) -> None:
    said = command("--home", worked.home, "cases").out
    assert len(re.findall(r"\b20[0-9]{2}-[A-Z]{3}-[0-9]+", said)) == worked.summary.found
    assert "beslutat" not in said
    assert "beslutat" in command("--home", worked.home, "cases", "--state", "decided").out


def test_a_state_may_be_named_as_the_screen_shows_it(command: Command, worked: Worked) -> None:
    assert listed(command, worked, "--state", "överlämnat") == listed(command, worked, "--state", "handed_over")


@pytest.mark.parametrize("words", [["--state", "klart"], ["--robot", "no-such-robot"]])
def test_a_state_or_robot_that_does_not_exist_is_wrong_use(words: list[str], command: Command, worked: Worked) -> None:
    answer = command("--home", worked.home, "cases", *words)
    assert answer.code == 2
    assert answer.out == ""


def test_a_case_shows_what_is_proposed_and_why(command: Command, worked: Worked) -> None:
    number = one(command, worked, "proposed")
    said = command("--home", worked.home, "case", number).out
    assert said.startswith(f"{number} · Övningssystemet · Parkeringstillstånd\n")
    assert "Förslag: avslag" in said
    checks = [line.split()[0] for line in said.splitlines() if line[1:2] in ("✗", "✓", "?")]
    assert checks[0] == "✗", "what decides comes first"
    assert "Gäller inte: " in said
    assert "hittat → öppnade → inläst → förslag" in said


def test_a_case_shows_what_could_not_be_read(command: Command, worked: Worked) -> None:
    said = command("--home", worked.home, "case", one(command, worked, "handed_over", reason="unreadable")).out
    assert "skäl: en uppgift kunde inte läsas säkert" in said
    assert "kunde inte läsas säkert: " in said
    read = said[said.index("Uppgifter som lästes") :].splitlines()
    assert " ? " in read[4], "the unreadable value stands first"


def test_a_case_names_fields_and_values_as_its_own_system_does(command: Command, worked: Worked) -> None:
    said = command("--home", worked.home, "case", one(command, worked, "verified", outcome="grant")).out
    for words in ("Personnummer", "Söker som", "Namnteckning", "Bilagor", "Läkarintyg, lakarintyg_"):
        assert words in said
    for code in ("applicant", "unable_to_sign", "sha256", "True", "None"):
        assert code not in said


def test_of_a_case_for_people_only_nothing_but_the_number_is_shown(command: Command, worked: Worked) -> None:
    number = one(command, worked, "handed_over", reason="person_only")
    said = command("--home", worked.home, "case", number).out
    assert "handläggs av en person" in said
    for words in ("skydd", "Uppgifter som lästes", "Kontroller", "Förslag", "sista dag"):
        assert words not in said


def test_that_a_person_read_a_case_is_noted(command: Command, worked: Worked) -> None:
    number = one(command, worked, "verified")
    before = _reads(worked)
    command("--home", worked.home, "case", number)
    command("--home", worked.home, "cases")
    assert _reads(worked) == before + 1


def test_one_case_for_programs_has_all_of_it(command: Command, worked: Worked) -> None:
    told = json.loads(command("--home", worked.home, "case", one(command, worked, "verified"), "--json").out)
    assert {"application", "documents", "findings", "proposal", "attempts"} <= set(told)
    assert told["proposal"]["outcome"] in ("grant", "completion")
    assert told["findings"][0].keys() >= {"criterion", "result", "reason", "source"}


def test_a_case_may_be_named_with_its_system(command: Command, worked: Worked) -> None:
    number = one(command, worked, "verified")
    assert command("--home", worked.home, "case", f"practice:{number}").code == 0
    refused = command("--home", worked.home, "case", f"other:{number}")
    assert refused.code == 2
    assert refused.err.startswith(f"Det finns inget ärende {number} i ")


def test_retry_lets_the_next_run_take_a_case_again(command: Command, worked: Worked) -> None:
    number = one(command, worked, "handed_over", reason="unreadable")
    assert command("--home", worked.home, "retry", number).out == f"Nästa körning tar: {number}\n"
    assert number in [case["number"] for case in listed(command, worked, "--state", "found")]


def test_retry_takes_all_of_the_named_cases_or_none(command: Command, worked: Worked) -> None:
    good, wrong = one(command, worked, "handed_over", reason="unreadable"), one(command, worked, "verified")
    refused = command("--home", worked.home, "retry", good, wrong)
    assert refused.code == 2
    assert refused.err.startswith(f'Ärende {wrong} är "utkast kontrollerat"; bara ett som lämnats över')
    assert listed(command, worked, "--state", "found") == []


def test_a_case_for_people_only_is_never_tried_again(command: Command, worked: Worked) -> None:
    number = one(command, worked, "handed_over", reason="person_only")
    refused = command("--home", worked.home, "retry", number)
    assert refused.code == 2
    assert "handläggs av en person" in refused.err


def test_release_lifts_what_holds_the_robot_back(command: Command, worked: Worked) -> None:
    numbers = [one(command, worked, state) for state in ("verified", "handed_over")]
    said = command("--home", worked.home, "release", *numbers).out
    assert said == f"Inget håller roboten tillbaka längre: {', '.join(numbers)}\n"


def test_a_recall_without_a_yes_only_lists(command: Command, worked: Worked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROBOTS_YES", raising=False)
    sha = json.loads(command("--home", worked.home, "case", one(command, worked, "verified"), "--json").out)["versions"]
    told = command("--home", worked.home, "recall", "--rules", sha["rules"][:8], "--json")
    fates = Counter(case["fate"] for case in json.loads(told.out)["cases"])
    assert (told.code, fates["take_back"]) == (0, worked.summary.verified)
    assert "ge kommandot igen med --yes" in command("--home", worked.home, "recall", "--since", "2026-01-01").out
    assert len(listed(command, worked, "--state", "verified")) == worked.summary.verified


def test_a_recall_says_what_it_needs(command: Command, worked: Worked) -> None:
    assert "--rules SHA | --since" in command("--home", worked.home, "recall").err
    assert "minst 6 tecken" in command("--home", worked.home, "recall", "--rules", "abc").err
    assert "Inget har förberetts så." in command("--home", worked.home, "recall", "--rules", "0" * 64).out


def test_status_says_which_robot_went_back_to_shadow_by_itself(command: Command, worked: Worked) -> None:
    with open_store(Home(worked.home)) as store, store._writing() as session:
        session.add_all(
            AlterationRow(draft_id=None, robot=robot, field="reasons", at=now())
            for robot in ("parking-practice", "parking-practice", "aid-practice")
        )
    said = command("--home", worked.home, "status").out
    assert "parking-practice arbetar i skugga" in said
    told = json.loads(command("--home", worked.home, "status", "--json").out)["robots"]
    assert [name for name, robot in told.items() if robot["back_to_shadow"]] == ["parking-practice"]


def test_status_says_how_the_last_run_ended_and_what_needs_a_person(command: Command, worked: Worked) -> None:
    said = command("--home", worked.home, "status").out
    robot = next(line for line in said.splitlines() if "parking-practice" in line)
    assert robot.split()[-2:] == ["utkast", "klar"]
    counts = {line.rsplit("run.py", 1)[0].strip() for line in said.splitlines() if "run.py cases" in line}
    assert f"utkast att granska och besluta{worked.summary.verified:>8}".split() in [line.split() for line in counts]
    first = next(line for line in said.splitlines() if "run.py cases" in line)
    assert first.lstrip().startswith("överlämnat")


def test_status_for_programs_counts_by_robot(command: Command, worked: Worked) -> None:
    told = json.loads(command("--home", worked.home, "status", "--json").out)
    assert told["stopped"] is False
    assert told["states"]["verified"] == worked.summary.verified
    assert told["handed_over"] == dict(worked.summary.handed_over)
    assert told["robots"]["parking-practice"]["last_run"]["outcome"] == "done"


def test_before_any_run_status_says_how_to_begin(command: Command, fresh: Path) -> None:
    said = command("--home", fresh, "status").out
    assert "aldrig" in said
    assert "run.py run ROBOT" in said
    assert command("--home", fresh, "cases").out == "Inga ärenden.\n"


def test_both_reports_are_written_where_they_are_wanted(command: Command, worked: Worked) -> None:
    out = worked.home / "elsewhere" / "lista.xlsx"
    assert command("--home", worked.home, "report", "worklist", "--out", out).out == f"Skrivet: {out}\n"
    assert out.stat().st_size > 5000
    assert command("--home", worked.home, "report", "weekly").code == 0
    assert [file.suffix for file in (worked.home / "data" / "reports").iterdir()] == [".xlsx"]


def _reads(worked: Worked) -> int:
    with closing(sqlite3.connect(worked.home / "data" / "cases.db")) as store:
        return int(store.execute("SELECT count(*) FROM audit WHERE action = 'read'").fetchone()[0])
