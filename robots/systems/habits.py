"""What pressing a button adds to a form as it came, as it was seen in a window; what a script opens, likewise.

No script is read and none is run again: a habit is what was sent, held against what stood in the form just before.
It counts once it was the same each time, and is dropped the first time it was not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from pydantic import Field

from robots.systems.description import Press
from robots.systems.layout import Piece
from robots.systems.naming import Naming
from robots.systems.request import Pairs, Request, Unclear, same_lines

_WORD = re.compile(r"'([^']*)'|\"([^\"]*)\"|(?<![\w.])(\d+)(?![\w.])")  # what a call in a script is given
_CASE = "{case}"


class Unsteady(Exception):
    """It was not the same each time."""


class Habit(Piece):
    """What pressing one button sends."""

    link: bool = False  # it leads where its link says, and sends nothing
    form: int = 0  # which form of the page it sends
    button: bool = False  # the button's own name and value are sent along
    adds: dict[str, str] = Field(default_factory=dict)  # set by a script first; {case} stands for the case's handle

    def of(self, case: Naming) -> dict[str, Any]:
        """The habit for one case, for desk.js."""
        adds = {name: value.replace(_CASE, case.handle) for name, value in self.adds.items()}
        return {"link": self.link, "form": self.form, "button": self.button, "adds": adds}

    @classmethod
    def between(cls, before: Mapping[str, Any], sent: Request, case: Naming) -> Self | None:
        """What a press did; None where it was something that a desk could not do again.

        Args:
            before: What the reader found just before, for {sending: ...}.
            sent: The request that came of it.
            case: The case that was open.
        """
        if sent.method == "GET" and before["link"] == sent.url:
            return cls(link=True)
        for number, form in enumerate(before["forms"]):
            for button in (False, True) if number == before["own"] and before["pressing"] else (False,):
                standing = before["pressing"] if button else form["pairs"]
                if not form["other"] and _goes(form, sent) and (adds := _added(standing, sent)) is not None:
                    told = {name: value.replace(case.handle, _CASE) for name, value in adds.items()}
                    return cls(form=number, button=button, adds=told)
        return None


@dataclass
class Habits:
    """All that was seen of a flow's buttons and scripts. What was not the same each time is in neither."""

    presses: dict[str, Habit] = field(default_factory=dict)
    opens: dict[str, str] = field(default_factory=dict)  # the address that a script opens, by the script
    acts: set[str] = field(default_factory=set)  # marks of the scripts and handlers that a window has shown
    _broken: set[str] = field(default_factory=set)

    def pressed(self, button: Press, habit: Habit | None) -> None:
        """A button was pressed in a window."""
        self._note(self.presses, named(button), habit)

    def habit(self, button: Press) -> Habit | None:
        """What pressing a button adds, where that was seen.

        Raises:
            Unsteady: It was not the same each time.
        """
        if named(button) in self._broken:
            raise Unsteady
        return self.presses.get(named(button))

    def opened(self, script: str, page: str, address: str) -> None:
        """A script on a page opened a window at an address."""
        call, given = _call(script)
        at = urlsplit(address)
        there = f"{at.path}?{at.query}" if at.query else at.path
        ours = urlsplit(page)[:2] == at[:2]
        for place, word in enumerate(given):
            ours = ours and len(re.findall(_whole(word), there)) == 1
            there = re.sub(_whole(word), f"{{{place}}}", there)
        self._note(self.opens, call, there if ours and given else None)

    def address(self, script: str, page: str) -> str | None:
        """Where a script of a page would open a window; None where that is not known."""
        call, given = _call(script)
        there = self.opens.get(call)
        if there is None or not all(re.fullmatch(r"[\w.-]+", word) for word in given):
            return None
        return urljoin(page, there.format(*given))

    def _note(self, those: dict[str, Any], key: str, seen: Any) -> None:
        if seen is None or those.get(key, seen) != seen:
            self._broken.add(key)
            those.pop(key, None)
        elif key not in self._broken:
            those[key] = seen


def named(button: Press) -> str:
    """What makes it the same button."""
    return f"{button.press}: {button.request or 'GET'} {sorted(button.with_.items())}"


def same_body(sent: Pairs, foretold: Sequence[Sequence[str]], tokens: frozenset[str]) -> bool:
    """Whether two bodies are the same, in the same order, but for the values of some fields."""
    ours = [(name, same_lines(value)) for name, value in foretold]
    return [(name, name in tokens or value) for name, value in sent] == [
        (name, name in tokens or value) for name, value in ours
    ]


def _goes(form: Mapping[str, Any], sent: Request) -> bool:
    return bool(form["method"] == sent.method and form["action"].partition("?")[0] == sent.url.partition("?")[0])


def _added(standing: Sequence[Sequence[str]], sent: Request) -> dict[str, str] | None:
    """The fields that were set or added, where nothing else about the body is otherwise than the form."""
    try:
        pairs = sent.query if sent.method == "GET" else sent.form
    except Unclear:
        return None
    before = [(name, same_lines(value)) for name, value in standing]
    names, went = [name for name, _ in before], [name for name, _ in pairs]
    if went[: len(names)] != names:
        return None
    changed = [pair for pair, was in zip(pairs, before, strict=False) if pair != was] + list(pairs[len(names) :])
    return dict(changed) if all(went.count(name) == 1 for name, _ in changed) else None


def _call(script: str) -> tuple[str, list[str]]:
    """A script without what it is given, and what it is given."""
    given = [next(filter(None, hit.groups()), "") for hit in _WORD.finditer(script)]
    return _WORD.sub("{}", script), given


def _whole(word: str) -> str:
    return rf"(?<![\w.-]){re.escape(word)}(?![\w.-])"
