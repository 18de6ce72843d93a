"""The accounts to try the demonstration with; their passwords are public, so demo only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.outcomes import VERIFIED_LEVEL
from directory.models import Account, Role
from directory.services.accounts import hash_password
from directory.services.demo.files import DemoLogin, read_demo_files
from directory.services.demo.generation import GeneratedDirectory
from directory.services.sealing import seal

PATIENT_REVIEW_COUNT = 3


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration and how to sign in with it; printed by the start-up."""

    role: Role
    email: str
    password: str
    display_name: str
    has_second_factor: bool


def list_demo_logins(session: Session) -> tuple[DemoAccount, ...]:
    """The demonstration accounts there are, in the order of the file; none without demo."""
    accounts = session.scalars(select(Account).where(Account.is_demo))
    names = {account.email: account.display_name for account in accounts}
    return tuple(
        DemoAccount(
            Role(login.role),
            login.email,
            login.password,
            names[login.email],
            bool(login.totp_secret),
        )
        for login in read_demo_files().logins
        if login.email in names
    )


def store_accounts(
    session: Session,
    logins: Iterable[DemoLogin],
    generated: GeneratedDirectory,
    today: date,
    secret_key: str,
) -> int:
    """Store the accounts and give the id of the patient's.

    The practitioner's belongs to the stored practitioner with most verified outcomes.
    """
    busiest = generated.practitioners[_find_busiest(generated)]
    midnight = datetime.combine(today, time(), UTC)
    accounts = [
        Account(
            email=login.email,
            display_name=login.display_name or busiest.full_name,
            password_hash=hash_password(login.password),
            role=Role(login.role),
            practitioner_id=busiest.id if login.role == Role.PRACTITIONER else None,
            is_demo=True,
            created_at=midnight,
            email_confirmed_at=midnight,
            totp_secret=seal(secret_key, login.totp_secret) if login.totp_secret else None,
            totp_confirmed_at=midnight if login.totp_secret else None,
        )
        for login in logins
    ]
    session.add_all(accounts)
    session.flush()
    return next(account.id for account in accounts if account.role == Role.PATIENT)


def choose_patient_reports(generated: GeneratedDirectory) -> list[int]:
    """Numbers of the reports that the patient wrote: invited ones with words, of three people.

    The latest ones of the busiest practitioner's city, then of anywhere.
    """
    practitioners, reports = generated.practitioners, generated.reports
    city = practitioners[_find_busiest(generated)].locations[0].city
    candidates = [
        number
        for number, report in enumerate(reports)
        if report.is_invited and generated.texts[number]
    ]
    candidates.sort(
        key=lambda number: (
            practitioners[reports[number].practitioner].locations[0].city != city,
            -number,
        )
    )
    chosen: dict[int, int] = {}
    for number in candidates:
        chosen.setdefault(reports[number].practitioner, number)
    return list(chosen.values())[:PATIENT_REVIEW_COUNT]


def _find_busiest(generated: GeneratedDirectory) -> int:
    """The number of the practitioner with most verified outcomes."""
    verified = Counter(
        report.practitioner for report in generated.reports if report.level >= VERIFIED_LEVEL
    )
    return verified.most_common(1)[0][0]
