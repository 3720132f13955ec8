"""Reports that people get: by folder, by real mail, by a real webhook, and what is refused before anything is sent."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from openpyxl import load_workbook

from robots import yamlfile
from robots.cases import Store, key_from
from robots.errors import ConfigError, RobotError, TechnicalProblem
from robots.secrets import Secrets
from robots.settings import Home
from robots.work import mailing
from robots.work import office as work_office
from robots.work.approving import trial_home
from robots.work.delivering import OURS, file_name
from robots.work.office import STORE_KEY
from robots.work.purging import purge
from robots.work.reporting import deliver_report, last_week, put_report
from tests.reports.office import AUTHORITY, NAME, Clock, Office, busy_week
from tests.reports.reading import opened, text
from tests.work.municipality import TOOLKIT
from tests.work.post import Recorder, webhook

CHIEF = "chef@kommun.example"


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose store holds a busy week; no test changes what it says of cases."""
    folder = tmp_path_factory.mktemp("town") / "home"
    made = trial_home(TOOLKIT, folder, system="practice", address="http://127.0.0.1:9", password="none")
    yamlfile.change(folder / "config" / "systems" / "practice.yaml", lambda tree: tree.update({"authority": AUTHORITY}))
    with Store.open(made.database, key_from(Secrets(folder).secret(STORE_KEY)), clock=(clock := Clock())) as store:
        busy_week(Office(store, clock))
    return folder


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (folder := tmp_path / "share").mkdir()
    return folder


@pytest.fixture
def store(town: Path) -> Iterator[Store]:
    with work_office.open_store(Home(town)) as opened_store:
        yield opened_store


def delivers(town: Path, robot: str, *to: dict[str, str], server: Controller | None = None, **more: Any) -> Home:
    """The home whose report goes to these."""
    part = {"report": robot, "to": list(to), **more}
    yamlfile.change(town / "config" / "robots.yaml", lambda tree: tree["robots"].update({robot: part}))
    mail = server and {"server": f"127.0.0.1:{server.port}", "sender": "robot@kommun.example", "user": "robot"}
    yamlfile.change(town / "config" / "settings.yaml", lambda tree: tree.update({"mail": mail}))
    Secrets(town).put_file("mail.password", "right")
    return Home(town)


def test_each_unit_finds_its_own_list_in_its_own_folder(town: Path, store: Store, shared: Path) -> None:
    east, rest = shared / "ost", shared / "alla"
    east.mkdir()
    rest.mkdir()
    home = delivers(
        town,
        "worklist",
        {"folder": str(east), "of": "Enhet Öst"},
        {"folder": str(rest)},
        {"folder": str(east), "of": "Enhet Nord"},
    )
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    put = put_report(home, "worklist", day=day, language="sv", store=store)
    assert put.troubles == []
    assert sorted(path.name for path in east.iterdir()) == [
        "worklist-2026-11-23 Enhet Nord.xlsx",
        "worklist-2026-11-23 Enhet Öst.xlsx",
    ]
    assert sorted(path.name for path in rest.iterdir()) == [
        "worklist-2026-11-23 Enhet Väst.xlsx",
        "worklist-2026-11-23.xlsx",  # a case that only people may handle: no unit of it is held
    ]
    own = text(opened(east / "worklist-2026-11-23 Enhet Öst.xlsx"))
    assert "Enhet Väst" not in own
    assert "Inget ärende väntar" in text(opened(east / "worklist-2026-11-23 Enhet Nord.xlsx"))
    assert (home.data / "reports" / "worklist-2026-11-23 Enhet Öst.xlsx").is_file()


def test_a_list_for_each_caseworker_or_one_for_all(town: Path, store: Store, shared: Path) -> None:
    day = datetime(2026, 11, 24, tzinfo=UTC).date()
    home = delivers(town, "worklist", {"folder": str(shared)}, each="caseworker")
    put_report(home, "worklist", day=day, language="sv", store=store)
    assert {path.stem.partition(" ")[2] for path in shared.iterdir()} == {
        "",
        "Testhandläggare Ett",
        "Testhandläggare Två",
    }
    home = delivers(town, "worklist", {"folder": str(shared)}, each="authority")
    put = put_report(home, "worklist", day=day.replace(day=25), language="sv", store=store)
    assert [one.whose for one in put.written] == [""]


