"""Visit codes: issuing them in numbered blocks, checking, redeeming, revoking, counting.

A code itself is known only to the answer of `issue_block`; afterwards there is its hash.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.messages import N_
from directory.domain.tokens import hash_token
from directory.domain.visit_codes import (
    MOST_CODES_A_DAY,
    CodeError,
    CodeProblem,
    CodeState,
    expiry_of,
    make_code,
    read_code,
    state_of,
)
from directory.models import Practitioner, VisitCode, VisitCodeBlock
from directory.services.ledger import append_entry

_PROBLEM_OF_STATE = {
    CodeState.REDEEMED: CodeProblem.USED,
    CodeState.REVOKED: CodeProblem.REVOKED,
    CodeState.EXPIRED: CodeProblem.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class IssuedBlock:
    """A new block with its codes in plain, in the order of their numbers."""

    block: VisitCodeBlock
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """How many codes were issued, and what became of them; the last four add up to the first."""

    issued: int = 0
    redeemed: int = 0
    expired: int = 0
    revoked: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class CountedBlock:
    """A block and what became of its codes."""

    block: VisitCodeBlock
    counts: CodeCounts


@dataclass(frozen=True, slots=True)
class CodeOverview:
    """All blocks of a practitioner, the newest first, their sum, and the next block's number."""

    blocks: tuple[CountedBlock, ...]
    counts: CodeCounts
    next_number: int


def issue_block(
    session: Session,
    practitioner_id: int,
    count: int,
    account_id: int,
    now: datetime,
    *,
    number: int | None = None,
) -> IssuedBlock:
    """Issue a block of codes, one for each patient of a day. Raises InvalidValueError.

    `number` is what the page promised for this block: a form sent twice finds it taken. Two who
    issue at once want the same number, and the second is refused; so the day's bound holds too.
    """
    next_number = _next_number(session, practitioner_id)
    if number is None:
        number = next_number
    if number != next_number:
        raise _already_issued(number)
    _check_count(session, practitioner_id, count, now)
    codes = tuple(make_code(secrets.randbelow) for _ in range(count))
    block = VisitCodeBlock(
        practitioner_id=practitioner_id,
        number=number,
        code_count=count,
        issued_by_account_id=account_id,
        issued_at=now,
        expires_on=expiry_of(now.date()),
        codes=[
            VisitCode(number=i, code_hash=hash_token(code)) for i, code in enumerate(codes, start=1)
        ],
    )
    try:
        with session.begin_nested():
            session.add(block)
    except IntegrityError as error:
        raise _already_issued(number) from error
    _note_in_ledger(session, "codes.issued", block, count, now)
    return IssuedBlock(block, codes)


def _already_issued(number: int) -> InvalidValueError:
    return InvalidValueError(
        N_(
            "Block %(number)s was issued already: the form was sent twice, or from elsewhere. Its "
            "codes were shown then and cannot be shown again. If you do not have them, revoke it "
            "and issue another.",
            number=number,
        )
    )


def _next_number(session: Session, practitioner_id: int) -> int:
    last = session.scalar(
        select(func.max(VisitCodeBlock.number)).where(
            VisitCodeBlock.practitioner_id == practitioner_id
        )
    )
    return (last or 0) + 1


def _check_count(session: Session, practitioner_id: int, count: int, now: datetime) -> None:
    midnight = datetime.combine(now.date(), time.min, tzinfo=UTC)
    issued_today = session.scalar(
        select(func.coalesce(func.sum(VisitCodeBlock.code_count), 0)).where(
            VisitCodeBlock.practitioner_id == practitioner_id,
            VisitCodeBlock.issued_at >= midnight,
        )
    )
    most = MOST_CODES_A_DAY - (issued_today or 0)
    if most <= 0:
        raise InvalidValueError(
            N_(
                "%(most_codes_a_day)s codes were issued today, the most there can be on one "
                "day. Issue the next block tomorrow.",
                most_codes_a_day=MOST_CODES_A_DAY,
            ),
            "count",
        )
    if not 1 <= count <= most:
        raise InvalidValueError(
            N_("Enter a number of patients from 1 to %(most)s.", most=most), "count"
        )


def check_code(session: Session, text: str, practitioner_id: int, now: datetime) -> VisitCode:
    """Give the open code that this text means. Raises CodeError, which says what is wrong.

    A code of another practitioner is told from an unknown one, but never whose it is.
    """
    code = _find_code(session, text)
    if code is None:
        raise CodeError(CodeProblem.UNKNOWN)
    if code.block.practitioner_id != practitioner_id:
        raise CodeError(CodeProblem.OF_ANOTHER)
    state = _state_of(code, now.date())
    if state is not CodeState.OPEN:
        raise CodeError(_PROBLEM_OF_STATE[state])
    return code


