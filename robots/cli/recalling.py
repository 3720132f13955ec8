"""Recall: what was prepared by wrong rules, or since something went wrong, is listed and then called back."""

import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli import FAILED
from robots.cli.cases import in_json as case_in_json
from robots.cli.line import YES
from robots.cli.screen import Desk, as_json, as_table, coded, tell, working
from robots.errors import ConfigError
from robots.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from robots.work.recalling import Recalled

LEAST = 6  # characters that tell one version of the rules from all others
_MEANT = {
    "take_back": "draft: the values before it are put back, where nobody has touched it",
    "set_aside": "proposal: made anew by other rules",
    "decided": "decided: look at the decision",
    "person": "a person has it: tell them",
}
_CAME = {
    "take_back": "draft was taken back",
    "set_aside": "proposal was set aside",
    "decided": "decided: look at the decision",
    "person": "a person has it: tell them",
}


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "recall",
        rich_help_panel=say("To operate"),
        help=say("List what was prepared by some rules or since some time, and call it back."),
        epilog="run.py recall --rules 3f9a2c7d --dry-run\nrun.py recall --since 2026-11-26T02:30",
    )
    def recall(
        context: typer.Context,
        rules: Annotated[
            str | None, typer.Option(metavar="SHA", help=say("The rules' SHA-256, or how it begins: run.py case CASE."))
        ] = None,
        since: Annotated[
            datetime | None,
            typer.Option(
                metavar="TIME", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help=say("In Swedish time.")
            ),
        ] = None,
        robot: Annotated[str | None, typer.Option(metavar="ROBOT", help=say("Only this robot's."))] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=say("Only say what would go; nothing is changed."))
        ] = False,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots import logs
        from robots.model import SWEDEN
        from robots.work import recalling

        desk: Desk = context.obj
        if (rules is None) == (since is None):
            raise ConfigError("Say what to call back: run.py recall --rules SHA | --since TIME")
        if rules is not None and len(rules) < LEAST:
            raise ConfigError(f"Option --rules takes at least {LEAST} characters of the rules' SHA-256.")
        if robot is not None:
            desk.home.robot(robot)
        which: Any = {
            "rules": rules and rules.lower(),
            "since": since and since.replace(tzinfo=SWEDEN),
            "robot": robot,
        }
        cases, done = recalling.listed(desk.home, **which), False
        if not json:
            _list(say, cases, _MEANT)
        if not dry_run and any(one.fate in recalling.ACTED_ON for one in cases):
            if done := _agreed(say, ask=not json):
                logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs)
                with working("recall") as progress:
                    cases = recalling.recall(desk.home, **which, tell=progress)
                if not json:
                    _list(say, cases, _CAME)
            elif not json:
                tell(say("Nothing was changed. To call them back, give the command again with --yes."))
        if json:
            as_json({"done": done, "cases": [_in_json(one) for one in cases]})
        if any(one.left for one in cases):
            tell(say("Some could not be called back now. Give the command again."), style="yellow")
            raise typer.Exit(FAILED)


def _agreed(say: Words, *, ask: bool) -> bool:
    """Whether a person wants it: said beforehand, or to the list that was just shown."""
    if os.environ.get(YES):
        return True
    return ask and sys.stdin.isatty() and typer.confirm(say("Call these back?"))


def _list(say: Words, cases: "Sequence[Recalled]", words: "Mapping[str, str]") -> None:
    if not cases:
        tell(say("Nothing was prepared so."))
        return
    columns = [say(name) for name in ("number", "state", "robot", "what becomes of it")]
    rows = [(one.case.number, coded(say, one.case.state), one.case.robot, _fate(say, one, words)) for one in cases]
    as_table(say("Recall"), columns, rows)


def _fate(say: Words, one: "Recalled", words: "Mapping[str, str]") -> str:
    if one.left:
        return say("left as it is: another has it, or it failed")
    return say("touched: left to a person, who is told not to use the draft") if one.touched else say(words[one.fate])


def _in_json(one: "Recalled") -> dict[str, Any]:
    return case_in_json(one.case) | {"fate": one.fate, "left": one.left, "touched": one.touched}
