"""Reviews by the moment they were published"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = ()
depends_on = None


def upgrade() -> None:

    op.create_index(op.f("ix_review_published_at"), "review", ["published_at"])


def downgrade() -> None:

    op.drop_index(op.f("ix_review_published_at"), table_name="review")
