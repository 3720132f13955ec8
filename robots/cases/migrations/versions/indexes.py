"""Indexes by which a store of a million cases answers as a small one does."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_URGENCY: list[str | sa.TextClause] = [
    sa.text("urgent DESC"),
    sa.text("(due IS NULL)"),
    "due",
    sa.text("(received IS NULL)"),
    "received",
    "number",
]


def upgrade() -> None:
    """Put wider indexes in the place of those that only find, and add what is new."""
    for name, table in (
        ("cases_claim", "cases"),
        ("cases_state", "cases"),
        ("cases_robot", "cases"),
        ("cases_stands_in", "cases"),
        ("attempts_case", "attempts"),
    ):
        op.drop_index(name, table)
    op.create_index("cases_claim", "cases", ["system", "flow", "state", *_URGENCY])
    _only("cases_proposed", "cases", ["system", "flow", "outcome", *_URGENCY], "state = 'proposed'")
    op.create_index("cases_state", "cases", ["state", *_URGENCY])
    op.create_index("cases_robot", "cases", ["robot", "state", "reason"])
    _only("cases_owner", "cases", ["owner"], "owner IS NOT NULL")
    _only("cases_rest", "cases", ["system", "flow", "not_before"], "not_before IS NOT NULL")
    _only("cases_held", "cases", ["robot", "held"], "held IS NOT NULL")
    _only("cases_decided", "cases", ["decided"], "decided IS NOT NULL")
    _only("cases_stands_in", "cases", ["stands_in"], "stands_in IS NOT NULL")
    op.create_index("attempts_case", "attempts", ["case_id", "state", "at"])
    op.create_index("runs_robot", "runs", ["robot", "id"])
    op.create_index("runs_began", "runs", ["began"])
    op.create_index("ix_alterations_draft_id", "alterations", ["draft_id"])
    _only("audit_action", "audit", ["action", "at"], "number IS NULL")


def _only(name: str, table: str, columns: list[str | sa.TextClause], which: str) -> None:
    """An index of the rows that meet a condition."""
    op.create_index(name, table, columns, sqlite_where=sa.text(which), postgresql_where=sa.text(which))