def test_a_folder_that_is_away_keeps_no_other_from_its_list(town: Path, store: Store, shared: Path) -> None:
    home = delivers(town, "worklist", {"folder": str(shared / "gone"), "of": "Enhet Öst"}, {"folder": str(shared)})
    with pytest.raises(ConfigError, match=r"There is no folder .*gone"):
        deliver_report(home, store, "worklist")
    assert [path.stem.partition(" ")[2] for path in sorted(shared.iterdir())] == ["Enhet Väst", ""]


@pytest.mark.parametrize("unit", ["../../etc", "A/B", "con\x00trol", "Öst", "ÖST", "", "a" * 300, "..", "C:\\x"])
def test_a_units_name_makes_a_file_name_and_never_a_path(unit: str) -> None:
    among = ("Öst", "ÖST", "A/B", "A\\B")
    name = file_name("worklist", "2026-11-27", unit, among)
    assert OURS.fullmatch(name), name
    assert Path(name).name == name
    assert len(name) < 120


def test_units_that_would_be_called_the_same_have_files_of_their_own() -> None:
    units = ("Öst", "ÖST", "A/B", "A\\B", "A_B")
    names = [file_name("worklist", "2026-11-27", unit, units) for unit in units]
    assert len({name.casefold() for name in names}) == len(units)


def test_the_week_goes_by_mail_over_a_safe_connection_and_names_nobody(
    town: Path, store: Store, post: tuple[Controller, Recorder]
) -> None:
    server, recorder = post
    home = delivers(town, "weekly", {"mail": CHIEF}, server=server)
    deliver_report(home, store, "weekly")

    (mail,) = recorder.mails
    assert recorder.logins == 1
    assert recorder.to == [[CHIEF]]
    week = last_week(work_office.today())
    assert week in str(mail["Subject"])
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == f"weekly-{week}.xlsx"
    content = attached.get_content()
    assert content == (home.data / "reports" / f"weekly-{week}.xlsx").read_bytes()
    body = mail.get_body()
    told = f"{body.get_content() if body else ''}{mail['Subject']}{text(load_workbook(BytesIO(content)))}"
    assert NAME not in told
    assert "Testhandläggare" not in told


def test_a_mail_server_that_is_not_there_or_refuses_is_told_and_the_workbook_is_written_all_the_same(
    town: Path, store: Store, post: tuple[Controller, Recorder]
) -> None:
    server, recorder = post
    home = delivers(town, "weekly", {"mail": CHIEF}, server=server)
    Secrets(town).put_file("mail.password", "wrong")
    with pytest.raises(ConfigError, match="refused the user"):
        deliver_report(home, store, "weekly")
    with pytest.raises(ConfigError, match="has refused this password before"):
        deliver_report(Home(town), store, "weekly")
    assert (recorder.logins, recorder.mails) == (1, [])
    home = delivers(town, "weekly", {"mail": CHIEF}, server=server)
    yamlfile.change(town / "config" / "settings.yaml", lambda tree: tree["mail"].update({"server": "127.0.0.1:9"}))
    home = Home(town)
    with pytest.raises(TechnicalProblem, match="does not answer"):
        deliver_report(home, store, "weekly")
    assert (home.data / "reports" / f"weekly-{last_week(work_office.today())}.xlsx").is_file()


@pytest.mark.parametrize(
    ("command", "answer"),
    [("MAIL", "421 closing"), ("MAIL", "450 busy"), ("RCPT", "450 greylisted"), ("DATA", "451 try again")],
)
def test_what_a_mail_server_puts_off_is_worth_another_try(
    town: Path, tmp_path: Path, post: tuple[Controller, Recorder], command: str, answer: str
) -> None:
    server, recorder = post
    home, workbook = delivers(town, "weekly", {"mail": CHIEF}, server=server), tmp_path / "weekly.xlsx"
    workbook.write_bytes(b"x")
    recorder.answers = {command: answer}
    with pytest.raises(TechnicalProblem, match=answer[:3]):
        mailing.send(home, CHIEF, "Veckan", "Bifogad", workbook)
    recorder.answers = {command: answer.replace("4", "5", 1)}
    with pytest.raises(ConfigError, match=r"See mail:"):
        mailing.send(home, CHIEF, "Veckan", "Bifogad", workbook)
    assert recorder.mails == []


def test_a_message_that_was_taken_is_sent_whatever_the_server_says_at_the_end(
    town: Path, tmp_path: Path, post: tuple[Controller, Recorder]
) -> None:
    server, recorder = post
    home, workbook = delivers(town, "weekly", {"mail": CHIEF}, server=server), tmp_path / "weekly.xlsx"
    workbook.write_bytes(b"x")
    recorder.answers = {"QUIT": "421 closing"}
    mailing.send(home, CHIEF, "Veckan", "Bifogad", workbook)
    assert recorder.messages == 1


