"""Decisions that are followed up, and the cases that stay blind for it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add what is new. What was decided before is not followed up: nobody asked for that then."""
    op.add_column("cases", sa.Column("blind", sa.Boolean(), nullable=True))
    op.add_column("cases", sa.Column("follow", sa.Date(), nullable=True))
    only = sa.text("follow IS NOT NULL")
    op.create_index("cases_follow", "cases", ["system", "flow", "follow"], sqlite_where=only, postgresql_where=only)
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("robot", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("met", sa.String(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.ForeignKeyConstraint(["run"], ["runs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_follow_ups_case_id", "follow_ups", ["case_id"], unique=False)
    op.create_index("follow_ups_decided", "follow_ups", ["decided"], unique=False)
