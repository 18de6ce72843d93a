"""Integrity assessments of reviews, and fingerprints of their texts"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_assessment",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("risk", sa.Double(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name=op.f("fk_review_assessment_review_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_assessment")),
    )
    with op.batch_alter_table("review_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_assessment_band"), ["band"], unique=False)

    op.create_table(
        "text_fingerprint",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name=op.f("fk_text_fingerprint_review_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", "review_id", name=op.f("pk_text_fingerprint")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("text_fingerprint", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_text_fingerprint_review_id"), ["review_id"], unique=False
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("needs_assessment", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.alter_column("needs_assessment", server_default=None)
        batch_op.create_index(batch_op.f("ix_review_reviewer_key"), ["reviewer_key"], unique=False)
        batch_op.create_index(
            "ix_review_to_assess",
            ["id"],
            unique=False,
            sqlite_where=sa.text("needs_assessment"),
            postgresql_where=sa.text("needs_assessment"),
        )


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_to_assess")
        batch_op.drop_index(batch_op.f("ix_review_reviewer_key"))
        batch_op.drop_column("needs_assessment")

    op.drop_table("text_fingerprint")
    op.drop_table("review_assessment")