def test_mail_without_a_server_is_told(town: Path, store: Store) -> None:
    with pytest.raises(ConfigError, match="No mail server is set up"):
        deliver_report(delivers(town, "weekly", {"mail": CHIEF}), store, "weekly")


def test_a_webhook_is_told_a_link_and_nothing_of_any_case(town: Path, store: Store, shared: Path) -> None:
    with webhook() as (address, hook):
        Secrets(town).put_file("reports.teams", address)
        link = "https://intranet.example/arbetslistor"
        deliver_report(delivers(town, "worklist", {"secret": "reports.teams", "link": link}), store, "worklist")
        deliver_report(delivers(town, "weekly", {"folder": str(shared)}, {"secret": "reports.teams"}), store, "weekly")
    first, second = (json.dumps(one, ensure_ascii=False) for one in hook.taken)
    assert link in first
    assert str(shared) in second
    assert "2026-PRK" not in first + second
    assert all(not one.get("attachments") for one in hook.taken)


def test_a_webhook_that_does_not_take_it_is_told_and_all_others_get_theirs(
    town: Path, store: Store, post: tuple[Controller, Recorder]
) -> None:
    server, recorder = post
    with webhook() as (address, hook):
        hook.answers = 503
        Secrets(town).put_file("reports.teams", address)
        ways = ({"secret": "reports.teams", "link": "https://intranet.example/v"}, {"mail": CHIEF})
        with pytest.raises(RobotError, match=r"reports\.teams did not take the message"):
            deliver_report(delivers(town, "weekly", *ways, server=server), store, "weekly")
    assert recorder.messages == 1


@pytest.mark.parametrize(
    ("robot", "to", "why"),
    [
        ("worklist", {"mail": CHIEF}, "a worklist speaks of single cases and never goes by mail"),
        ("worklist", {"secret": "x"}, "a webhook tells where the report lies: name a link, or a folder"),
        ("weekly", {"folder": "x", "of": "Öst"}, "only worklists are made for a unit or a caseworker"),
        ("weekly", {"mail": CHIEF, "folder": "x"}, "a report goes into a folder, to a mail address, or to a secret"),
        ("weekly", {"mail": "nobody"}, "mail"),
        ("weekly", {"folder": "x", "link": "https://a.example"}, "only a webhook tells a link"),
        ("weekly", {"secret": "x", "link": "javascript:alert(1)"}, "link"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_file_and_line_before_anything_runs(
    town: Path, tmp_path: Path, robot: str, to: dict[str, str], why: str
) -> None:
    (tmp_path / "config").mkdir()
    part = {"robots": {robot: {"report": robot, "to": [to]}}}
    (tmp_path / "config" / "robots.yaml").write_text(json.dumps(part, indent=1), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config/robots\.yaml:\d+: ") as refused:
        _ = Home(tmp_path).robots
    assert why in str(refused.value)


def test_a_robot_that_makes_no_report_goes_nowhere(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    part = {"robots": {"purge": {"chore": "purge", "to": [{"folder": "x"}]}}}
    (tmp_path / "config" / "robots.yaml").write_text(json.dumps(part, indent=1), encoding="utf-8")
    with pytest.raises(ConfigError, match="only a report goes somewhere"):
        _ = Home(tmp_path).robots


def test_old_ones_go_from_every_folder_by_retention_and_nothing_else_does(
    town: Path, store: Store, shared: Path
) -> None:
    home = delivers(town, "weekly", {"folder": str(shared)})
    deliver_report(home, store, "weekly")
    old = [shared / name for name in ("weekly-2026-W01.xlsx", "weekly-2026-W02 (ny 20260112-060000).xlsx")]
    strangers = [shared / name for name in ("weekly-notes.xlsx", "budget.xlsx", "weekly-2026-W01.docx")]
    for path in (*old, *strangers):
        path.write_text("x", encoding="utf-8")
        os.utime(path, (0, 0))
    store.close()
    receipt, _ = purge(home, by="archivist")
    assert {one.kind: one.count for one in receipt.removed}["reports"] == len(old)
    assert sorted(path.name for path in shared.iterdir()) == sorted(
        [path.name for path in strangers] + [f"weekly-{last_week(work_office.today())}.xlsx"]
    )
