"""Subjects of reviews that an import found linked to nobody, so that a registrar can link them"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.add_column(
        "import_run", sa.Column("unlinked", sa.JSON(), server_default="[]", nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_column("unlinked")
