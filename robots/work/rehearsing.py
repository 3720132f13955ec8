"""Trying a flow's examples: each sentence, and what came out otherwise than it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from robots.errors import ConfigError
from robots.flow import OpenFlow, open_flow
from robots.rules.examples import Difference, read_examples
from robots.settings import Home


@dataclass(frozen=True)
class Tried:
    """One example of a flow, and what came out otherwise; nothing where all is right."""

    sentence: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Rehearsal:
    """A flow's examples, tried; or why its folder could not be opened."""

    flow: str
    tried: tuple[Tried, ...] = ()
    opened: OpenFlow | None = None
    trouble: str = ""

    @property
    def well(self) -> bool:
        return not self.trouble and not any(one.differences for one in self.tried)

    def called(self, code: str) -> str:
        """What the workbook calls a criterion, for people; the code where it knows none."""
        overviews = self.opened.rules.book.overviews.values() if self.opened else ()
        return next((known.name for listed in overviews for known in listed if known.code == code), code)


def rehearse(home: Home, name: str, workbook: Path | None = None) -> Rehearsal:
    """Try every example of a flow.

    Args:
        home: The home folder.
        name: The flow.
        workbook: Other rules to try them by, such as a copy that somebody works in.

    Raises:
        ConfigError: There is no flow of that name.
    """
    refuse_unknown_flow(home, name)
    folder = home.flow_folder(name)
    try:
        opened = open_flow(folder)
        if workbook is not None:
            opened = opened.with_rules(workbook)
        examples = read_examples(folder / "examples.yaml")
        tried = tuple(Tried(one.sentence, tuple(opened.rehearse(one))) for one in examples)
    except ConfigError as trouble:
        return Rehearsal(name, trouble=str(trouble))
    return Rehearsal(name, tried, opened)


def refuse_unknown_flow(home: Home, name: str) -> None:
    """Refuse a name that no folder of flows has.

    Raises:
        ConfigError: There is no flow of that name, or none at all: perhaps --home names another folder.
    """
    if not home.flows:
        folder = home.path.resolve() / "flows"
        raise ConfigError(
            f"{folder} is missing or holds no flows. --home names the folder that holds config/ and flows/."
        )
    if name not in home.flows:
        raise ConfigError(f'flows: there is no flow "{name}". There are: {", ".join(home.flows)}.')
