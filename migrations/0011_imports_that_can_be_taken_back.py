"""Imports that can be taken back; uncertain matches, notices, volumes, payments"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = ()
depends_on = None

DEFAULTS = {
    "credential": ("is_set_aside",),
    "import_run": ("state", "runner", "trouble", "stored_name"),
    "practice_location": ("source",),
    "practitioner": ("family_name_key",),
}


def upgrade() -> None:
    op.create_table(
        "industry_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("nature", sa.String(length=64), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("payment_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_industry_payment_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry_payment")),
        sa.UniqueConstraint(
            "practitioner_id",
            "year",
            "payer",
            "nature",
            name=op.f("uq_industry_payment_practitioner_id_year_payer_nature"),
        ),
    )
    op.create_table(
        "medicare_volume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("service_count", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_medicare_volume_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medicare_volume")),
        sa.UniqueConstraint(
            "practitioner_id",
            "year",
            "code",
            name=op.f("uq_medicare_volume_practitioner_id_year_code"),
        ),
    )
    op.create_table(
        "practitioner_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_practitioner_notice_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioner_notice")),
        sa.UniqueConstraint(
            "practitioner_id",
            "source",
            "reference",
            name=op.f("uq_practitioner_notice_practitioner_id_source_reference"),
        ),
    )
    with op.batch_alter_table("practitioner_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practitioner_notice_practitioner_id"), ["practitioner_id"], unique=False
        )

    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_change_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_change_run_id_id"), ["run_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_import_change_table_name_row_id"), ["table_name", "row_id"], unique=False
        )

    op.create_table(
        "match_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("record_key", sa.String(length=200), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_match_case_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_match_case_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_match_case_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_case")),
        sa.UniqueConstraint("source", "record_key", name=op.f("uq_match_case_source_record_key")),
    )
    with op.batch_alter_table("match_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_match_case_decision_id"), ["decision", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_match_case_run_id"), ["run_id"], unique=False)

    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_set_aside", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(
            batch_op.f("ix_credential_jurisdiction_number"),
            ["jurisdiction", "number"],
            unique=False,
        )

    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(length=16), nullable=False, server_default="finished")
        )
        batch_op.add_column(sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("runner", sa.String(length=255), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("trouble", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("stored_name", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.create_index(
            "uq_import_run_running_source",
            ["source"],
            unique=True,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_import_run_account_id"), "account", ["account_id"], ["id"]
        )

    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("source", sa.String(length=64), nullable=False, server_default="")
        )

    with op.batch_alter_table("practitioner", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("family_name_key", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.create_index(
            batch_op.f("ix_practitioner_family_name_key"), ["family_name_key"], unique=False
        )

    op.execute("UPDATE import_run SET state = 'stopped' WHERE finished_at IS NULL")
    op.execute(
        "UPDATE practice_location SET source = 'nppes' WHERE position = 0 AND practitioner_id IN"
        " (SELECT id FROM practitioner WHERE origin = 'registry')"
    )
    _fill_family_name_keys()
    for table, columns in DEFAULTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def _fill_family_name_keys() -> None:
    connection = op.get_bind()
    people = connection.execute(sa.text("SELECT id, family_name FROM practitioner")).all()
    rows = [{"id": key, "folded": _fold(name)} for key, name in people]
    if rows:
        connection.execute(
            sa.text("UPDATE practitioner SET family_name_key = :folded WHERE id = :id"), rows
        )


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalpha())


def downgrade() -> None:
    with op.batch_alter_table("practitioner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practitioner_family_name_key"))
        batch_op.drop_column("family_name_key")

    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.drop_column("source")

    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_import_run_account_id"), type_="foreignkey")
        batch_op.drop_index(
            "uq_import_run_running_source",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_column("stored_name")
        batch_op.drop_column("account_id")
        batch_op.drop_column("trouble")
        batch_op.drop_column("runner")
        batch_op.drop_column("undone_at")
        batch_op.drop_column("heard_at")
        batch_op.drop_column("state")

    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_jurisdiction_number"))
        batch_op.drop_column("is_set_aside")

    with op.batch_alter_table("match_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_case_run_id"))
        batch_op.drop_index(batch_op.f("ix_match_case_decision_id"))

    op.drop_table("match_case")
    with op.batch_alter_table("import_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_change_table_name_row_id"))
        batch_op.drop_index(batch_op.f("ix_import_change_run_id_id"))

    op.drop_table("import_change")
    with op.batch_alter_table("practitioner_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practitioner_notice_practitioner_id"))

    op.drop_table("practitioner_notice")
    op.drop_table("medicare_volume")
    op.drop_table("industry_payment")
