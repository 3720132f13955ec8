"""What people are sent, over a real mail server and a real webhook, and what becomes of what could not be sent."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from robots import yamlfile
from robots.cases import Store
from robots.model import InboxRow, Mode
from robots.secrets import Secrets
from robots.settings import Home
from robots.work import doctor
from robots.work.alerts import Watch, look, tell, trial
from robots.work.approving import trial_home
from robots.work.office import open_store
from tests.cases.desk import KEY, VERSIONS, Clock
from tests.work.post import Recorder, mail_server, webhook

TOOLKIT = Path(__file__).resolve().parents[3]
ROBOT = "parking-practice"
NIGHT = datetime(2026, 11, 26, 1, 31, tzinfo=UTC)  # half past two in Sweden, on a Thursday
MORNING = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
IT = "it@kommun.example"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home of one robot whose owner is known."""
    town = trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")

    def alone(tree: Any) -> None:
        tree["robots"] = {ROBOT: {**tree["robots"][ROBOT], "owner": "Trafikkontoret"}}

    yamlfile.change(town.path / "config" / "robots.yaml", alone)
    return Home(town.path)


def settled(home: Home, *to: dict[str, str], server: Controller | None = None, **settings: Any) -> Home:
    """The home with these recipients, and this mail server."""
    mail = server and {"server": f"127.0.0.1:{server.port}", "sender": "robot@kommun.example", "user": "robot"}
    given = {"mail": mail, "alerts": {"to": list(to)}, **settings}
    yamlfile.change(home.path / "config" / "settings.yaml", lambda tree: tree.update(given))
    Secrets(home.path).put_file("mail.password", "right")
    return Home(home.path)


def a_run_ends(store: Store, clock: Clock, outcome: str, *, at: datetime, cases: int = 0) -> None:
    """The robot finds some cases that are due today, and its run ends so."""
    clock.at = at
    run = store.begin_run(robot=ROBOT, system="practice", flow="parking_permit", mode=Mode.SHADOW, versions=VERSIONS)
    rows = [
        InboxRow(f"2026-HEMLIG-{place}", flow="parking_permit", received=date(2026, 11, 2)) for place in range(cases)
    ]
    if rows:
        found = {"run": run, "system": "practice", "robot": ROBOT, "authority": "Testnämnden", "complete": True}
        store.record_inbox(rows=rows, due=lambda _: date(2026, 11, 26), **found)  # type: ignore[arg-type]
    store.end_run(run, outcome=outcome, error="2026-HEMLIG-1: Testperson Påhittad stod på sidan")


@pytest.fixture
def clock() -> Clock:
    return Clock(NIGHT)


@pytest.fixture
def store(home: Home, clock: Clock) -> Iterator[Store]:
    """The home's store, with a clock that the test turns."""
    Secrets(home.path).put_file("store.key", base64.urlsafe_b64encode(KEY).decode("ascii"))
    open_store(home).close()
    with Store.open(home.database, KEY, clock=clock) as opened:
        yield opened


def step(home: Home, store: Store, at: datetime) -> list[tuple[str, str | None]]:
    """One look, and what came of telling."""
    return [(one.recipient, one.failure) for one in tell(home, look(home, store, at))]


def body(recorder: Recorder, place: int = -1) -> list[str]:
    """The lines of a mail."""
    return str(recorder.mails[place].get_content()).strip().splitlines()


