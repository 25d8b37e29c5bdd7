"""What was found of the electronic signatures of an original, when it was read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of verifications; originals of before have none, and are not asked anew."""
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it was judged"),
        sa.Column(
            "verdict",
            sa.String(length=10),
            nullable=False,
            comment="holds, fails, undecided or unsigned",
        ),
        sa.Column(
            "signatures",
            sa.JSON(),
            nullable=False,
            comment="as oroforms.signatures writes them, in the order of signing",
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["originals.id"], name="fk_verifications_original_id_originals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verifications"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_verifications_original_id", "verifications", ["original_id"], unique=False)
