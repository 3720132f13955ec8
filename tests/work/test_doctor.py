"""The doctor: each thing that can be wrong is named, with what to do about it; nothing is changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from robots import yamlfile
from robots.cases import new_key
from robots.errors import ConfigError, LoginRefused, SystemDown, TechnicalProblem
from robots.practice import Options, PracticeServer
from robots.practice.users import ROBOT
from robots.secrets import Secrets
from robots.settings import Home
from robots.work import doctor, machine
from robots.work.approving import trial_home
from robots.work.doctor import Examined, examine
from robots.work.machine import ROOM
from robots.work.office import STORE_KEY, open_store
from tests.practice.clerk import Clerk
from tests.work.post import Recorder, mail_server

TOOLKIT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that lacks nothing."""
    return trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")


def wrong(home: Home) -> dict[str, str]:
    """What the doctor complains of, in a home opened anew."""
    examined = examine(Home(home.path), offline=True)
    return {f"{one.what} {one.name}".strip(): one.says for one in examined if not one.well}


def test_a_home_that_lacks_nothing_is_well(home: Home) -> None:
    assert wrong(home) == {}
    said = list(examine(home, offline=True))
    assert Examined("robot", True, "works in shadow", "parking-practice") in said
    assert {one.what: one.says for one in said}["store"] == "0 cases"


def test_a_missing_password_is_named_with_how_to_set_it(home: Home) -> None:
    (home.data / "secrets" / "practice.password").unlink()
    assert wrong(home)["case system practice"].endswith("Set it with: run.py secret set practice.password")


def test_a_system_that_no_robot_works_needs_no_password(home: Home) -> None:
    other = next(one for one in examine(home, offline=True) if one.name == "roundup")
    assert (other.well, other.says) == (True, "described; no robot works it")


def test_a_fault_in_the_settings_is_named_with_its_line(home: Home) -> None:
    settings = home.path / "config" / "settings.yaml"
    settings.write_text("language: sv\nlangage: en\n", encoding="utf-8")
    assert wrong(home)["settings"].startswith("config/settings.yaml:2: ")


def test_a_fault_in_robots_yaml_is_named_and_the_rest_is_still_looked_at(home: Home) -> None:
    (home.path / "config" / "robots.yaml").write_text("robots:\n  night:\n    flow: x\n", encoding="utf-8")
    said = {one.what: one.well for one in examine(Home(home.path), offline=True)}
    assert said["robots"] is False
    assert said["store"] is True


def test_a_flow_that_is_gone_is_named(home: Home) -> None:
    (home.flow_folder("parking_permit") / "rules.xlsx").unlink()
    assert {"case system practice", "robot parking-practice"} <= set(wrong(home))


def test_another_key_than_the_stores_is_named(home: Home) -> None:
    open_store(home).close()
    Secrets(home.path).put_file(STORE_KEY, new_key())
    assert "does not open" in wrong(home)["store"]


def test_a_home_without_a_key_is_told_to_be_set_up(home: Home) -> None:
    (home.data / "secrets" / STORE_KEY).unlink()
    assert wrong(home)["store"].endswith("If this home folder is new: run.py setup")


def test_a_browser_that_is_not_there_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROBOTS_BROWSER", str(home.path / "no-browser"))
    assert "is not a program on this machine" in wrong(home)["browser"]


def test_too_little_room_is_said_in_megabytes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = ROOM - 1

    monkeypatch.setattr("robots.work.machine.shutil.disk_usage", lambda _path: Full)
    told = f"only 999 MB are free for {home.data}. Make room, or the store cannot grow."
    assert wrong(home)["room on disk"] == told


def test_stop_is_said_with_how_to_go_on(home: Home) -> None:
    home.stop_file.touch()
    assert wrong(home) == {
        "STOP": f"no robot works while {home.stop_file} is there. To let them work again, remove it."
    }


def test_offline_no_browser_is_started_and_nothing_is_reached(home: Home) -> None:
    online = {"write firewall", "mail"}
    assert not online & {one.what for one in examine(home, offline=True)}


