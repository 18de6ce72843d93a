"""The mailbox that an author's address leads into, by hash"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_assessment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mailbox_hash", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("review_assessment", schema=None) as batch_op:
        batch_op.alter_column("mailbox_hash", server_default=None)
        batch_op.create_index(
            batch_op.f("ix_review_assessment_mailbox_hash"), ["mailbox_hash"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("review_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_assessment_mailbox_hash"))
        batch_op.drop_column("mailbox_hash")
