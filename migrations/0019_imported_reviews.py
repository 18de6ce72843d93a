"""Imported reviews: whose a site's subjects are, and what only imported reviews have"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("subject_key", sa.String(length=300), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_review_subject_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_subject")),
        sa.UniqueConstraint("site", "subject_key", name=op.f("uq_review_subject_site_subject_key")),
    )
    with op.batch_alter_table("review_subject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_subject_practitioner_id"), ["practitioner_id"], unique=False
        )

    op.create_table(
        "imported_review",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"],
            ["review.id"],
            name=op.f("fk_imported_review_claimed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name=op.f("fk_imported_review_review_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["same_as_id"],
            ["review.id"],
            name=op.f("fk_imported_review_same_as_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_imported_review")),
    )
    with op.batch_alter_table("imported_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_review_claimed_by_id"), ["claimed_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_imported_review_same_as_id"), ["same_as_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_imported_review_text_hash"), ["text_hash"], unique=False
        )

    with op.batch_alter_table("review_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("imported_review_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_review_draft_imported_review_id"),
            "review",
            ["imported_review_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    with op.batch_alter_table("review_draft", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_review_draft_imported_review_id"), type_="foreignkey"
        )
        batch_op.drop_column("imported_review_id")

    with op.batch_alter_table("imported_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imported_review_text_hash"))
        batch_op.drop_index(batch_op.f("ix_imported_review_same_as_id"))
        batch_op.drop_index(batch_op.f("ix_imported_review_claimed_by_id"))

    op.drop_table("imported_review")
    with op.batch_alter_table("review_subject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_subject_practitioner_id"))

    op.drop_table("review_subject")
