"""Practitioners and accounts"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("row_errors", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "practitioner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("npi", sa.String(length=10), nullable=True),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("middle_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("name_suffix", sa.String(length=20), nullable=False),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.Column("credential_codes", sa.JSON(), nullable=False),
        sa.Column("profession_key", sa.String(length=64), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("is_accepting_patients", sa.Boolean(), nullable=True),
        sa.Column("laser_operator", sa.String(length=32), nullable=False),
        sa.Column("supervising_physician", sa.String(length=200), nullable=False),
        sa.Column("practising_since_claimed", sa.Integer(), nullable=True),
        sa.Column("graduated_in", sa.Integer(), nullable=True),
        sa.Column("audited_cases_per_year", sa.Double(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("registry_updated_on", sa.Date(), nullable=True),
        sa.Column("details_verified_on", sa.Date(), nullable=True),
        sa.Column("edited_fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioner")),
        sa.UniqueConstraint("npi", name=op.f("uq_practitioner_npi")),
        sa.UniqueConstraint("slug", name=op.f("uq_practitioner_slug")),
    )
    with op.batch_alter_table("practitioner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practitioner_status_profession_key"),
            ["status", "profession_key"],
            unique=False,
        )

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"], ["practitioner.id"], name=op.f("fk_account_practitioner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("jurisdiction", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("is_temporary", sa.Boolean(), nullable=False),
        sa.Column("evidence_level", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_credential_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credential_practitioner_id"), ["practitioner_id"], unique=False
        )

    op.create_table(
        "listing",
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("equipment", sa.JSON(), nullable=False),
        sa.Column("price_from_cents", sa.Integer(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=False),
        sa.Column("discount_percent", sa.Integer(), nullable=True),
        sa.Column("photo_count", sa.Integer(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_listing_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practitioner_id", name=op.f("pk_listing")),
    )
    op.create_table(
        "practice_location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clinic_name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=60), nullable=False),
        sa.Column("postal_code", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("point_source", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_practice_location_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_location")),
    )
    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_location_postal_code"), ["postal_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practice_location_practitioner_id"), ["practitioner_id"], unique=False
        )

    op.create_table(
        "practitioner_concern",
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("concern_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_practitioner_concern_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "practitioner_id", "concern_key", name=op.f("pk_practitioner_concern")
        ),
    )
    with op.batch_alter_table("practitioner_concern", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practitioner_concern_concern_key"), ["concern_key"], unique=False
        )

    op.create_table(
        "practitioner_treatment",
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("treatment_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_practitioner_treatment_practitioner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "practitioner_id", "treatment_key", name=op.f("pk_practitioner_treatment")
        ),
    )
    with op.batch_alter_table("practitioner_treatment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practitioner_treatment_treatment_key"), ["treatment_key"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("practitioner_treatment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practitioner_treatment_treatment_key"))

    op.drop_table("practitioner_treatment")
    with op.batch_alter_table("practitioner_concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practitioner_concern_concern_key"))

    op.drop_table("practitioner_concern")
    with op.batch_alter_table("practice_location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_location_practitioner_id"))
        batch_op.drop_index(batch_op.f("ix_practice_location_postal_code"))

    op.drop_table("practice_location")
    op.drop_table("listing")
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_practitioner_id"))

    op.drop_table("credential")
    op.drop_table("account")
    with op.batch_alter_table("practitioner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practitioner_status_profession_key"))

    op.drop_table("practitioner")
    op.drop_table("import_run")
