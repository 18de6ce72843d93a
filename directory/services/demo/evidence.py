"""Evidence of the demonstration that waits: a treatment log, a credential, a photo, a dispute.

Its pictures are drawn, and say so. They are files beside the database, so this comes by itself.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.reviews import ReviewState
from directory.domain.tokens import new_token
from directory.domain.treatment_log_rows import COLUMN_WORDS
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Suitability
from directory.models import Account, Flag, Practitioner, Review, Role
from directory.services.disputes import DISPUTE_FOLDER, DisputeText, open_dispute
from directory.services.own_credentials import (
    CREDENTIAL_FOLDER,
    NewCredential,
    add_credential,
    add_credential_document,
)
from directory.services.photos import PHOTO_FOLDER, send_photo
from directory.services.status_links import StatusLinks
from directory.services.treatment_logs import LOG_FOLDER, add_entry_document, add_log, send_log

SENT_DAYS_AGO = 3
LOG_ROWS = 264
LOG_DAYS = 360
STAFF_EVERY = 11
PAPER, INK = "#fbfaf6", "#33302a"
PAPER_SIZE = (720, 300)
PHOTO_SIZE = (640, 640)
FELLOWSHIP = NewCredential(
    kind="fellowship",
    name="Fellowship in laser surgery",
    issuer="Quillwort Institute (demo)",
    number="",
    jurisdiction="",
    issued_on=date(2015, 7, 1),
    expires_on=None,
)


def store_evidence(
    session: Session,
    upload_folder: Path,
    vocabulary: Vocabulary,
    today: date,
    links: StatusLinks,
) -> None:
    """Let whoever keeps a profile of the demonstration have sent something of each kind."""
    keeper = session.scalars(
        select(Account).where(Account.is_demo, Account.role == Role.PRACTITIONER)
    ).first()
    if keeper is None or keeper.practitioner_id is None:
        return
    now = datetime.combine(today, time(), UTC) - timedelta(days=SENT_DAYS_AGO)
    practitioner = session.get_one(Practitioner, keeper.practitioner_id)
    _store_log(session, upload_folder / LOG_FOLDER, keeper, vocabulary, now)
    credential = add_credential(session, practitioner, FELLOWSHIP, now)
    add_credential_document(
        session,
        upload_folder / CREDENTIAL_FOLDER,
        credential,
        _draw_paper(FELLOWSHIP.name, FELLOWSHIP.issuer, practitioner.full_name),
        account_id=keeper.id,
        now=now,
    )
    _store_dispute(session, upload_folder / DISPUTE_FOLDER, keeper, practitioner, now, links=links)
    send_photo(
        session,
        upload_folder / PHOTO_FOLDER,
        practitioner,
        _draw_face(),
        account_id=keeper.id,
        now=now,
    )


def _store_dispute(
    session: Session,
    folder: Path,
    keeper: Account,
    practitioner: Practitioner,
    now: datetime,
    *,
    links: StatusLinks,
) -> None:
    """Let the practitioner say of a published report of theirs that it is somebody else's."""
    flagged = select(Flag.review_id)
    review = session.scalars(
        select(Review)
        .where(
            Review.practitioner_id == practitioner.id,
            Review.state == ReviewState.PUBLISHED,
            Review.verification_level == 1,
            Review.text != "",
            Review.id.not_in(flagged),
        )
        .order_by(Review.rating, Review.id)
    ).first()
    if review is None:
        return
    open_dispute(
        session,
        review,
        keeper,
        DisputeText(
            "other_person",
            "We do not offer this treatment. The appended list shows what we offer.",
            _draw_paper("Treatments that we offer", "None with this laser", practitioner.full_name),
        ),
        now,
        folder=folder,
        form_token=new_token(),
        links=links,
    )


def _store_log(
    session: Session,
    folder: Path,
    keeper: Account,
    vocabulary: Vocabulary,
    now: datetime,
) -> None:
    """A year of treatments, with documents for all that were drawn but one."""
    practitioner = session.get_one(Practitioner, keeper.practitioner_id)
    content = _write_log(practitioner, vocabulary, now.date())
    log = add_log(session, practitioner, content, vocabulary, account_id=keeper.id, now=now)
    for entry in log.sample[1:]:
        paper = _draw_paper(
            f"Record of {entry.month:%B %Y}, number {entry.number}",
            vocabulary.get_treatment(entry.treatment_key).name,
            f"Laser held by {practitioner.full_name}",
        )
        add_entry_document(session, folder, practitioner, entry.id, paper, now=now)
    send_log(session, practitioner, log.id, now)


def _write_log(practitioner: Practitioner, vocabulary: Vocabulary, today: date) -> io.BytesIO:
    """A year of what the practitioner says they perform, the oldest first."""
    performed = [vocabulary.get_treatment(row.treatment_key) for row in practitioner.treatments]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMN_WORDS)
    for number in range(LOG_ROWS):
        treatment = performed[number % len(performed)]
        concern_keys = [
            key for key, suits in treatment.treats.items() if suits is not Suitability.AVOID
        ]
        day = today - timedelta(days=LOG_DAYS - number * LOG_DAYS // LOG_ROWS)
        writer.writerow(
            (
                number + 1,
                day.isoformat(),
                treatment.key,
                concern_keys[number % len(concern_keys)],
                "staff" if number % STAFF_EVERY == 0 else "self",
            )
        )
    return io.BytesIO(text.getvalue().encode())


def _draw_paper(*lines: str) -> io.BytesIO:
    picture = Image.new("RGB", PAPER_SIZE, PAPER)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((32, 28, 420, 56), fill=INK)
    for number, line in enumerate((*lines, "Fictional document of the demonstration")):
        drawing.text((32, 84 + 44 * number), line, fill=INK, font_size=24)
    return _save(picture)


def _draw_face() -> io.BytesIO:
    picture = Image.new("RGB", PHOTO_SIZE, "#d9d4c7")
    drawing = ImageDraw.Draw(picture)
    drawing.ellipse((210, 130, 430, 390), fill="#a98f78")
    drawing.ellipse((110, 420, 530, 860), fill="#5b6f73")
    return _save(picture)


def _save(picture: Image.Image) -> io.BytesIO:
    written = io.BytesIO()
    picture.save(written, "PNG")
    written.seek(0)
    return written
