"""What a claimant brings: the registry number, a code that comes back, documents.

The rules are `directory.domain.claim_proofs`; the claim's own life is in `claims`.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.domain.claim_proofs import (
    LONGEST_NUMBER,
    MOST_CODE_ATTEMPTS,
    MOST_CODES_SENT,
    ClaimEvidence,
    CodeChannel,
    check_mail_domain,
    check_number,
    code_expires_at,
    make_claim_code,
    read_claim_code,
)
from directory.domain.claims import ClaimAct, ClaimActor, ClaimError
from directory.domain.email_addresses import read_email_address
from directory.domain.locales import PageLink
from directory.domain.messages import N_
from directory.domain.plain_text import clean_text
from directory.domain.receipts import ReceiptError
from directory.domain.tokens import hash_token
from directory.models import Account, CredentialKind, PracticeLocation, Practitioner
from directory.models.claim import Claim, ClaimDocument
from directory.services.claim_acts import act_on_claim
from directory.services.claim_notices import ClaimPageLink
from directory.services.mail import queue_mail
from directory.services.private_files import new_file_name, write_private_file
from directory.sources.receipt_files import read_receipt

MOST_DOCUMENTS = 6

_NO_CODE: dict[str, object] = {
    "code_hash": None,
    "code_sent_at": None,
    "code_attempt_count": 0,
    "code_confirmed_at": None,
}


def weigh_evidence(claim: Claim, practitioner: Practitioner) -> ClaimEvidence:
    """What a claim has to show by now."""
    held = [credential.number for credential in practitioner.credentials]
    return ClaimEvidence(
        check_number(claim.registry_number, [*held, practitioner.npi or ""]),
        claim.code_confirmed_at is not None,
        len(claim.documents),
    )


def list_licence_states(practitioner: Practitioner) -> list[str]:
    """How the licences on record stand."""
    return [
        credential.status
        for credential in practitioner.credentials
        if credential.kind == CredentialKind.LICENCE
    ]


def list_channels(practitioner: Practitioner) -> tuple[CodeChannel, ...]:
    """The ways to the practice that the registry's data leave open."""
    locations = practitioner.locations
    is_open = {
        CodeChannel.EMAIL: any(location.website for location in locations),
        CodeChannel.PHONE: any(location.phone for location in locations),
        CodeChannel.POST: any(location.street for location in locations),
    }
    return tuple(channel for channel, is_possible in is_open.items() if is_possible)


def set_number(session: Session, claim: Claim, number: str, now: datetime) -> None:
    """Keep the registry number that the claimant gives. Raises ClaimError."""
    number = clean_text(number)
    if len(number) > LONGEST_NUMBER:
        raise ClaimError(
            N_("A number has at most %(most)s characters.", most=LONGEST_NUMBER), "number"
        )
    _prove(session, claim, now, {"registry_number": number})


def ask_for_code(
    session: Session,
    claim: Claim,
    channel: CodeChannel,
    email: str,
    now: datetime,
    *,
    page_link: ClaimPageLink,
) -> None:
    """Have a code sent to the practice: by e-mail at once, else by a registrar.

    The target is what the registry holds; an e-mail address must be at the domain it holds. Raises
    ClaimError, InvalidValueError.
    """
    practitioner = session.get_one(Practitioner, claim.practitioner_id)
    if channel not in list_channels(practitioner):
        raise ClaimError(N_("The registry holds nothing to send a code to by this way."), "channel")
    if claim.code_sent_count >= MOST_CODES_SENT:
        raise ClaimError(
            N_(
                "%(most)s codes were sent, the most there can be for one claim. Upload a document "
                "in place of a code.",
                most=MOST_CODES_SENT,
            ),
            "channel",
        )
    if channel is CodeChannel.EMAIL:
        address = read_email_address(email)
        check_mail_domain(address, [location.website for location in practitioner.locations])
        code = send_code(session, claim, channel, address, now)
        queue_mail(
            session,
            unique_key=f"claim-code:{claim.id}:{claim.code_sent_count}",
            kind="claim_code",
            to_address=address,
            language=session.get_one(Account, claim.account_id).mail_language,
            subject=N_("Your code from Skilled Hand"),
            paragraphs=(
                N_(
                    "Somebody claims the profile of %(name)s at Skilled Hand. If that is you, "
                    "enter this code on the page of your claim:",
                    name=practitioner.full_name,
                ),
                code,
                PageLink(page_link(claim.id)),
                N_(
                    "It works for a day. If it is not you, do nothing: without the code nothing "
                    "changes."
                ),
            ),
            now=now,
        )
        return
    find_target = _find_phone if channel is CodeChannel.PHONE else _find_postal_address
    target = next(filter(None, map(find_target, practitioner.locations)))
    _prove(session, claim, now, {"code_channel": channel, "code_target": target, **_NO_CODE})


