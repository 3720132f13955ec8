"""Alerts: what is wrong and was lately, who was told of it, and a trial message."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.screen import Desk, as_json, as_table, mark, tell
from robots.errors import ConfigError
from robots.words import Words, meant

if TYPE_CHECKING:
    from robots.cases.alerts import Alert, Message
    from robots.work.alerts.letters import Writer

RECENT = timedelta(days=14)
TEST = "test"


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "alerts",
        rich_help_panel=say("To operate"),
        help=say("What is wrong and was lately, and who was told of it. With test: send a trial message."),
        epilog="run.py alerts\nrun.py alerts test",
    )
    def alerts(
        context: typer.Context,
        what: Annotated[str | None, typer.Argument(metavar="test", help=say("Send a trial message."))] = None,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        desk: Desk = context.obj
        if what == TEST:
            _try(desk)
        elif what is not None:
            raise ConfigError(f"alerts takes {TEST} or nothing, not {what}.{meant(what, [TEST])}")
        elif json:
            as_json(_in_json(desk))
        else:
            _show(desk)


def show_open(desk: Desk, alerts: Collection["Alert"], waiting: Collection["Message"]) -> None:
    """What is wrong now and what could not be told, for whoever asks how it all stands."""
    if not (alerts or waiting):
        return
    from robots.work.alerts.letters import Writer

    writer = Writer(desk.home, datetime.now(UTC), desk.say)
    if alerts:
        _table(desk.say, writer, alerts)
    _tell_of_waiting(desk.say, writer, waiting)


def _show(desk: Desk) -> None:
    from robots.work.alerts.letters import Writer
    from robots.work.office import open_store

    say, now = desk.say, datetime.now(UTC)
    writer = Writer(desk.home, now, say)
    with open_store(desk.home) as store:
        alerts, waiting = store.alerts(now - RECENT), store.messages()
    standing = [alert for alert in alerts if alert.closed is None]
    if not standing:
        tell(say("Nothing is wrong, as far as the robots have looked."), style="green")
    show_open(desk, standing, waiting)
    over = [alert for alert in alerts if alert.closed]
    if over:
        rows = [(writer.says(one), one.since, one.closed, writer.lasted(one), one.times) for one in over]
        columns = [say(name) for name in ("was wrong", "from", "to", "for", "times in a day")]
        as_table(say("Over, in the last two weeks"), columns, rows)
    if not desk.home.settings.alerts.to:
        tell(say("Nobody is told of anything: see alerts: in config/settings.yaml"), style="yellow")


def _table(say: Words, writer: "Writer", alerts: Collection["Alert"]) -> None:
    from robots.work.alerts.sayings import command

    rows = [(writer.says(one), one.since, writer.lasted(one), command(one)) for one in alerts]
    as_table(say("Alerts"), [say(name) for name in ("is wrong", "since", "for", "next")], rows)


def _tell_of_waiting(say: Words, writer: "Writer", messages: Collection["Message"]) -> None:
    """Whom nobody could reach so far, once for each, with the latest reason."""
    for recipient in dict.fromkeys(one.recipient for one in messages):
        mine = [one for one in messages if one.recipient == recipient]
        said = {"recipient": recipient, "since": writer.instant(mine[0].made), "n": len(mine)}
        why = say.again(mine[-1].failure or "")
        tell(say("Alerts not sent to {recipient} since {since}: {n}. {why}", **said, why=why), style="red")


def _try(desk: Desk) -> None:
    from robots.work.alerts import trial

    if not desk.home.settings.alerts.to:
        raise ConfigError("Nobody is told of anything: see alerts: in config/settings.yaml")
    desk.log()
    failed = False
    for told in trial(desk.home, datetime.now(UTC)):
        failed |= told.failure is not None
        says = desk.say("sent") if told.failure is None else desk.say.again(told.failure)
        mark(told.failure is None, told.recipient, says)
    if failed:
        raise typer.Exit(1)


def _in_json(desk: Desk) -> list[dict[str, Any]]:
    from robots.work.alerts.letters import Writer
    from robots.work.alerts.sayings import command
    from robots.work.office import open_store

    now = datetime.now(UTC)
    writer = Writer(desk.home, now, desk.say)
    with open_store(desk.home) as store:
        alerts = store.alerts(now - RECENT)
        messages = store.messages([one.id for one in alerts if one.id is not None])
    return [
        {
            "kind": one.kind,
            "about": one.about,
            "says": writer.says(one),
            "robots": one.robots,
            "figures": one.figures,
            "since": one.since,
            "opened": one.opened,
            "closed": one.closed,
            "times": one.times,
            "next": command(one),
            "messages": [
                {
                    "to": told.recipient,
                    "tells": told.event,
                    "made": told.made,
                    "sent": told.sent,
                    "failure": told.failure,
                }
                for told in messages
                if told.alert.id == one.id
            ],
        }
        for one in alerts
    ]
