"""Notices no longer listed"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("practitioner_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gone_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("practitioner_notice", schema=None) as batch_op:
        batch_op.drop_column("gone_on")
