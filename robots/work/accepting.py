"""Acceptances: who stands for which version of a flow's rules and texts. They are kept beside the workbook."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from robots import yamlfile
from robots.errors import ConfigError, SecretMissing
from robots.rules.fingerprints import fingerprints
from robots.settings import Home
from robots.work.office import account, open_store, today
from robots.yamlfile import Part

FILE = "accepted.yaml"
HEAD = """\
# Who has accepted the rules and texts of this flow, the latest version last. Written by: run.py rules accept
# A robot that was approved saves drafts only by rules and texts that were approved with it or are accepted here, by as
# many persons as config/settings.yaml says (rules: accepted_by). Each version is known by what rules.xlsx and texts/
# hold (rules, texts); by the marks of its sheets it can be told which of them the next version changed.
acceptances:
"""


class PersonPart(Part):
    """One person's acceptance."""

    name: str
    day: date
    reference: str  # where the decision stands

    def is_(self, name: str) -> bool:
        """Whether this is the person of a name, however that was typed."""
        return _plain(self.name) == _plain(name)


class Acceptance(Part):
    """One version of the rules and texts, and who accepted it."""

    rules: str  # SHA-256 of rules.xlsx
    texts: str  # and of what stands in texts/
    by: list[PersonPart]
    sheets: dict[str, str] = Field(default_factory=dict)

    @property
    def persons(self) -> int:
        """How many have accepted it; a person who did so twice counts once."""
        return len({_plain(person.name) for person in self.by})

    @property
    def day(self) -> date:
        """When the last of them did."""
        return max(person.day for person in self.by)

    def holds(self, sha256s: tuple[str, str]) -> bool:
        """Whether it is for just these rules and texts."""
        return (self.rules, self.texts) == sha256s


class _File(Part):
    acceptances: list[Acceptance]


@dataclass(frozen=True)
class Accepted:
    """What one acceptance came to."""

    rules: str
    texts: str
    changed: tuple[str, ...] | None  # the sheets that differ from the version before, and "texts"; None: the first one
    lacking: int  # persons who still have to accept it
    already: PersonPart | None = None  # where this person had accepted it before, and enough have: nothing was noted


def acceptances(folder: Path) -> list[Acceptance]:
    """All that stand beside a flow's workbook, the oldest first.

    Raises:
        ConfigError: The file is there and cannot be read; file and line are named.
    """
    path = folder / FILE
    return yamlfile.read(path, _File).acceptances if path.exists() else []


def accept(home: Home, flow: str, *, by: str, reference: str, day: date | None = None) -> Accepted:
    """Accept a flow's rules and texts as they stand now.

    Args:
        home: The home folder; flows/<flow>/accepted.yaml is written.
        flow: The flow.
        by: Who accepts.
        reference: Where the decision stands, such as a case number.
        day: The day of the decision; today without.

    Raises:
        ConfigError: The workbook cannot be used or an example comes out otherwise than it says, a name or reference is
            empty, or this person has accepted this version before and another has to. Nothing was changed.
    """
    from robots.work.rehearsing import rehearse

    rehearsal = rehearse(home, flow)
    if rehearsal.trouble:
        raise ConfigError(f"Nothing was accepted.\n{rehearsal.trouble}")
    if rehearsal.opened is None or not rehearsal.well:
        wrong = sum(bool(one.differences) for one in rehearsal.tried)
        raise ConfigError(
            f"Nothing was accepted: {wrong} examples come out otherwise than they say. See: run.py rules check {flow}"
        )
    if not _plain(by) or not _plain(reference):
        raise ConfigError("Say who accepts and where that decision stands: --by NAME --reference REF")
    folder = home.flow_folder(flow)
    person = PersonPart(name=" ".join(by.split()), day=day or today(), reference=reference.strip())
    earlier = acceptances(folder)
    sha256s = rehearsal.opened.sha256s
    same = next((one for one in earlier if one.holds(sha256s)), None)
    before = next((one for one in reversed(earlier) if not one.holds(sha256s)), None)
    wanted = home.settings.rules.accepted_by
    if same and (already := next((other for other in same.by if other.is_(by)), None)):
        if same.persons < wanted:
            raise ConfigError(f"{person.name} has accepted this version before. Another person has to be the second.")
        return Accepted(*sha256s, _changed(before, same) if before else None, 0, already)
    sheets = fingerprints(folder / "rules.xlsx")
    accepted = Acceptance(rules=sha256s[0], texts=sha256s[1], by=[*(same.by if same else []), person], sheets=sheets)
    _note(folder / FILE, accepted, None if same is None else earlier.index(same))
    _audit(home, f"flow: {flow}, rules: {accepted.rules[:12]}, texts: {accepted.texts[:12]}")
    lacking = max(wanted - accepted.persons, 0)
    return Accepted(*sha256s, _changed(before, accepted) if before else None, lacking)


def _changed(before: Acceptance, now: Acceptance) -> tuple[str, ...]:
    names = dict.fromkeys([*now.sheets, *before.sheets])
    sheets = [name for name in names if before.sheets.get(name) != now.sheets.get(name)]
    return (*sheets, *(["texts/"] if before.texts != now.texts else []))


def _note(path: Path, accepted: Acceptance, place: int | None) -> None:
    """Write an acceptance at the end of the file, or in the place of the one that it adds a person to."""
    entry = accepted.model_dump()

    def put(tree: Any) -> None:
        if tree["acceptances"] is None:
            tree["acceptances"] = [entry]
        elif place is None:
            tree["acceptances"].append(entry)
        else:
            tree["acceptances"][place] = entry

    if not path.exists():
        path.write_text(HEAD, encoding="utf-8")
    yamlfile.change(path, put)


def _audit(home: Home, detail: str) -> None:
    """Note which account did it; a home without a store, such as a folder to edit rules in, has no audit."""
    try:
        with open_store(home) as store:
            store.note(account(), "accept", detail)
    except SecretMissing:
        pass


def _plain(name: str) -> str:
    """A name without what cannot be seen and what can be typed in several ways."""
    signs = (sign for sign in unicodedata.normalize("NFKC", name) if sign.isspace() or sign.isprintable())
    return " ".join("".join(signs).split()).casefold()
