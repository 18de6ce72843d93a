"""Reviews sent here by the moment they were published, and by account; acts by account"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = ()
depends_on = None

FEED = "ix_review_sent_published_at"
OLD_FEED = "ix_review_published_at"
AUTHOR = "ix_review_author_account_id"
ACTOR = "ix_review_event_account_id"


def upgrade() -> None:
    op.create_index(
        FEED,
        "review",
        ["published_at"],
        unique=False,
        sqlite_where=sa.text("submitted_at IS NOT NULL"),
        postgresql_where=sa.text("submitted_at IS NOT NULL"),
    )
    op.create_index(op.f(AUTHOR), "review", ["author_account_id"], unique=False)
    op.create_index(op.f(ACTOR), "review_event", ["account_id"], unique=False)
    op.drop_index(op.f(OLD_FEED), table_name="review")
    _make_to_assess("needs_assessment = 1")


def downgrade() -> None:
    _make_to_assess("needs_assessment")
    op.create_index(op.f(OLD_FEED), "review", ["published_at"], unique=False)
    op.drop_index(op.f(ACTOR), table_name="review_event")
    op.drop_index(op.f(AUTHOR), table_name="review")
    op.drop_index(FEED, table_name="review")


def _make_to_assess(sqlite_condition: str) -> None:
    """SQLite uses a partial index only where the query says its condition in the same words."""
    op.drop_index("ix_review_to_assess", table_name="review")
    op.create_index(
        "ix_review_to_assess",
        "review",
        ["id"],
        unique=False,
        sqlite_where=sa.text(sqlite_condition),
        postgresql_where=sa.text("needs_assessment"),
    )
