"""The store: cases, claims, attempts, findings, proposals, drafts, decisions, runs and audit."""

from robots.cases.records import (
    Affected,
    Attempt,
    AuditEntry,
    CaseContent,
    CaseHistory,
    CaseView,
    Claim,
    Held,
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
)
from robots.cases.sealing import key_from, new_key
from robots.cases.store import Store

__all__ = [
    "Affected",
    "Attempt",
    "AuditEntry",
    "CaseContent",
    "CaseHistory",
    "CaseView",
    "Claim",
    "Held",
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
    "key_from",
    "new_key",
]
