"""Delegates of profiles"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = ()
depends_on = None


def upgrade() -> None:

    op.create_table(
        "profile_delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_profile_delegate_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_profile_delegate_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_delegate")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_profile_delegate_token_hash")),
    )
    with op.batch_alter_table("profile_delegate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_profile_delegate_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_profile_delegate_practitioner_id"), ["practitioner_id"], unique=False
        )
        batch_op.create_index(
            "uq_profile_delegate_one_active",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("accepted_at IS NOT NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("accepted_at IS NOT NULL AND revoked_at IS NULL"),
        )


def downgrade() -> None:

    with op.batch_alter_table("profile_delegate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_profile_delegate_one_active",
            sqlite_where=sa.text("accepted_at IS NOT NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("accepted_at IS NOT NULL AND revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_profile_delegate_practitioner_id"))
        batch_op.drop_index(batch_op.f("ix_profile_delegate_account_id"))

    op.drop_table("profile_delegate")
