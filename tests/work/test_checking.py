"""The check of a case system on its real pages: what is read, what has changed, and that nothing is left behind."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from robots.errors import ConfigError, ScreenChanged
from robots.practice import Options, PracticeServer
from robots.settings import Home
from robots.systems.credentials import Credentials
from robots.systems.listing import spread
from robots.work.approving import trial_home
from robots.work.checking import check_pages, open_checked

TOOLKIT = Path(__file__).resolve().parents[2]
PASSWORD = "robot-ovning"


def home_for(server: PracticeServer, folder: Path) -> Home:
    return trial_home(TOOLKIT, folder, system="practice", address=server.address, password=PASSWORD)


def account(server: PracticeServer) -> Any:
    with urllib.request.urlopen(f"{server.address}/_konto") as answer:
        return json.load(answer)


async def test_every_field_is_told_and_every_case_is_left_untouched(tmp_path: Path) -> None:
    with PracticeServer(Options(cases=5)) as server:
        home = home_for(server, tmp_path / "home")
        system, flows = open_checked(home, "practice")
        of_all = (await check_pages(home, system, flows, Credentials(PASSWORD), cases=2)).fields
        real = account(server)
    checked = [field for field in of_all if field.flow == "parking_permit"]
    described = system.description.cases["parking_permit"]
    fields = [(screen, name) for screen, part in described.screens.items() for name in part.fields]
    assert [(field.screen, field.field) for field in checked if field.screen != "draft"] == fields
    assert all(field.read + field.empty + field.unknown == 2 for field in checked)
    assert next(field.label for field in checked if field.field == "documents") == "Bilagor"
    assert sum(bool(case["opened_by"]) for case in real["cases"].values()) == 2
    assert (real["locks"], real["draft_saves"], real["decisions"]) == ({}, {}, {})


async def test_every_screen_that_changed_is_told_and_every_case_is_left(tmp_path: Path) -> None:
    with PracticeServer(Options(cases=5, version=2)) as server:
        home = home_for(server, tmp_path / "home")
        system, flows = open_checked(home, "practice")
        with pytest.raises(ScreenChanged) as change:
            (await check_pages(home, system, flows, Credentials(PASSWORD), cases=2)).refuse()
        real = account(server)
    missing = ("Gångsträcka (meter)", "Varaktighet (månader)", "Kan lämnas ensam", "Gäller till")
    assert all(f'has no field labelled "{label}"' in str(change.value) for label in missing)
    assert len(str(change.value).splitlines()) == len(missing)
    assert (real["locks"], real["draft_saves"], real["decisions"]) == ({}, {}, {})


async def test_a_mark_that_no_page_shows_is_told_and_the_case_is_not_read(tmp_path: Path) -> None:
    with PracticeServer(Options(cases=5)) as server:
        home = home_for(server, tmp_path / "home")
        file = home.system_file("practice")
        file.write_text(file.read_text("utf-8").replace("label: Sekretessmarkering", "label: Sekretess"), "utf-8")
        system, flows = open_checked(home, "practice")
        with pytest.raises(ScreenChanged, match=r"practice\.yaml:\d+: no case shows all these marks\."):
            (await check_pages(home, system, flows, Credentials(PASSWORD), cases=2)).refuse()
        assert account(server)["locks"] == {}


def test_a_system_that_nobody_described_is_refused_with_those_there_are(tmp_path: Path) -> None:
    home = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")
    with pytest.raises(ConfigError, match=r'no description "viva\.yaml"\. There are: .*practice'):
        open_checked(home, "viva")


def test_cases_are_looked_at_from_all_over_the_list_for_neighbours_are_often_alike() -> None:
    numbers = [str(number) for number in range(10)]
    assert spread(numbers, 3)[:3] == ["0", "3", "6"]
    assert sorted(spread(numbers, 3)) == numbers
    assert spread(numbers[:2], 12) == numbers[:2]
