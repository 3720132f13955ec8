"""Whether the rules that a proposal was made by are those in force now."""

from __future__ import annotations

from robots.cases import CaseContent
from robots.errors import ConfigError
from robots.flow import open_flow
from robots.settings import Home


def in_force(home: Home, content: CaseContent) -> str | None:
    """Why a proposal would not be made by the same rules today; None where it would."""
    made = content.versions
    try:
        rules, texts = open_flow(home.flow_folder(content.case.flow or "")).sha256s
    except ConfigError:
        return "The rules that stand in the flow's folder now cannot be read: run.py rules check FLOW"
    if made is None:
        return "It is not known by which rules it was made."
    if made.rules != rules:
        return "The rules have changed since: today the case could end otherwise."
    return None if made.texts == texts else "The rules are in force now; the texts have changed since."
