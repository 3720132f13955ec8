"""The store: cases, claims, attempts, findings, proposals, drafts, decisions, runs and audit."""

from robots.cases.records import (
    Attempt,
    CaseContent,
    CaseView,
    Claim,
    InboxChange,
    PendingDraft,
    RunView,
    Shown,
    StoredDraft,
    Summary,
    Versions,
)
from robots.cases.sealing import key_from, new_key
from robots.cases.store import Store

__all__ = [
    "Attempt",
    "CaseContent",
    "CaseView",
    "Claim",
    "InboxChange",
    "PendingDraft",
    "RunView",
    "Shown",
    "Store",
    "StoredDraft",
    "Summary",
    "Versions",
    "key_from",
    "new_key",
]