def redeem(
    session: Session, text: str, practitioner_id: int, review_id: int, now: datetime
) -> VisitCode:
    """Use a code up as the proof of a report. Raises CodeError.

    One UPDATE decides: of two who redeem at once, the second finds the row taken.
    """
    code = check_code(session, text, practitioner_id, now)
    still_valid = select(VisitCodeBlock.id).where(
        VisitCodeBlock.revoked_at.is_(None), VisitCodeBlock.expires_on >= now.date()
    )
    result = session.execute(
        update(VisitCode)
        .where(
            VisitCode.id == code.id,
            VisitCode.redeemed_at.is_(None),
            VisitCode.block_id.in_(still_valid),
        )
        .values(redeemed_at=now, review_id=review_id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(code)
    session.refresh(code.block)
    if isinstance(result, CursorResult) and result.rowcount == 1:
        return code
    raise CodeError(_PROBLEM_OF_STATE[_state_of(code, now.date())])


def _find_code(session: Session, text: str) -> VisitCode | None:
    """Find the code that this text means, whatever has become of it. Raises CodeError."""
    return session.scalar(
        select(VisitCode)
        .where(VisitCode.code_hash == hash_token(read_code(text)))
        .options(joinedload(VisitCode.block))
    )


def get_issuer(session: Session, text: str) -> Practitioner:
    """Give the practitioner whose card carries this code, used or not. Raises CodeError."""
    code = _find_code(session, text)
    practitioner = session.get(Practitioner, code.block.practitioner_id) if code else None
    if practitioner is None:
        raise CodeError(CodeProblem.UNKNOWN)
    return practitioner


def _state_of(code: VisitCode, today: date) -> CodeState:
    return state_of(
        is_redeemed=code.redeemed_at is not None,
        is_revoked=code.block.revoked_at is not None,
        expires_on=code.block.expires_on,
        today=today,
    )


def revoke_block(session: Session, practitioner_id: int, number: int, now: datetime) -> int:
    """Revoke what was not used of a block and give how many codes that were.

    Raises NotFoundError for a block there is not, InvalidValueError when none of it is open.
    """
    block = _get_block(session, practitioner_id, number)
    redeemed = sum(code.redeemed_at is not None for code in block.codes)
    open_count = _count_block(block, redeemed, now.date()).open
    if not open_count:
        raise InvalidValueError(
            N_("No code of block %(number)s is open any more.", number=str(number))
        )
    block.revoked_at = now
    session.flush()
    _note_in_ledger(session, "codes.revoked", block, open_count, now)
    return open_count


def _note_in_ledger(
    session: Session, kind: str, block: VisitCodeBlock, count: int, now: datetime
) -> None:
    append_entry(
        session,
        kind,
        now=now,
        practitioner_id=block.practitioner_id,
        facts={"block": block.number, "codes": count},
    )


def check_codes_of_block(
    session: Session, practitioner_id: int, number: int, codes: Sequence[str]
) -> VisitCodeBlock:
    """Give the block that exactly these codes make up, in this order. Raises InvalidValueError.

    For whoever still has the answer of issuing: nothing is given back that they did not send.
    """
    block = _get_block(session, practitioner_id, number)
    if [code.code_hash for code in block.codes] != [hash_token(read_code(code)) for code in codes]:
        raise InvalidValueError(
            N_("These are not the codes of block %(number)s.", number=str(number))
        )
    return block


def _get_block(session: Session, practitioner_id: int, number: int) -> VisitCodeBlock:
    block = session.scalar(
        select(VisitCodeBlock).where(
            VisitCodeBlock.practitioner_id == practitioner_id, VisitCodeBlock.number == number
        )
    )
    if block is None:
        raise NotFoundError(N_("There is no block %(number)s.", number=str(number)))
    return block


def get_code_overview(session: Session, practitioner_id: int, today: date) -> CodeOverview:
    """All blocks of this practitioner with what became of their codes."""
    blocks = _count_blocks(session, practitioner_id, today)
    return CodeOverview(blocks, _sum_counts(blocks), _next_number(session, practitioner_id))


def count_codes(session: Session, practitioner_id: int | None, today: date) -> CodeCounts:
    """What became of the codes issued, which is public; None counts everybody's."""
    is_revoked = VisitCodeBlock.revoked_at.is_not(None)
    query = (
        select(
            is_revoked, VisitCodeBlock.expires_on, func.count(), func.count(VisitCode.redeemed_at)
        )
        .join(VisitCodeBlock.codes)
        .group_by(is_revoked, VisitCodeBlock.expires_on)
    )
    if practitioner_id is not None:
        query = query.where(VisitCodeBlock.practitioner_id == practitioner_id)
    counts: Counter[str] = Counter()
    for are_revoked, expires_on, issued, redeemed in session.execute(query):
        rest = _fate_of_rest(is_revoked=are_revoked, expires_on=expires_on, today=today)
        counts.update({"issued": issued, CodeState.REDEEMED: redeemed, rest: issued - redeemed})
    return CodeCounts(**counts)


def _count_blocks(session: Session, practitioner_id: int, today: date) -> tuple[CountedBlock, ...]:
    query = (
        select(VisitCodeBlock, func.count(VisitCode.redeemed_at))
        .join(VisitCodeBlock.codes)
        .where(VisitCodeBlock.practitioner_id == practitioner_id)
        .group_by(VisitCodeBlock.id)
        .order_by(VisitCodeBlock.number.desc())
    )
    return tuple(
        CountedBlock(block, _count_block(block, redeemed, today))
        for block, redeemed in session.execute(query)
    )


def _sum_counts(blocks: Sequence[CountedBlock]) -> CodeCounts:
    return CodeCounts(
        **{
            field.name: sum(getattr(block.counts, field.name) for block in blocks)
            for field in fields(CodeCounts)
        }
    )


def _count_block(block: VisitCodeBlock, redeemed: int, today: date) -> CodeCounts:
    """Count a block: what was not redeemed shares the block's fate."""
    rest = _fate_of_rest(
        is_revoked=block.revoked_at is not None, expires_on=block.expires_on, today=today
    )
    counts = {CodeState.REDEEMED: redeemed, rest: block.code_count - redeemed}
    return CodeCounts(issued=block.code_count, **{state.value: n for state, n in counts.items()})


def _fate_of_rest(*, is_revoked: bool, expires_on: date, today: date) -> CodeState:
    return state_of(is_redeemed=False, is_revoked=is_revoked, expires_on=expires_on, today=today)