def test_a_system_that_answers_is_logged_in_to_and_out_of_and_only_read(tmp_path: Path) -> None:
    with PracticeServer(Options(cases=1)) as server:
        town = trial_home(
            TOOLKIT, tmp_path / "home", system="practice", address=server.address, password=ROBOT.password
        )
        said = {one.what: one for one in examine(town) if one.name in ("", "practice")}
        assert [one for one in said.values() if not one.well] == []
        assert said["case system"].says == f"Övningssystemet, {server.address}; logged in and out"
        assert said["clock"].says.endswith(", as practice has it")
        assert said["write firewall"].says.startswith("holds, tried on version ")
        assert said["mail"].says == "none is set up, and none is needed"
        events = Clerk(server.address).account("handelser")
    assert [event["path"] for event in events if event["method"] == "POST"] == ["/login"]
    assert "/loggaut" in [event["path"] for event in events]


def test_a_password_that_a_system_refuses_is_tried_once_and_never_again(tmp_path: Path) -> None:
    with PracticeServer(Options(cases=1)) as server:
        town = trial_home(TOOLKIT, tmp_path / "home", system="practice", address=server.address, password="wrong")
        for said in ("It was tried once", "it was not tried again"):
            with pytest.raises(LoginRefused, match=said):
                doctor.Visits(town).visited("practice")
        events = Clerk(server.address).account("handelser")
    assert sum(event["method"] == "POST" for event in events) == 1


def test_a_system_that_is_down_is_named_with_what_to_look_at(home: Home) -> None:
    with pytest.raises(SystemDown, match=r"addresses: in config/settings\.yaml\)\? Then: run\.py check practice"):
        doctor.Visits(home).visited("practice")


def test_no_system_is_visited_while_stop_stands(home: Home) -> None:
    home.stop_file.touch()
    assert doctor.Visits(home).visited("practice").endswith("; not logged in to while STOP stands")


def test_folders_that_others_can_look_into_are_named_with_the_command_that_closes_them(home: Home) -> None:
    open_store(home).close()
    home.data.chmod(0o755)
    assert wrong(home)["folders"].endswith(f"Close it: chmod 700 {home.data}")
    home.data.chmod(0o700)
    (home.logs / "evidence").mkdir(parents=True)
    (home.logs / "evidence").chmod(0o750)
    elsewhere = home.path / "cases.db"
    elsewhere.touch(0o644)
    yamlfile.change(
        home.path / "config" / "settings.yaml", lambda tree: tree.update({"database": f"sqlite:///{elsewhere}"})
    )
    assert machine_folders(home) == [f"chmod 600 {elsewhere}", f"chmod 700 {home.logs / 'evidence'}"]
    for command in machine_folders(home):
        _, mode, path = command.split()
        Path(path).chmod(int(mode, 8))
    assert machine.folders(Home(home.path)) == "writable, for this account only"


def machine_folders(home: Home) -> list[str]:
    """The commands that the doctor gives."""
    with pytest.raises(ConfigError) as complaint:
        machine.folders(Home(home.path))
    return str(complaint.value).partition("Close it: ")[2].split("; ")


def test_a_folder_that_takes_nothing_is_named(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: path != home.data)  # root may write everywhere
    assert f"may not write in {home.data}. As root: chown -R " in wrong(home)["folders"]


def test_a_damaged_store_is_named(home: Home) -> None:
    open_store(home).close()
    file = home.data / "cases.db"
    content = bytearray(file.read_bytes())
    content[40_000:80_000] = b"\xff" * 40_000
    file.write_bytes(content)
    said = wrong(home)
    assert "restore a backup" in said["store"]
    assert "clock" not in said


