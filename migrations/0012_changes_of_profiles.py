"""Changes of profiles by their keepers; hours of locations, years of concerns and treatments"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("restores_edit_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.Integer(), nullable=True),
        sa.Column("reason_code", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_profile_edit_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_account_id"],
            ["account.id"],
            name=op.f("fk_profile_edit_decided_by_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_profile_edit_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["restores_edit_id"], ["profile_edit.id"], name=op.f("fk_profile_edit_restores_edit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_edit")),
    )
    with op.batch_alter_table("profile_edit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_profile_edit_practitioner_id"), ["practitioner_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_profile_edit_state_submitted_at"),
            ["state", "submitted_at"],
            unique=False,
        )
        batch_op.create_index(
            "uq_profile_edit_one_waiting",
            ["practitioner_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hours", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.alter_column("hours", server_default=None)

    with op.batch_alter_table("practitioner_concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since_year", sa.Integer(), nullable=True))

    with op.batch_alter_table("practitioner_treatment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since_year", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("practitioner_treatment", schema=None) as batch_op:
        batch_op.drop_column("since_year")

    with op.batch_alter_table("practitioner_concern", schema=None) as batch_op:
        batch_op.drop_column("since_year")

    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.drop_column("hours")

    with op.batch_alter_table("profile_edit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_profile_edit_one_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_profile_edit_state_submitted_at"))
        batch_op.drop_index(batch_op.f("ix_profile_edit_practitioner_id"))

    op.drop_table("profile_edit")
