"""Treatment logs without patients"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = ()
depends_on = None


def upgrade() -> None:

    op.create_table(
        "treatment_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("bad_rows", sa.JSON(), nullable=False),
        sa.Column("bad_row_count", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_on", sa.Date(), nullable=False),
        sa.Column("proven_count", sa.Integer(), nullable=True),
        sa.Column("cases_per_year", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_treatment_log_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_account_id"],
            ["account.id"],
            name=op.f("fk_treatment_log_decided_by_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_treatment_log_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_log")),
    )
    with op.batch_alter_table("treatment_log", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_treatment_log_practitioner_id"), ["practitioner_id"], unique=False
        )
        batch_op.create_index(
            "uq_treatment_log_one_undecided",
            ["practitioner_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('drawn', 'sent')"),
            postgresql_where=sa.text("state IN ('drawn', 'sent')"),
        )

    op.create_table(
        "treatment_log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=6), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("treatment_key", sa.String(length=64), nullable=False),
        sa.Column("concern_key", sa.String(length=64), nullable=False),
        sa.Column("operator", sa.String(length=16), nullable=False),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=True),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result_code", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id"],
            ["treatment_log.id"],
            name=op.f("fk_treatment_log_entry_log_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_log_entry")),
        sa.UniqueConstraint("file_name", name=op.f("uq_treatment_log_entry_file_name")),
        sa.UniqueConstraint("log_id", "number", name=op.f("uq_treatment_log_entry_log_id_number")),
    )


def downgrade() -> None:

    op.drop_table("treatment_log_entry")
    with op.batch_alter_table("treatment_log", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_treatment_log_one_undecided",
            sqlite_where=sa.text("state IN ('drawn', 'sent')"),
            postgresql_where=sa.text("state IN ('drawn', 'sent')"),
        )
        batch_op.drop_index(batch_op.f("ix_treatment_log_practitioner_id"))

    op.drop_table("treatment_log")
