"""The store: cases, claims, attempts, findings, proposals, drafts, decisions, runs and audit."""

from robots.cases.records import (
    Attempt,
    AuditEntry,
    CaseContent,
    CaseHistory,
    CaseView,
    Claim,
    InboxChange,
    PendingDraft,
    Proposed,
    Reading,
    RunView,
    Shown,
    StoredDraft,
    Summary,
    Verified,
    Versions,
    WorkerView,
)
from robots.cases.sealing import key_from, new_key
from robots.cases.store import Store

__all__ = [
    "Attempt",
    "AuditEntry",
    "CaseContent",
    "CaseHistory",
    "CaseView",
    "Claim",
    "InboxChange",
    "PendingDraft",
    "Proposed",
    "Reading",
    "RunView",
    "Shown",
    "Store",
    "StoredDraft",
    "Summary",
    "Verified",
    "Versions",
    "WorkerView",
    "key_from",
    "new_key",
]
