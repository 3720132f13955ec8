"""A new case system: a description that works against the practice system, with what to look for above each part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap

from robots import yamlfile
from robots.errors import ConfigError
from robots.settings import Home
from robots.systems.description import open_system
from robots.words import Words
from robots.work.new_flow import plain_name

SCHEMA = "# yaml-language-server: $schema=../schema/system.json"
WIDE = 118  # characters of a line
ABOUT = (
    "{name}: where things stand in the case system's pages, and what may be sent. So far it is a copy of another "
    "description and works against that system's pages. Change it part by part, from the top, and after each part ask: "
    "run.py check {name}. That only reads."
)
PARTS: Mapping[str, str] = {
    "system": "What robots call the system: the name of this file.",
    "title": "What people call it, in worklists and reports.",
    "authority": "The board (nämnd) that it belongs to. Nothing of it crosses to another board's robots or reports.",
    "address": "The address in the browser as far as the host, such as https://arenden.kommun.example",
    "charset": "How its pages are written: look for charset= in a page's source. Leave the line out for utf-8.",
    "account": "The robot's own account, never a colleague's: the law asks who did what, and a wrong password "
    "locks it. The password never stands here. Keep it with: run.py secret set {name}.password",
    "limits": "What the system's owner allows: windows at once, seconds to wait for a page.",
    "login": "Log out and look at the login page. heading: a text that only this page shows. user and password: "
    "the labels beside the two fields. press: the text on the button. lands: the address after the login. refused: "
    "the text after a wrong password. sends: what the button sends, as the browser's tools (F12, Network) show it. "
    "Where the browser asks for the password instead, in a small window of its own, three words are enough: by: basic "
    "or by: digest, at and lands. One-time codes, sign-on servers, and a person who logs in: docs/new_system.md, Ways "
    "in.",
    "logout": "The address of the link that logs out.",
    "inbox": "The list of new cases. at: its address. frame: the name of its frame, where the page has frames. "
    "total: the text that says how many cases there are, with the number in round brackets, so that a reading is "
    "known to be whole.",
    "inbox.columns": "Each column by its header. number is the case number. protected says which marks mean that "
    "no robot may open the case; every mark that is not listed counts as one.",
    "inbox.next": "The link that turns the page. sends and with: what it posts; leave both out for a link that "
    "only reads.",
    "decided": "The list of decided cases, from which robots learn what people decided. Leave it out where there "
    "is none.",
    "cases": "For each flow: which cases are its own, how one is opened and left, its screens, and the decision form.",
    "cases.*.rows": "Which rows of the inbox belong to the flow: a column, and the texts it then shows.",
    "cases.*.stops": "What forbids a robot to read on in a case that it opened. marks: a label, or a column of a "
    "table, and all that may stand there (fine); they are read before anything else. words: what must not stand in a "
    "document's text.",
    "cases.*.open": "Ask someone who knows the system what opening a case does: does it take a lock, or mark it "
    "as read? locked: the text that says that a colleague has it. leave: the button that gives it back.",
    "cases.*.files": "Which attachments the flow takes: at most so many bytes, and what their content may be. "
    "Others go to a person.",
    "cases.*.screens": "Each screen that shows something the flow needs. heading: a text that only this screen "
    "shows. tab: what is pressed to get there. A field is found by its label as a person sees it; where a label "
    "stands twice say within: (the heading above it) or nth:. kind: text, whole number, decimal, money, date, "
    "personal number, yes/no, choice, file, table. For a choice, options: our word, and the text that the page "
    "shows for it.",
    "cases.*.draft": "The decision form, as it is written to. Its fields must include outcome and reasons.",
    "cases.*.draft.untouched": "What each field of the form holds while nobody has begun: a case that holds "
    "anything else is left to the colleague who began.",
    "cases.*.draft.carries": "Hidden fields that the form sends by itself. Anything beside these stops the save.",
    "cases.*.draft.save": "The one button that saves without deciding. with: what tells its request from a "
    "decision's. confirm: the question of its confirm box. shows: the text that says that it worked.",
    "never": "The buttons that decide, sign or send, and what they send. It wins over everything else in this file.",
}
"""What to look for in the real system, by the part of the description that it stands above; * is any flow."""


def begin_system(home: Home, name: str, source: Path, say: Words) -> Path:
    """Write config/systems/<name>.yaml: another system's whole description, with a comment above each part.

    Args:
        home: The home folder.
        name: The new case system's name.
        source: The description to begin from; the new one works against the same pages until it is changed.
        say: The language of the comments.

    Raises:
        ConfigError: The name is none, or it is described already, or the source cannot be read; nothing was written.
    """
    file = home.system_file(plain_name(name))
    if file.exists():
        raise ConfigError(f"{file} is there already, and nothing in it was changed. Take another name.")
    address = open_system(source, address=home.settings.addresses.get(source.stem)).description.address
    own = {("system",): name, ("title",): name, ("address",): address, ("account", "secret"): f"{name}.password"}
    own |= {("account", "codes"): f"{name}.codes"}
    lines = source.read_text(encoding="utf-8").splitlines()
    above: dict[int, list[str]] = {}
    said: set[str] = set()
    for keys, line in yamlfile.places(source):
        if keys in own:
            lines[line - 1] = lines[line - 1].partition(":")[0] + f": {own[keys]}"
        if (text := _about(keys)) and text not in said:  # once, though there be several flows
            said.add(text)
            above[line] = _comment(say(text, name=name), lines[line - 1])
    file.parent.mkdir(parents=True, exist_ok=True)
    written = [SCHEMA, *_comment(say(ABOUT, name=name)), *_joined(lines, above)]
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    return file


def _about(keys: tuple[str, ...]) -> str | None:
    """What is to be said above a part."""
    if keys[0] == "cases" and len(keys) > 1:
        keys = ("cases", "*", *keys[2:])
    return PARTS.get(".".join(keys))


def _joined(lines: list[str], above: Mapping[int, list[str]]) -> Iterator[str]:
    """The lines with their comments; what the source's author said of the source as a whole is left out."""
    for number, line in enumerate(lines, start=1):
        if number in above and not line.startswith(" "):
            yield ""
        yield from above.get(number, ())
        if line and not line.startswith("#"):
            yield line


def _comment(text: str, line: str = "") -> list[str]:
    """A comment as it stands above a line."""
    indent = " " * (len(line) - len(line.lstrip())) + "# "
    return wrap(text, WIDE, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
