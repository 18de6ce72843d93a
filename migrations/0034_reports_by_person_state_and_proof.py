"""Reports by person, state and proof: proven ones are counted without reading the others' texts"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = ()
depends_on = None

NEW = "ix_review_practitioner_id_state_verification_level"
OLD = "ix_review_practitioner_id_state"


def upgrade() -> None:
    columns = ["practitioner_id", "state", "verification_level"]
    op.create_index(op.f(NEW), "review", columns, unique=False)
    op.drop_index(op.f(OLD), table_name="review")


def downgrade() -> None:
    op.create_index(op.f(OLD), "review", ["practitioner_id", "state"], unique=False)
    op.drop_index(op.f(NEW), table_name="review")
