"""All commands, gathered from their subjects; a subject is loaded when one of its commands is asked for, or help is."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import typer
from typer.main import get_command

from robots.cli import BROKEN_OFF, DONE, WRONG, guide
from robots.cli.screen import Desk, complain, program

SUBJECTS: Mapping[str, tuple[str, ...]] = {  # a module beside this one, and its commands
    "practising": ("demo", "practice", "test"),
    "upkeep": ("setup", "secret", "doctor"),
    "completion": ("completion",),
    "robots": ("run", "robots", "stop"),
    "schedule": ("next", "pause", "resume"),
    "service": ("start", "backup", "restore", "bundle"),
    "machines": ("worker",),
    "status": ("status",),
    "alerts": ("alerts",),
    "cases": ("cases", "case", "retry", "acknowledge", "release"),
    "recalling": ("recall",),
    "reports": ("report",),
    "privacy": ("purge", "extract", "audit"),
    "systems": ("check",),
    "healing": ("heal",),
    "learning": ("learn",),
    "login": ("login",),
    "new": ("new",),
    "rules": ("rules",),
}


def obey(desk: Desk, words: tuple[str, ...]) -> int:
    """Do what the words ask for, and give the exit code; where they ask for help, or say too little, help.

    Raises:
        RobotError: What the command ran into.
    """
    root, say = get_command(commands(desk, words[:1])), desk.say
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


def commands(desk: Desk, wanted: tuple[str, ...] = ()) -> typer.Typer:
    """The commands, in the words of the desk at which they work.

    Args:
        desk: Where they work.
        wanted: A command, to have those of its subject alone; where that is none, or nothing, all.
    """
    app = typer.Typer(
        help=desk.say("Robots that prepare cases in legacy case systems; people decide."),
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"obj": desk, "help_option_names": []},
    )
    app.callback()(lambda: None)
    for subject in [name for name, own in SUBJECTS.items() if set(wanted) & set(own)] or SUBJECTS:
        import_module(f"robots.cli.{subject}").add_to(app, desk.say)
    return app