def _find_phone(location: PracticeLocation) -> str:
    return location.phone


def _find_postal_address(location: PracticeLocation) -> str:
    if not location.street:
        return ""
    town = f"{location.city}, {location.region} {location.postal_code}".strip()
    return "\n".join(filter(None, (location.clinic_name, location.street, town)))


def send_code(
    session: Session,
    claim: Claim,
    channel: CodeChannel,
    target: str,
    now: datetime,
    *,
    actor: ClaimActor = ClaimActor.CLAIMANT,
    account_id: int | None = None,
) -> str:
    """Make a new code for a claim and give it, the only time that it is known. Older ones end."""
    code = make_claim_code(secrets.randbelow)
    act_on_claim(
        session,
        claim,
        ClaimAct.PROVE if actor is ClaimActor.CLAIMANT else ClaimAct.SEND_CODE,
        actor,
        now,
        account_id=account_id or claim.account_id,
        values={
            **_NO_CODE,
            "code_channel": channel,
            "code_target": target,
            "code_hash": hash_token(f"{claim.id}:{code}"),
            "code_sent_at": now,
            "code_sent_count": Claim.code_sent_count + 1,
        },
    )
    return code


def confirm_code(session: Session, claim: Claim, text: str, now: datetime) -> None:
    """Take the code that came back from the practice. Raises ClaimError, InvalidValueError.

    The attempt must have been counted, and committed, before: so guessing ends soon, also from
    many windows at once.
    """
    code = read_claim_code(text)
    if claim.code_hash is None or claim.code_sent_at is None or claim.code_channel is None:
        raise ClaimError(N_("No code was sent for this claim yet."), "code")
    if code_expires_at(CodeChannel(claim.code_channel), claim.code_sent_at) < now:
        raise ClaimError(N_("This code is too old. Ask for a new one."), "code")
    if claim.code_attempt_count > MOST_CODE_ATTEMPTS:
        raise ClaimError(
            N_("%(most)s wrong codes were entered. Ask for a new one.", most=MOST_CODE_ATTEMPTS),
            "code",
        )
    if hash_token(f"{claim.id}:{code}") != claim.code_hash:
        raise ClaimError(N_("This is not the code that was sent."), "code")
    _prove(session, claim, now, {"code_confirmed_at": now})


def count_code_attempt(session: Session, claim_id: int) -> None:
    """Count an attempt to enter a code; the caller commits it before the code is looked at."""
    session.execute(
        update(Claim)
        .where(Claim.id == claim_id)
        .values(code_attempt_count=Claim.code_attempt_count + 1)
        .execution_options(synchronize_session=False)
    )


def add_document(
    session: Session, folder: Path, claim: Claim, stream: IO[bytes], now: datetime
) -> ClaimDocument:
    """Keep a document that speaks for a claim. Raises ClaimError for what cannot be taken."""
    if len(claim.documents) >= MOST_DOCUMENTS:
        raise ClaimError(
            N_(
                "This claim has %(most_documents)s documents, the most there can be.",
                most_documents=MOST_DOCUMENTS,
            ),
            "document",
        )
    try:
        file = read_receipt(stream)
    except ReceiptError as error:
        raise ClaimError(error.message, "document") from error
    _prove(session, claim, now, {})
    document = ClaimDocument(
        claim_id=claim.id,
        file_name=new_file_name(file.suffix),
        content_type=file.content_type,
        size_bytes=len(file.content),
        uploaded_at=now,
    )
    claim.documents.append(document)
    session.flush()
    write_private_file(folder, document.file_name, file.content)
    return document


def _prove(session: Session, claim: Claim, now: datetime, values: dict[str, object]) -> None:
    act_on_claim(
        session,
        claim,
        ClaimAct.PROVE,
        ClaimActor.CLAIMANT,
        now,
        account_id=claim.account_id,
        values=values,
    )
