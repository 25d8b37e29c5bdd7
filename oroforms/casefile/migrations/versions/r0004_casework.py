"""What case work needs: when events happened, what left the house, the log, and tallies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the tables; the log begins now, and says nothing of before."""
    # SQLite changes the type of a column by copying its table.
    with op.batch_alter_table(
        "case_events", table_kwargs={"sqlite_autoincrement": True}
    ) as case_events:
        case_events.add_column(
            sa.Column(
                "happened",
                sa.DateTime(timezone=True),
                comment="when it happened, where that was earlier",
            )
        )
        case_events.alter_column(
            "kind", existing_type=sa.String(length=20), type_=sa.String(length=30)
        )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "channel", sa.Text(), nullable=False, comment="how it was handed over, such as outbox"
        ),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), comment="of a form that is to come back"),
        sa.Column("due", sa.Date(), comment="the day by which it is wanted back"),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="of the file; says nothing of a person"
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outgoing_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing"),
        sqlite_autoincrement=True,
        comment="forms and letters that left the house, as they left it",
    )
    op.create_index("ix_outgoing_case_id", "outgoing", ["case_id"], unique=False)
    op.create_table(
        "log",
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="from 1, unbroken",
        ),
        sa.Column(
            "at",
            sa.String(length=32),
            nullable=False,
            comment="UTC, ISO 8601: the hash is over this text",
        ),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("case", sa.Text(), comment="reference; no key, for the case may be culled"),
        sa.Column("submission", sa.Integer()),
        sa.Column("what", sa.JSON(), nullable=False, comment="names and numbers, never an answer"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column(
            "hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 over the row and the hash before",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_log"),
        comment="every reading and change of personal data; only ever added to, held by triggers",
    )
    op.create_table(
        "tallies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "month",
            sa.String(length=7),
            nullable=False,
            comment="in which the notification came: 2026-01",
        ),
        sa.Column(
            "facts",
            sa.JSON(),
            nullable=False,
            comment="what statistics count; nothing that names",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tallies"),
        sqlite_autoincrement=True,
        comment="what statistics need of notifications that were culled",
    )
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


_APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER log_keeps_{verb} BEFORE {verb} ON log "
        "BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION log_keeps() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the log is only ever added to'; END $$""",
        """CREATE TRIGGER log_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON log
        FOR EACH STATEMENT EXECUTE FUNCTION log_keeps()""",
    ),
}
