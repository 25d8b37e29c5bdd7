"""What scans need: pictures of doubtful places, and the blank pages they are compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of crops; layouts of before have no blank, and their scans go to review."""
    op.create_table(
        "crops",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="of the part that it shows"),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_crops_submission_id_submissions"
        ),
        sa.PrimaryKeyConstraint("submission_id", "name", name="pk_crops"),
        comment="what a person was shown of a scan: doubtful places, cut out on import",
    )
    op.add_column(
        "layouts",
        sa.Column(
            "blank",
            sa.LargeBinary(),
            comment="the fillable form without stamp, for comparing scans",
        ),
    )
