"""Places by latitude"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_place_lat"), "place", ["lat"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_place_lat"), table_name="place")
