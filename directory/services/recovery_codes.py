"""Recovery codes: for whoever lost the app or the passkey. Each works once; hashes are kept."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from directory.domain.tokens import hash_token
from directory.models import Account, RecoveryCode

CODE_COUNT = 10
CODE_BYTES = 15  # 120 bits: nothing that a fast hash would let anybody guess
GROUP = 4


def renew_recovery_codes(session: Session, account: Account) -> tuple[str, ...]:
    """Make new recovery codes, in plain text here only; older ones end."""
    delete_recovery_codes(session, account)
    codes = tuple(_new_code() for _ in range(CODE_COUNT))
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=hash_token(code.replace("-", "")))
        for code in codes
    )
    session.flush()
    return codes


def make_first_recovery_codes(session: Session, account: Account) -> tuple[str, ...]:
    """Make recovery codes for an account that has none left; otherwise gives none."""
    return () if count_recovery_codes(session, account) else renew_recovery_codes(session, account)


def count_recovery_codes(session: Session, account: Account) -> int:
    """How many recovery codes are left."""
    return (
        session.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def use_recovery_code(session: Session, account: Account, code: str, now: datetime) -> bool:
    """Use a recovery code up, typed without hyphens and spaces; False where it is none."""
    used = session.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == hash_token(code.upper()),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return used is not None


def delete_recovery_codes(session: Session, account: Account) -> None:
    """Delete the recovery codes of an account."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode("ascii")
    starts = range(0, len(letters), GROUP)
    return "-".join(letters[start : start + GROUP] for start in starts)
