"""First drafts that wait for a person's release, cases that a recall bars, reminder days, and second looks."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add what is new."""
    for column in (
        sa.Column("held", sa.String(), nullable=True),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("barred", sa.String(), nullable=True),
        sa.Column("remind", sa.Date(), nullable=True),
        sa.Column("looked", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("cases", column)
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("robot", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("releases_edition", "releases", ["robot", "edition"], unique=False)
    op.create_index("ix_releases_case_id", "releases", ["case_id"], unique=False)
