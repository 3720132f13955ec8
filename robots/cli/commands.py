"""All commands, gathered from their subjects."""

import os
from pathlib import Path
from typing import Annotated

import typer

from robots.cli import cases, practising, reports, robots, systems, upkeep
from robots.cli.screen import Desk, language_asked
from robots.settings import Home
from robots.words import Words

say = Words(language_asked())

app = typer.Typer(
    help=say("Robots that prepare cases in legacy case systems; people decide."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _home() -> Path:
    return Path(os.environ.get("ROBOTS_HOME", "."))


@app.callback()
def begin(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help=say("The folder that holds config/, flows/, logs/ and data/."))
    ] = None,
    lang: Annotated[str, typer.Option(help=say("sv or en."))] = "sv",  # noqa: ARG001  read by language_asked
) -> None:
    """Settle where and in which language every command works."""
    context.obj = Desk(Home(home or _home()), say)


for subject in (robots, cases, reports, systems, upkeep, practising):
    subject.add_to(app, say)
