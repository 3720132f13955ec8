"""Firings that stand in the queue of several machines, the drafts of each, and one list of living processes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add what is new; who lives notes that anew."""
    op.add_column("firings", sa.Column("begun", sa.DateTime(timezone=True), nullable=True))
    op.add_column("firings", sa.Column("drafts", sa.Integer(), server_default="0", nullable=False))
    op.drop_table("pulses")
    op.drop_table("workers")
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("robot", sa.String(), nullable=True),
        sa.Column("login", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("workers_owner", "workers", ["owner"], unique=True)
    op.create_index("workers_login", "workers", ["login"], unique=True)
