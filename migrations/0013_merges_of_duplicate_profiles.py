"""Merges of duplicate profiles"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = ()
depends_on = None


def upgrade() -> None:

    op.create_table(
        "profile_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_account_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["practitioner.id"], name=op.f("fk_profile_merge_kept_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_account_id"],
            ["account.id"],
            name=op.f("fk_profile_merge_merged_by_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["practitioner.id"], name=op.f("fk_profile_merge_merged_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_account_id"],
            ["account.id"],
            name=op.f("fk_profile_merge_undone_by_account_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_merge")),
    )
    with op.batch_alter_table("profile_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_profile_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_profile_merge_merged_id"), ["merged_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("profile_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_merge_merged_id"))
        batch_op.drop_index(batch_op.f("ix_profile_merge_kept_id"))

    op.drop_table("profile_merge")