def test_packages_other_than_locked_are_named_with_what_mends_them(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("loguru==0.0.1 \\\n    --hash=sha256:x\nno-such==1.0\ntzdata==1 ; sys_platform == 'win32'\n")
    with pytest.raises(ConfigError, match=rf"loguru \S+ \(0\.0\.1\), no-such missing \(1\.0\)\. Mend it: .*{lock}"):
        machine.lock(tmp_path)
    assert "as locked" in machine.lock()
    assert "as a package" in machine.lock(tmp_path / "none")


def test_a_clock_that_was_set_back_or_differs_from_a_system_s_is_named() -> None:
    now = datetime.now(UTC)
    assert machine.clock({"practice": timedelta(seconds=90)}, now).endswith("as practice has it")
    with pytest.raises(ConfigError, match="the clock was set back"):
        machine.clock({}, now + timedelta(minutes=3))
    with pytest.raises(ConfigError, match="practice are 181 seconds apart"):
        machine.clock({"practice": timedelta(seconds=-181)}, None)


def test_a_look_that_never_comes_back_or_fails_oddly_does_not_hide_the_others() -> None:
    late = doctor._looked("store", "", lambda: time.sleep(2) or "", 0.05)
    assert (late.well, late.says) == (False, "no answer came in 0 s.")
    odd = doctor._looked("store", "", lambda: str(1 // 0), 5)
    assert (odd.well, odd.says.split(" at ")[0]) == (False, "An unforeseen ZeroDivisionError")


@pytest.fixture
def post(certificate: Path) -> Iterator[tuple[Controller, Recorder]]:
    """A mail server that lets "robot" in, once the connection is safe."""
    with mail_server(certificate) as server:
        yield server


def mailed(home: Home, server: Controller, **about: object) -> Home:
    """The home with this mail server set up."""
    mail = {"server": f"127.0.0.1:{server.port}", "sender": "robot@kommun.example", **about}
    yamlfile.change(home.path / "config" / "settings.yaml", lambda tree: tree.update({"mail": mail}))
    return Home(home.path)


def test_a_mail_server_is_logged_in_to_safely_and_nothing_is_sent(
    home: Home, post: tuple[Controller, Recorder], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    Secrets(home.path).put_file("mail.password", "right")
    assert doctor._mail(mailed(home, post[0], user="robot")).endswith(", starttls; nothing was sent")
    assert doctor._mail(mailed(home, post[0], security="none")).endswith(", none; nothing was sent")
    assert (post[1].messages, post[1].logins) == (0, 1)


def test_a_password_that_the_mail_server_refuses_is_tried_once(
    home: Home, post: tuple[Controller, Recorder], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    Secrets(home.path).put_file("mail.password", "wrong")
    there = mailed(home, post[0], user="robot")
    for said in ("it is not tried again", "it was not tried again"):
        with pytest.raises(ConfigError, match=rf"{said}\. Set the right one: run\.py secret set mail\.password"):
            doctor._mail(there)
    assert post[1].logins == 1


def test_a_mail_server_whose_certificate_nobody_vouches_for_is_not_spoken_to(
    home: Home, post: tuple[Controller, Recorder]
) -> None:
    with pytest.raises(ConfigError, match="SSL_CERT_FILE"):
        doctor._mail(mailed(home, post[0]))
    with pytest.raises(ConfigError, match="SSL_CERT_FILE"):
        doctor._mail(mailed(home, post[0], security="tls"))


def test_a_mail_server_that_does_not_answer_is_named(home: Home) -> None:
    yamlfile.change(
        home.path / "config" / "settings.yaml",
        lambda tree: tree.update({"mail": {"server": "127.0.0.1:9", "sender": "robot@kommun.example"}}),
    )
    with pytest.raises(TechnicalProblem, match="does not answer"):
        doctor._mail(Home(home.path))


def test_a_report_that_could_not_go_where_it_is_to_go_is_named(home: Home) -> None:
    def goes(**way: str) -> dict[str, str]:
        part = {"report": "weekly", "to": [way]}
        yamlfile.change(home.path / "config" / "robots.yaml", lambda tree: tree["robots"].update({"weekly": part}))
        return wrong(Home(home.path))

    assert "There is no folder" in goes(folder=str(home.path / "gone"))["reports"]
    assert "No mail server is set up" in goes(mail="chef@kommun.example")["reports"]
    assert "reports.teams" in goes(secret="reports.teams", link="https://intranet.example")["reports"]
    assert "reports" not in goes(folder=str(home.path))
