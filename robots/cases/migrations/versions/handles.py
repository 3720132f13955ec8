"""The ids by which case systems open cases, where that is not their number."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add what is new."""
    op.add_column("cases", sa.Column("handle", sa.LargeBinary(), nullable=True))
