"""Vocabulary and places"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("group", sa.String(length=20), nullable=False),
        sa.Column("icd10cm", sa.JSON(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("downtime_days", sa.JSON(), nullable=False),
        sa.Column("maturation_weeks", sa.Integer(), nullable=False),
        sa.Column("reference_weight", sa.Double(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_concern")),
    )
    op.create_table(
        "credential_kind",
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_credential_kind")),
    )
    op.create_table(
        "device_name",
        sa.Column("treatment_keys", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_device_name")),
    )
    op.create_table(
        "language",
        sa.Column("own_name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_language")),
    )
    op.create_table(
        "place_region",
        sa.Column("id", sa.String(length=8), nullable=False),
        sa.Column("short_name", sa.String(length=100), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_region")),
    )
    op.create_table(
        "profession",
        sa.Column("plural", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("taxonomy_codes", sa.JSON(), nullable=False),
        sa.Column("taxonomy_prefixes", sa.JSON(), nullable=False),
        sa.Column("is_imported_by_option", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_profession")),
    )
    op.create_table(
        "seed_folder",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_seed_folder")),
    )
    op.create_table(
        "treatment",
        sa.Column("mechanism", sa.Text(), nullable=False),
        sa.Column("depth_class", sa.String(length=20), nullable=False),
        sa.Column("depth_um", sa.JSON(), nullable=False),
        sa.Column("downtime_days", sa.JSON(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("suitable_skin_types", sa.JSON(), nullable=False),
        sa.Column("caution_skin_types", sa.JSON(), nullable=False),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.Column("treats", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_treatment")),
    )
    op.create_table(
        "zip_point",
        sa.Column("zip", sa.String(length=5), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("zip", name=op.f("pk_zip_point")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region_id", sa.String(length=8), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["place_region.id"], name=op.f("fk_place_region_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_region_id"), ["region_id"], unique=False)

    op.create_table(
        "place_name",
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(length=2), nullable=False),
        sa.Column("prominence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_name_place_id")),
        sa.PrimaryKeyConstraint("folded", "place_id", name=op.f("pk_place_name")),
    )
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_name_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_name_prominence"), ["prominence"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_place_name_start_prominence"), ["start", "prominence"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_name_start_prominence"))
        batch_op.drop_index(batch_op.f("ix_place_name_prominence"))
        batch_op.drop_index(batch_op.f("ix_place_name_place_id"))

    op.drop_table("place_name")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_region_id"))

    op.drop_table("place")
    op.drop_table("zip_point")
    op.drop_table("treatment")
    op.drop_table("seed_folder")
    op.drop_table("profession")
    op.drop_table("place_region")
    op.drop_table("language")
    op.drop_table("device_name")
    op.drop_table("credential_kind")
    op.drop_table("concern")
