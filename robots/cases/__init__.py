"""The store: cases, claims, attempts, findings, proposals, drafts, decisions, runs and audit."""

from robots.cases.copying import copy_in, copy_out
from robots.cases.records import (
    Attempt,
    AuditEntry,
    CaseContent,
    CaseHistory,
    CaseView,
    Claim,
    Firing,
    InboxChange,
    PendingDraft,
    Proposed,
    Pulse,
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
    "Attempt",
    "AuditEntry",
    "CaseContent",
    "CaseHistory",
    "CaseView",
    "Claim",
    "Firing",
    "InboxChange",
    "PendingDraft",
    "Proposed",
    "Pulse",
    "Reading",
    "RunView",
    "Shown",
    "Store",
    "StoredDraft",
    "Summary",
    "Verified",
    "Versions",
    "copy_in",
    "copy_out",
    "key_from",
    "new_key",
]
