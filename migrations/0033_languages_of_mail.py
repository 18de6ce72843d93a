"""Languages of mail"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = ()
depends_on = None

TABLES = ("account", "review", "flag")
"""Whom mail is sent to."""


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table,
            sa.Column("mail_language", sa.String(length=8), server_default="en", nullable=False),
        )


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("mail_language")
