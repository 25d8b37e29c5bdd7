"""The first case file: originals, submissions, findings, decisions, cases, issues, layouts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make all tables of the first revision."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="such as 2026-0001"),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("child_name", sa.Text(), nullable=True),
        sa.Column("child_identity", sa.Text(), nullable=True),
        sa.Column(
            "protected",
            sa.String(length=10),
            nullable=True,
            comment="protected identity: yes, no or unknown",
        ),
        sa.CheckConstraint("status IN ('open', 'closed')", name="ck_cases_status"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_child_identity", "cases", ["child_identity"], unique=False)
    op.create_table(
        "counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_counters"),
        comment="last number given to a case in each year",
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column(
            "finished", MOMENT, nullable=True, comment="empty while it runs, and when it was killed"
        ),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False, comment="version of oroforms"),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "layouts",
        sa.Column("reference", sa.Text(), nullable=False, comment="form@version-templatehash"),
        sa.Column("layout", sa.Text(), nullable=False, comment="as oroforms.layouts writes it"),
        sa.Column("kept", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_layouts"),
    )
    op.create_table(
        "issues",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("template_hash", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("prefilled", sa.JSON(), nullable=False, comment="dotted name: value, as issued"),
        sa.Column("issued", MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_issues_case_id_cases"),
        sa.PrimaryKeyConstraint("token", name="pk_issues"),
    )
    op.create_table(
        "originals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="where the bytes were first seen"),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column(
            "read_at", MOMENT, nullable=True, comment="empty: received, and still to be read"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_originals_import_id_imports"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_originals"),
        sa.UniqueConstraint("sha256", name="uq_originals_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_originals_unread",
        "originals",
        ["id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "contents",
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["original_id"], ["originals.id"], name="fk_contents_original_id_originals"
        ),
        sa.PrimaryKeyConstraint("original_id", name="pk_contents"),
        comment="apart from originals, so that marking one as read does not write its bytes again",
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column(
            "part", sa.Integer(), nullable=False, comment="which form of the original, from 1"
        ),
        sa.Column(
            "attempt", sa.Integer(), nullable=False, comment="which reading of the original, from 1"
        ),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("stored", MOMENT, nullable=False),
        sa.Column(
            "status",
            sa.String(length=15),
            nullable=False,
            comment="as judged on import; what became of it stands in decisions",
        ),
        sa.Column("acute", sa.Boolean(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("template_hash", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True, comment="how the form was told"),
        sa.Column("certainty", sa.Float(), nullable=True),
        sa.Column(
            "page_references", sa.JSON(), nullable=False, comment="the reference line of each page"
        ),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.Column("first_page", sa.Integer(), nullable=True),
        sa.Column("last_page", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column(
            "values",
            sa.JSON(),
            nullable=False,
            comment="nested, as in the contract; certain ones only",
        ),
        sa.Column(
            "readings",
            sa.JSON(),
            nullable=False,
            comment="name: [raw, confidence, page, rectangle]",
        ),
        sa.CheckConstraint(
            "status IN ('imported', 'needs-review', 'rejected')", name="ck_submissions_status"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_submissions_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_submissions_import_id_imports"
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["originals.id"], name="fk_submissions_original_id_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint(
            "original_id", "part", "attempt", name="uq_submissions_original_id_part_attempt"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_submissions_case_id", "submissions", ["case_id"], unique=False)
    op.create_index("ix_submissions_status", "submissions", ["status"], unique=False)
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_case_events_submission_id_submissions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "kind", sa.String(length=10), nullable=False, comment="set, accept, reject or reread"
        ),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decisions_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_decisions_submission_id_submissions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"], unique=False)
    op.create_index("ix_decisions_submission_id", "decisions", ["submission_id"], unique=False)
    op.create_index(
        "uq_decisions_closing",
        "decisions",
        ["submission_id"],
        unique=True,
        sqlite_where=sa.text("kind != 'set'"),
        postgresql_where=sa.text("kind != 'set'"),
    )
    op.create_table(
        "findings",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=7), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column(
            "texts",
            sa.JSON(),
            nullable=True,
            comment="language: text, of rules that came with the form",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_findings_submission_id_submissions"
        ),
        sa.PrimaryKeyConstraint("submission_id", "position", name="pk_findings"),
    )
