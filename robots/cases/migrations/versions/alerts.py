"""What people are told of by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("opened", INSTANT, nullable=False),
        sa.Column("gone", INSTANT, nullable=True),
        sa.Column("closed", INSTANT, nullable=True),
        sa.Column("spoken", INSTANT, nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _one("alerts_open", "alerts", ["kind", "about"], "closed IS NULL")
    op.create_table(
        "alert_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("made", INSTANT, nullable=False),
        sa.Column("held", INSTANT, nullable=True),
        sa.Column("sent", INSTANT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_alert_messages_alert_id", "alert_messages", ["alert_id"], unique=False)
    _one("alert_messages_waiting", "alert_messages", ["alert_id", "recipient"], "sent IS NULL")
    op.create_table(
        "alert_watches",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("what"),
    )
    op.create_index("attempts_run", "attempts", ["run", "state"], unique=False)


def _one(name: str, table: str, columns: list[str], where: str) -> None:
    """An index that admits one such row while a condition holds."""
    op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
