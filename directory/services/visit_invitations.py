"""Inviting the patients of a day: all by mail with a code each, or none, as chance decides.

The addresses go into the queue of mail and nowhere else; when a message was sent, or given up, its
address is taken out there too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.domain.locales import ENGLISH, PageLink
from directory.domain.messages import N_
from directory.domain.visit_codes import format_code
from directory.domain.visit_invitations import (
    InvitationError,
    check_day,
    is_drawn,
    read_patients,
)
from directory.models import InvitationDay, Practitioner
from directory.services.mail import VISIT_INVITATION, queue_mail
from directory.services.visit_codes import issue_block

MOST_LISTED = 60


def name_patients(
    session: Session,
    practitioner: Practitioner,
    day: date | None,
    addresses: str,
    *,
    account_id: int,
    link: Callable[[str], str],
    now: datetime,
    language: str = ENGLISH.key,
    pick: Callable[[int], int] = secrets.randbelow,
) -> InvitationDay:
    """Take all patients of a day; chance decides whether all of them are asked.

    `link` makes the address at which a report with a code begins. Patients are written to in
    `language`, that of whoever names them. Raises InvitationError, also for a day that was named
    already.
    """
    patients = read_patients(addresses)
    named = InvitationDay(
        practitioner_id=practitioner.id,
        day=check_day(day, now.date()),
        patient_count=len(patients),
        is_asked=is_drawn(pick),
        named_at=now,
    )
    try:
        with session.begin_nested():
            session.add(named)
    except IntegrityError as error:
        raise InvitationError(
            N_("The patients of this day were named already, and that cannot be changed."), "day"
        ) from error
    if named.is_asked:
        issued = issue_block(session, practitioner.id, len(patients), account_id, now)
        for address, code in zip(patients, issued.codes, strict=True):
            _invite(
                session,
                address,
                named,
                practitioner.full_name,
                code=code,
                link=PageLink(link(code)),
                language=language,
            )
    return named


def list_named_days(session: Session, practitioner: Practitioner) -> Sequence[InvitationDay]:
    """The days named so far, the latest first."""
    return session.scalars(
        select(InvitationDay)
        .where(InvitationDay.practitioner_id == practitioner.id)
        .order_by(InvitationDay.day.desc())
        .limit(MOST_LISTED)
    ).all()


def _invite(
    session: Session,
    address: str,
    named: InvitationDay,
    name: str,
    *,
    code: str,
    link: PageLink,
    language: str,
) -> None:
    queue_mail(
        session,
        unique_key=f"{VISIT_INVITATION}:{secrets.token_hex(16)}",
        kind=VISIT_INVITATION,
        to_address=address,
        language=language,
        subject=N_("How did your treatment by %(name)s turn out?", name=name),
        paragraphs=(
            N_(
                "You were treated by %(name)s on %(day)s. When you know how it turned out, tell "
                "others, good or bad:",
                name=name,
                day=named.day,
            ),
            link,
            N_(
                "Your code, %(code)s, proves the visit. Every patient of that day is asked. The "
                "practice does not see who reports, and we keep your address no longer than it "
                "takes to send this. If you do not want to, do nothing.",
                code=format_code(code),
            ),
        ),
        now=named.named_at,
    )
