"""Marks of persons, frozen weeks, and an audit that outlives its cases as a chain."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what is new; the entries of the audit stay, and are chained as soon as the key is there."""
    _persons()
    _weeks()
    _audit()
    op.add_column("hand_overs", sa.Column("other", sa.String(), nullable=True))
    with op.batch_alter_table("alterations") as alterations:
        alterations.alter_column("draft_id", existing_type=sa.Integer(), nullable=True)


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_persons_case_id", "persons", ["case_id"], unique=False)
    op.create_index("persons_mark", "persons", ["mark", "field"], unique=False)


def _weeks() -> None:
    op.create_table(
        "weeks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("flow", sa.String(), nullable=True),
        sa.Column("figures", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("weeks_week", "weeks", ["authority", "week", "flow"], unique=True)


def _audit() -> None:
    """Name the cases by system and number instead of their rows, which will not always be there."""
    op.execute(
        "CREATE TABLE audit_before AS SELECT audit.id, audit.at, audit.who, audit.action, cases.system, cases.number "
        "FROM audit JOIN cases ON cases.id = audit.case_id"
    )
    op.drop_table("audit")
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("audit_case", "audit", ["number", "system"], unique=False)
    op.execute(
        "INSERT INTO audit (id, at, who, action, system, number, detail) "
        "SELECT row_number() OVER (ORDER BY id), at, who, action, system, number, '' FROM audit_before"
    )
    op.drop_table("audit_before")
    op.create_table(
        "audit_start",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
