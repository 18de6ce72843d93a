"""Reviews, skill and the index outbox"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_outbox")),
    )
    with op.batch_alter_table("index_outbox", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_index_outbox_practitioner_id"), ["practitioner_id"], unique=False
        )

    op.create_table(
        "review_source",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rating_min", sa.Double(), nullable=False),
        sa.Column("rating_max", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_review_source")),
    )
    op.create_table(
        "skill_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot_on", sa.Date(), nullable=False),
        sa.Column("hyperparameters", sa.JSON(), nullable=False),
        sa.Column("middle_points", sa.JSON(), nullable=False),
        sa.Column("practitioner_count", sa.Integer(), nullable=False),
        sa.Column("outcome_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_model")),
    )
    op.create_table(
        "practitioner_skill",
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("concern_key", sa.String(length=64), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("lo90", sa.Double(), nullable=False),
        sa.Column("hi90", sa.Double(), nullable=False),
        sa.Column("effective_outcomes", sa.Double(), nullable=False),
        sa.Column("verified_outcome_count", sa.Integer(), nullable=False),
        sa.Column("top_tenth_probability", sa.Double(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["skill_model.id"], name=op.f("fk_practitioner_skill_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_practitioner_skill_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "practitioner_id", "concern_key", name=op.f("pk_practitioner_skill")
        ),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("author_account_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("verification_level", sa.Integer(), nullable=False),
        sa.Column("is_invited", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("integrity", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "verification_level BETWEEN 0 AND 3", name=op.f("ck_review_verification_level")
        ),
        sa.ForeignKeyConstraint(
            ["author_account_id"], ["account.id"], name=op.f("fk_review_author_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioner.id"], name=op.f("fk_review_practitioner_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_key"], ["review_source.key"], name=op.f("fk_review_source_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "source_key", "external_id", name=op.f("uq_review_source_key_external_id")
        ),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_practitioner_id_state"),
            ["practitioner_id", "state"],
            unique=False,
        )

    op.create_table(
        "outcome",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("concern_key", sa.String(length=64), nullable=False),
        sa.Column("treatment_key", sa.String(length=64), nullable=True),
        sa.Column("gais", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("fitzpatrick", sa.Integer(), nullable=True),
        sa.Column("session_count", sa.Integer(), nullable=True),
        sa.Column("work_downtime_days", sa.Integer(), nullable=True),
        sa.Column("redness_downtime_days", sa.Integer(), nullable=True),
        sa.Column("adverse_event", sa.String(length=16), nullable=False),
        sa.Column("is_worth_it", sa.Boolean(), nullable=True),
        sa.CheckConstraint("fitzpatrick BETWEEN 1 AND 6", name=op.f("ck_outcome_fitzpatrick")),
        sa.CheckConstraint("gais BETWEEN 1 AND 5", name=op.f("ck_outcome_gais")),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name=op.f("ck_outcome_severity")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_outcome_review_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_outcome")),
    )


def downgrade() -> None:
    op.drop_table("outcome")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_practitioner_id_state"))

    op.drop_table("review")
    op.drop_table("practitioner_skill")
    op.drop_table("skill_model")
    op.drop_table("review_source")
    with op.batch_alter_table("index_outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_index_outbox_practitioner_id"))

    op.drop_table("index_outbox")
