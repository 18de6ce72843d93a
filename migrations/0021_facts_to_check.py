"""Facts to check"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = ()
depends_on = None


def upgrade() -> None:

    op.create_table(
        "fact_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("shown", sa.String(length=500), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by_account_id"],
            ["account.id"],
            name=op.f("fk_fact_check_checked_by_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_fact_check_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check")),
        sa.UniqueConstraint("month", "number", name=op.f("uq_fact_check_month_number")),
    )
    op.create_table(
        "fact_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_fact_report_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_account_id"],
            ["account.id"],
            name=op.f("fk_fact_report_settled_by_account_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_report")),
    )
    with op.batch_alter_table("fact_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_fact_report_practitioner_id"), ["practitioner_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_fact_report_settled_at_reported_at"),
            ["settled_at", "reported_at"],
            unique=False,
        )


def downgrade() -> None:

    with op.batch_alter_table("fact_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_report_settled_at_reported_at"))
        batch_op.drop_index(batch_op.f("ix_fact_report_practitioner_id"))

    op.drop_table("fact_report")
    op.drop_table("fact_check")