def test_a_mail_says_what_whose_how_many_are_due_and_the_next_command_and_names_no_case(
    home: Home, store: Store, clock: Clock, post: tuple[Controller, Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.node", lambda: "robot01")
    town = settled(home, {"mail": IT}, server=post[0])
    a_run_ends(store, clock, "SystemDown", at=MORNING - HOUR, cases=3)
    assert step(town, store, MORNING) == [(IT, None)]
    mail = post[1].mails[0]
    assert (mail["To"], mail["From"]) == (IT, "robot@kommun.example")
    assert mail["Subject"] == "Övningskommun: Övningssystemet svarar inte – ärenden före kl. 12: 3"
    assert body(post[1]) == [
        "Sedan 07:00. Dess robotar står still. Inget går förlorat: de fortsätter när det svarar.",
        "Robotar: parking-practice (Trafikkontoret). Ärenden som ska vara klara före kl. 12 i dag: 3.",
        f"Kör nu på robot01 i {town.path}: run.py check practice",
    ]
    a_run_ends(store, clock, "done", at=MORNING + HOUR)
    english = settled(town, {"mail": IT}, server=post[0], language="en")
    assert step(english, store, MORNING + 2 * HOUR) == [(IT, None)]
    assert post[1].mails[1]["Subject"] == "Övningskommun: Over after 3 h 0 min: Övningssystemet does not answer"
    assert body(post[1]) == [
        "It was so from 07:00 to 10:00, and is over now.",
        "Robots: parking-practice (Trafikkontoret). Cases due before noon today: 3.",
        f"Nothing needs to be done. More on robot01 in {town.path}: run.py alerts",
    ]
    assert "HEMLIG" not in "".join(part.as_string() for part in post[1].mails)
    assert step(town, store, MORNING + 3 * HOUR) == []


def test_at_night_only_what_is_urgent_is_told_and_the_rest_in_the_morning_as_it_is_then(
    home: Home, store: Store, clock: Clock, post: tuple[Controller, Recorder]
) -> None:
    town = settled(home, {"mail": IT}, server=post[0])
    a_run_ends(store, clock, "SystemDown", at=NIGHT)
    assert step(town, store, NIGHT) == []
    a_run_ends(store, clock, "WriteBlocked", at=NIGHT + HOUR)
    assert step(town, store, NIGHT + HOUR) == [(IT, None)]
    assert "skrivspärren stoppade en sparning" in post[1].mails[0]["Subject"]
    assert step(town, store, MORNING) == [(IT, None)]
    assert post[1].mails[1]["Subject"] == "Övningskommun: Över efter 1 tim 0 min: Övningssystemet svarar inte"


def test_what_cannot_be_sent_is_sent_at_a_later_look_and_to_nobody_twice(
    home: Home, store: Store, clock: Clock, post: tuple[Controller, Recorder]
) -> None:
    town = settled(home, {"mail": IT}, {"secret": "alerts.teams"}, server=post[0])
    a_run_ends(store, clock, "SystemDown", at=MORNING - HOUR)
    assert step(town, store, MORNING)[1][1].startswith('The secret "alerts.teams" is not set.')  # type: ignore[union-attr]
    with webhook() as (address, hook):
        Secrets(town.path).put_file("alerts.teams", address)
        hook.answers = 503
        refused = "The server of alerts.teams did not take the message (HTTP 503)."
        assert step(town, store, MORNING + HOUR) == [("alerts.teams", refused)]
        assert [(one.recipient, one.tries, one.failure) for one in store.messages()] == [("alerts.teams", 2, refused)]
        hook.answers = 200
        assert step(town, store, MORNING + 2 * HOUR) == [("alerts.teams", None)]
        assert [one["title"] for one in hook.taken] == ["Övningskommun: Övningssystemet svarar inte"]
    assert post[1].messages == 1
    assert store.messages() == []


def test_a_message_that_another_process_is_sending_is_not_sent_beside_it(
    home: Home, store: Store, clock: Clock, post: tuple[Controller, Recorder]
) -> None:
    town = settled(home, {"mail": IT}, server=post[0])
    a_run_ends(store, clock, "SystemDown", at=MORNING - HOUR)
    assert len(look(town, store, MORNING).messages) == 1
    assert look(town, store, MORNING + timedelta(minutes=9)).messages == ()  # it may be a moment before it is sent
    assert step(town, store, MORNING + timedelta(minutes=10)) == [(IT, None)]  # that process died


def test_a_server_that_nobody_vouches_for_is_told_nothing(
    home: Home, store: Store, clock: Clock, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with mail_server(certificate) as (server, recorder):
        town = settled(home, {"mail": IT}, server=server)
        a_run_ends(store, clock, "SystemDown", at=MORNING - HOUR)
        ((_, failure),) = step(town, store, MORNING)
        assert "could not be spoken to safely" in str(failure)
        assert (recorder.messages, recorder.logins) == (0, 0)


def test_a_password_that_the_mail_server_refuses_is_sent_once_however_many_looks_there_are(
    home: Home, store: Store, clock: Clock, post: tuple[Controller, Recorder]
) -> None:
    town = settled(home, {"mail": IT}, server=post[0])
    Secrets(town.path).put_file("mail.password", "wrong")
    a_run_ends(store, clock, "SystemDown", at=MORNING - HOUR)
    for hours in range(3):
        assert step(town, store, MORNING + hours * HOUR)[0][1] is not None
    assert (post[1].messages, post[1].logins) == (0, 1)


def test_a_trial_tells_everyone_that_nothing_is_wrong_and_the_doctor_names_who_that_is(
    home: Home, post: tuple[Controller, Recorder]
) -> None:
    with webhook() as (address, hook):
        town = settled(home, {"mail": IT}, {"secret": "alerts.teams"}, server=post[0])
        Secrets(town.path).put_file("alerts.teams", address)
        assert [one.failure for one in trial(town, MORNING)] == [None, None]
        assert hook.taken[0]["title"] == post[1].mails[0]["Subject"] == "Övningskommun: ett prov av larmen"
        assert doctor._alerts(town) == f"{IT}, alerts.teams; try it: run.py alerts test"
        Secrets(town.path).put_file("alerts.teams", "no address")
        with pytest.raises(doctor.ConfigError, match=r"run\.py secret set alerts\.teams"):
            doctor._alerts(town)


def test_what_sends_is_loaded_only_when_something_is_sent() -> None:
    done = "import robots.work.alerts, robots.cli.alerts, sys; sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", done], cwd=TOOLKIT, check=False).returncode == 0


def test_a_robot_that_did_not_start_is_late_from_when_its_schedule_was_first_known(
    home: Home, store: Store, clock: Clock
) -> None:
    town, clock.at = settled(home), MORNING
    store.keep_schedule(ROBOT, "30 2 * * 1-5")
    assert look(town, store, MORNING).opened == ()  # half past two is over, and nobody knew of it then
    next_night = NIGHT + timedelta(days=1)
    assert look(town, store, next_night).opened == ()
    (late,) = look(town, store, next_night + HOUR).opened
    assert (late.kind, late.about, late.since) == ("late", ROBOT, next_night - timedelta(minutes=1))
    assert look(town, store, next_night + 2 * HOUR).opened == ()


def test_a_robot_that_works_on_weekdays_is_not_late_on_a_sunday(home: Home, store: Store, clock: Clock) -> None:
    town = settled(home)
    a_run_ends(store, clock, "done", at=datetime(2026, 11, 27, 1, 30, tzinfo=UTC))
    store.keep_schedule(ROBOT, "30 2 * * 1-5")
    look(town, store, clock.at + HOUR)
    assert look(town, store, datetime(2026, 11, 29, 12, tzinfo=UTC)).opened == ()
    assert [one.kind for one in look(town, store, datetime(2026, 11, 30, 3, tzinfo=UTC)).opened] == ["late"]


def test_what_other_parts_of_the_store_know_is_heeded(
    home: Home, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = settled(home)
    a_run_ends(store, clock, "done", at=NIGHT)
    clock.at = MORNING - HOUR
    fired = SimpleNamespace(fired=clock.at, ended=clock.at, outcome="RuleError")
    monkeypatch.setattr(Store, "firings", lambda *_: [fired], raising=False)
    (config,) = look(town, store, MORNING).opened
    assert (config.kind, config.about, config.figures["outcome"]) == ("config", ROBOT, "RuleError")
    a_run_ends(store, clock, "done", at=MORNING)
    assert [one.kind for one in look(town, store, MORNING + HOUR).closed] == ["config"]
    broken = SimpleNamespace(since=MORNING, cause="ScreenChanged", next_probe=None)
    monkeypatch.setattr(Store, "breaker", lambda *_: broken, raising=False)
    (screen,) = look(town, store, MORNING + 2 * HOUR).opened
    assert (screen.kind, screen.since, screen.robots) == ("screen", MORNING, (ROBOT,))


def test_a_run_that_was_killed_is_told_after_an_hour_without_a_step(home: Home, store: Store, clock: Clock) -> None:
    town = settled(home)
    clock.at = MORNING
    store.begin_run(robot=ROBOT, system="practice", flow="parking_permit", mode=Mode.SHADOW, versions=VERSIONS)
    assert look(town, store, MORNING + HOUR).opened == ()
    assert [one.kind for one in look(town, store, MORNING + 2 * HOUR).opened] == ["silent"]


def test_a_password_about_to_expire_is_announced_and_named_by_the_doctor(home: Home, store: Store) -> None:
    town = settled(home)
    described = town.system_file("practice")
    yamlfile.change(described, lambda tree: tree["account"].update({"expires_after": "90 days"}))
    set_on = Secrets(town.path).set_on("practice.password")
    assert set_on is not None
    expires = set_on + timedelta(days=90)
    assert doctor._password(town, "practice") == f"expires on {expires}"
    noon = datetime(expires.year, expires.month, expires.day, 11, tzinfo=UTC)
    assert [one.kind for one in look(town, store, noon - timedelta(days=14)).opened if one.kind == "password"]
    yamlfile.change(described, lambda tree: tree["account"].update({"expires_after": date(2020, 1, 31)}))
    with pytest.raises(doctor.ConfigError, match=r"days left: -.*run\.py secret set practice\.password"):
        doctor._password(town, "practice")


def test_a_store_that_cannot_be_asked_is_told_once_a_day_and_when_it_is_over(
    home: Home, store: Store, post: tuple[Controller, Recorder], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = settled(home, {"mail": IT}, server=post[0])
    watch = Watch(town)
    with monkeypatch.context() as fault:
        fault.setattr(Store, "run_counts", lambda *_: 1 / 0)
        for minutes in range(0, 600, 5):
            watch.once(store, MORNING + timedelta(minutes=minutes))
    assert [mail["Subject"] for mail in post[1].mails] == ["Övningskommun: robotarna kan inte övervakas"]
    watch.once(store, MORNING + 10 * HOUR)
    assert post[1].mails[1]["Subject"] == "Övningskommun: Över efter 9 tim 55 min: robotarna kan inte övervakas"


def test_robots_that_cannot_be_read_any_more_are_told_of_as_they_could_be_read_before(
    home: Home, store: Store, post: tuple[Controller, Recorder]
) -> None:
    town = settled(home, {"mail": IT}, server=post[0])
    watch = Watch(town)
    watch.once(store, MORNING)
    (town.path / "config" / "robots.yaml").write_text("robots: [", encoding="utf-8")
    for minutes in (5, 10, 15):
        watch.once(store, MORNING + timedelta(minutes=minutes))
    assert [mail["Subject"] for mail in post[1].mails] == ["Övningskommun: robotarna kan inte övervakas"]
