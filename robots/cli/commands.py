"""All commands, gathered from their subjects."""

from __future__ import annotations

import typer
from typer.main import get_command

from robots.cli import (
    BROKEN_OFF,
    DONE,
    WRONG,
    alerts,
    cases,
    completion,
    guide,
    healing,
    learning,
    login,
    machines,
    new,
    practising,
    privacy,
    recalling,
    reports,
    robots,
    rules,
    schedule,
    service,
    status,
    systems,
    upkeep,
)
from robots.cli.screen import Desk, complain, program

SUBJECTS = (
    practising,
    upkeep,
    completion,
    robots,
    schedule,
    service,
    machines,
    status,
    alerts,
    cases,
    recalling,
    reports,
    privacy,
    systems,
    healing,
    learning,
    login,
    new,
    rules,
)


def obey(desk: Desk, words: tuple[str, ...]) -> int:
    """Do what the words ask for, and give the exit code; where they ask for help, or say too little, help.

    Raises:
        RobotError: What the command ran into.
    """
    root, say = get_command(commands(desk)), desk.say
    topic = guide.topic(root, words)
    if topic is not None and not topic.path:
        guide.overview(root, program(), say, whole=guide.wanted(words))
        return DONE
    if topic is not None:
        guide.write(topic, program(), say)
        return DONE if guide.wanted(words) else WRONG
    try:
        code = root.main(list(words), prog_name=program(), standalone_mode=False)
    except typer.TyperException as wrong:
        complain(say, wrong.format_message())
        complain(say, say("See: {program} --help", program=" ".join([program(), *guide.reached(root, words).path])))
        return WRONG
    if code == BROKEN_OFF:
        complain(say, "Broken off. Nothing is lost: the next run goes on from the last step that was recorded.")
    return code or DONE


def commands(desk: Desk) -> typer.Typer:
    """The commands, in the words of the desk at which they work."""
    app = typer.Typer(
        help=desk.say("Robots that prepare cases in legacy case systems; people decide."),
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"obj": desk, "help_option_names": []},
    )
    app.callback()(lambda: None)
    for subject in SUBJECTS:
        subject.add_to(app, desk.say)
    return app
