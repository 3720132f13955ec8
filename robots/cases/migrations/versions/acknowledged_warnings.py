"""Warnings that a person has acknowledged."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("acknowledgements_sentence", "acknowledgements", ["sentence"], unique=True)
    op.create_index("acknowledgements_person", "acknowledgements", ["person", "flow"], unique=False)
    op.create_index("ix_acknowledgements_case_id", "acknowledgements", ["case_id"], unique=False)
