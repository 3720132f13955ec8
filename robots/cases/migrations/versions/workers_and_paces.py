"""Workers on several machines, the pace and the refused passwords that they share, and as whom a case is open."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("robot", sa.String(), nullable=True),
        sa.Column("login", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("workers_owner", "workers", ["owner"], unique=True)
    op.create_index("workers_login", "workers", ["login"], unique=True)
    op.create_table(
        "paces",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("free_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("system"),
    )
    op.create_table(
        "refusals",
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("secret"),
    )
    op.add_column("cases", sa.Column("stands_as", sa.String(), nullable=True))
