"""Stores the visit codes, receipts and follow-ups of the fictional directory, in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.follow_ups import PLANS, CourseAnswers
from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.receipts import ReceiptDecision
from directory.domain.tokens import hash_token
from directory.domain.visit_codes import expiry_of
from directory.models import (
    FollowUp,
    Practitioner,
    PractitionerOrigin,
    Receipt,
    VisitCode,
    VisitCodeBlock,
)
from directory.services.demo.generation import GeneratedDirectory
from directory.services.demo.reports import Report
from directory.services.demo.visits import DemoBlock
from directory.services.inserting import insert_many
from directory.services.ledger import NewEntry

ISSUED_AT = time(7)
MAILED_AT = time(9)
RECEIPT_BYTES = 250_000

Row = dict[str, Any]


def store_visits(
    session: Session, generated: GeneratedDirectory, review_ids: Sequence[int]
) -> None:
    """Store all three; `review_ids` are those of the reports, in their order."""
    blocks = generated.blocks
    ids = [practitioner.id for practitioner in generated.practitioners]
    insert_many(session, VisitCodeBlock, [_block_row(block, ids) for block in blocks])
    stored = session.execute(
        select(VisitCodeBlock.practitioner_id, VisitCodeBlock.number, VisitCodeBlock.id)
        .join(Practitioner, Practitioner.id == VisitCodeBlock.practitioner_id)
        .where(Practitioner.origin == PractitionerOrigin.DEMO)
    )
    block_ids = {(practitioner_id, number): key for practitioner_id, number, key in stored}
    insert_many(
        session,
        VisitCode,
        [
            row
            for block in blocks
            for row in _code_rows(
                block, block_ids[ids[block.practitioner], block.number], review_ids
            )
        ],
    )
    insert_many(session, Receipt, list(_receipt_rows(generated, review_ids)))
    insert_many(session, FollowUp, list(_follow_up_rows(generated, review_ids)))


def list_code_entries(generated: GeneratedDirectory) -> Iterator[NewEntry]:
    """What the ledger says of codes: that they were issued, and that unused ones were revoked."""
    for block in generated.blocks:
        key = generated.practitioners[block.practitioner].id
        facts = {"block": block.number, "codes": block.code_count}
        yield NewEntry("codes.issued", _moment(block.issued_on, ISSUED_AT), key, facts)
        if block.revoked_on is not None:
            unused = {**facts, "codes": block.code_count - len(block.uses)}
            yield NewEntry("codes.revoked", _moment(block.revoked_on, ISSUED_AT), key, unused)


def _block_row(block: DemoBlock, practitioner_ids: Sequence[int]) -> Row:
    return {
        "practitioner_id": practitioner_ids[block.practitioner],
        "number": block.number,
        "code_count": block.code_count,
        "issued_at": _moment(block.issued_on, ISSUED_AT),
        "expires_on": expiry_of(block.issued_on),
        "revoked_at": _moment(block.revoked_on, ISSUED_AT) if block.revoked_on else None,
    }


def _code_rows(block: DemoBlock, block_id: int, review_ids: Sequence[int]) -> Iterator[Row]:
    """The codes are random in the real directory; here nobody has a card to type them from."""
    unused = [(None, None)] * (block.code_count - len(block.uses))
    for number, (report, used_at) in enumerate([*block.uses, *unused], start=1):
        yield {
            "block_id": block_id,
            "number": number,
            "code_hash": hash_token(f"demo code {block.practitioner} {block.number} {number}"),
            "redeemed_at": used_at,
            "review_id": None if report is None else review_ids[report],
        }


def _receipt_rows(generated: GeneratedDirectory, review_ids: Sequence[int]) -> Iterator[Row]:
    """What proves the reports of patients whom nobody gave a code; the files never were."""
    for report, review_id in zip(generated.reports, review_ids, strict=True):
        if report.level < VERIFIED_LEVEL or report.is_invited:
            continue
        seen_at = _moment(report.reported_on, MAILED_AT)
        yield {
            "review_id": review_id,
            "file_name": f"demo-{review_id}.jpg",
            "content_type": "image/jpeg",
            "size_bytes": RECEIPT_BYTES,
            "uploaded_at": seen_at,
            "decision": ReceiptDecision.ACCEPTED,
            "reason_code": "shows_treatment",
            "decided_at": seen_at,
            "delete_on": report.reported_on,
            "deleted_at": seen_at,
        }


def _follow_up_rows(generated: GeneratedDirectory, review_ids: Sequence[int]) -> Iterator[Row]:
    for follow_up in generated.follow_ups:
        report, answered_on = generated.reports[follow_up.report], follow_up.answered_on
        answers = _answers(report, asks_result=PLANS[follow_up.kind].asks_result)
        yield {
            "review_id": review_ids[follow_up.report],
            "kind": follow_up.kind,
            "due_on": follow_up.mailed_on,
            "mailed_at": _moment(follow_up.mailed_on, MAILED_AT),
            "answers": answers.to_stored() if answered_on else {},
            "answered_at": _moment(answered_on, MAILED_AT) if answered_on else None,
        }


def _answers(report: Report, *, asks_result: bool) -> CourseAnswers:
    """The answers that left the report as it is."""
    if asks_result:
        return CourseAnswers(gais=report.gais, is_worth_it=report.is_worth_it)
    return CourseAnswers(
        work_downtime_days=report.work_days, redness_downtime_days=report.redness_days
    )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UTC)
