"""Reports that wait for a moderator"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = ()
depends_on = None

QUEUED = "ix_review_queued"


def upgrade() -> None:
    op.create_index(
        QUEUED,
        "review",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )


def downgrade() -> None:
    op.drop_index(QUEUED, table_name="review")
