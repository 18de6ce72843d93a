"""Passkeys, and secrets of authenticator apps sealed with a key made from SECRET_KEY"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from flask import current_app

from directory.services.sealing import seal, unseal

revision = "0015"
down_revision = "0014"
branch_labels = ()
depends_on = None

ACCOUNT = sa.table("account", sa.column("id", sa.Integer()), sa.column("totp_secret", sa.String()))


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passkey_challenge", sa.String(length=120), nullable=True))

    # a set-up that was never completed begins again: until now it shared the column
    op.execute("UPDATE account SET totp_secret = NULL WHERE totp_confirmed_at IS NULL")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("totp_secret", type_=sa.String(length=255))
        batch_op.add_column(sa.Column("totp_pending_secret", sa.String(length=255), nullable=True))
    _rewrite_secrets(seal)


def downgrade() -> None:
    _rewrite_secrets(unseal)
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("totp_pending_secret")
        batch_op.alter_column("totp_secret", type_=sa.String(length=64))

    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_column("passkey_challenge")

    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")


def _rewrite_secrets(rewrite: Callable[[str, str], str]) -> None:
    connection = op.get_bind()
    secret_key = current_app.config["SECRET_KEY"]
    rows = connection.execute(
        sa.select(ACCOUNT.c.id, ACCOUNT.c.totp_secret).where(ACCOUNT.c.totp_secret.is_not(None))
    ).all()
    for account_id, secret in rows:
        connection.execute(
            sa.update(ACCOUNT)
            .where(ACCOUNT.c.id == account_id)
            .values(totp_secret=rewrite(secret_key, secret))
        )
