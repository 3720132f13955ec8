"""A home folder whose robot works the measured cases: the starter's config and flows, one flow more, an approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from robots import yamlfile
from robots.flow import open_flow
from robots.practice.case import Case
from robots.practice.users import User
from robots.secrets import Secrets
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.new_flow import begin_flow

HERE = Path(__file__).parent
TOOLKIT = Path(__file__).resolve().parents[3]
FLOW, ROBOT = "market_stall", "market-stall"
DESCRIBED = YAML(typ="safe", pure=True).load((HERE / "description.yaml").read_text(encoding="utf-8"))


def home_at(
    folder: Path,
    address: str,
    password: str,
    lanes: Sequence[str] = (),
    *,
    database: str | None = None,
    more: Sequence[User] = (),
) -> Home:
    """Make the home, with a robot that may save drafts in the practice system, however many.

    Args:
        folder: Where.
        address: Of the practice system.
        password: Of the robot's account there.
        lanes: That it may take; all without.
        database: Of the store, where several workers share one.
        more: The robot's further accounts, for workers beside the first.
    """
    home = trial_home(TOOLKIT, folder, system="practice", address=address, password=password)
    flow = begin_flow(home, FLOW, "Torgplats")
    (flow / "flow.py").write_text((HERE / "flow.py").read_text(encoding="utf-8"), encoding="utf-8")
    (flow / "examples.yaml").unlink()
    config = home.path / "config"
    yamlfile.change(config / "systems" / "practice.yaml", partial(_describe, lanes=lanes, more=more))
    yamlfile.change(config / "settings.yaml", lambda tree: tree["bounds"].update({"drafts_a_run": 100_000}))
    if database:
        shared = {"database": database, "attachments": str(folder / "attachments")}
        yamlfile.change(config / "settings.yaml", lambda tree: tree.update(shared))
    for user in more:
        Secrets(home.path).put_file(f"practice.{user.login}", user.password)
    yamlfile.change(config / "robots.yaml", _only)
    return approve(Home(home.path), ROBOT, by="benchmark", reference="practice data only")


def draft(home: Home, case: Case, day: date) -> dict[str, str]:
    """What the flow proposes for a case, by the form's controls: the same for each, and what all have to write."""
    flow = open_flow(home.flow_folder(FLOW))
    application = flow.flow.application.of({**read_as(case), "documents": ()})
    _, proposal = flow.propose(application, day)
    return {
        "forslag": DESCRIBED["draft"]["fields"]["outcome"]["options"][proposal.outcome],
        "motivering": proposal.reasons,
        "galler_fran": str(proposal.values["valid_from"]),
        "galler_till": str(proposal.values["valid_to"]),
        "anteckning": proposal.note,
    }


def read_as(case: Case) -> dict[str, Any]:
    """The values that a robot must have read of a case, by the record's fields."""
    fields = DESCRIBED["screens"]["application"]["fields"]
    return {
        name: _value(case.fields[part["label"]], part) for name, part in fields.items() if part.get("kind") != "table"
    }


def _value(text: str, part: Mapping[str, Any]) -> Any:
    kind = part.get("kind", "text")
    if kind == "choice":
        return next(ours for ours, shown in part["options"].items() if shown == text)
    return _KINDS[kind](text) if text else None


def _number(text: str) -> Decimal:
    return Decimal(text.replace("\u00a0", "").replace(",", "."))


_KINDS: Mapping[str, Callable[[str], Any]] = {
    "text": str,
    "date": date.fromisoformat,
    "decimal": _number,
    "money": _number,
    "personal number": lambda text: text.replace("-", ""),
    "whole number": int,
    "yes/no": lambda text: text == "Ja",
}


def _describe(tree: dict[str, Any], lanes: Sequence[str], more: Sequence[User]) -> None:
    if more:
        tree["more_accounts"] = [{"user": user.login, "secret": f"practice.{user.login}"} for user in more]
    if lanes:
        tree["lanes"] = list(lanes)
    tree["cases"][FLOW] = DESCRIBED
    del tree["decided"]  # no draft depends on it, and the others do not read it


def _only(tree: dict[str, Any]) -> None:
    tree["robots"].clear()
    tree["robots"][ROBOT] = {"flow": FLOW, "system": "practice", "mode": "shadow", "drafts": ["grant"]}
