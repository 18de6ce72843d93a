"""Visit codes in the database: issuing, checking, redeeming, revoking, counting."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError, NotFoundError
from directory.domain.visit_codes import MOST_CODES_A_DAY, VALID_DAYS, CodeError, CodeProblem
from directory.models import Account, Practitioner, Review, Role, VisitCode
from directory.services.visit_codes import (
    CodeCounts,
    IssuedBlock,
    check_code,
    check_codes_of_block,
    count_codes,
    get_code_overview,
    get_issuer,
    issue_block,
    redeem,
    revoke_block,
)
from tests.factories import make_practitioner, make_review

AFTER_EXPIRY = timedelta(days=VALID_DAYS + 1)


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    """Somebody who issues codes."""
    return make_practitioner(session)


@pytest.fixture
def review(session: Session, practitioner: Practitioner) -> Review:
    """A report without proof so far."""
    return make_review(session, practitioner, level=1)


@pytest.fixture
def account(session: Session, practitioner: Practitioner, now: datetime) -> Account:
    """The practitioner's account."""
    account = Account(
        email="practitioner@example.org",
        display_name="The practitioner",
        role=Role.PRACTITIONER,
        practitioner_id=practitioner.id,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


@pytest.fixture
def issued(
    session: Session, practitioner: Practitioner, account: Account, now: datetime
) -> IssuedBlock:
    """A block of three codes."""
    return issue_block(session, practitioner.id, 3, account.id, now)


def problem_of(session: Session, text: str, practitioner_id: int, now: datetime) -> CodeProblem:
    with pytest.raises(CodeError) as raised:
        check_code(session, text, practitioner_id, now)
    return raised.value.problem


def test_a_block_has_as_many_different_codes_as_asked_for(issued: IssuedBlock) -> None:
    assert len(set(issued.codes)) == issued.block.code_count == 3
    assert [code.number for code in issued.block.codes] == [1, 2, 3]


def test_the_codes_themselves_are_not_kept(session: Session, issued: IssuedBlock) -> None:
    rows = session.execute(select(VisitCode.__table__)).all()
    assert not [code for code in issued.codes if code in str(rows)]


def test_blocks_are_numbered_for_each_practitioner(
    session: Session, practitioner: Practitioner, account: Account, now: datetime
) -> None:
    other = make_practitioner(session)
    numbers = [
        issue_block(session, key, 1, account.id, now).block.number
        for key in (practitioner.id, practitioner.id, other.id)
    ]
    assert numbers == [1, 2, 1]


def test_a_form_sent_twice_issues_one_block(
    session: Session, practitioner: Practitioner, account: Account, now: datetime
) -> None:
    issue_block(session, practitioner.id, 2, account.id, now, number=1)
    with pytest.raises(InvalidValueError, match="Block 1 was issued already"):
        issue_block(session, practitioner.id, 2, account.id, now, number=1)
    assert count_codes(session, practitioner.id, now.date()).issued == 2


@pytest.mark.parametrize("count", [-1, 0, MOST_CODES_A_DAY + 1, 10**9])
def test_a_block_is_never_larger_than_a_day_s_patients(
    session: Session, practitioner: Practitioner, account: Account, now: datetime, count: int
) -> None:
    with pytest.raises(InvalidValueError, match=f"from 1 to {MOST_CODES_A_DAY}") as raised:
        issue_block(session, practitioner.id, count, account.id, now)
    assert raised.value.field == "count"


def test_the_bound_holds_for_a_day_and_begins_anew_on_the_next(
    session: Session, practitioner: Practitioner, account: Account, now: datetime
) -> None:
    issue_block(session, practitioner.id, MOST_CODES_A_DAY - 1, account.id, now)
    with pytest.raises(InvalidValueError, match="from 1 to 1"):
        issue_block(session, practitioner.id, 2, account.id, now)
    issue_block(session, practitioner.id, 1, account.id, now)
    with pytest.raises(InvalidValueError, match="tomorrow"):
        issue_block(session, practitioner.id, 1, account.id, now)
    issue_block(session, practitioner.id, 5, account.id, now + timedelta(days=1))


def test_an_open_code_is_found_however_it_is_typed(
    session: Session, practitioner: Practitioner, issued: IssuedBlock, now: datetime
) -> None:
    typed = " ".join(issued.codes[1].lower())
    assert check_code(session, typed, practitioner.id, now).number == 2
    assert get_issuer(session, typed) == practitioner


def test_each_reason_why_a_code_proves_nothing_is_told(
    session: Session,
    practitioner: Practitioner,
    review: Review,
    issued: IssuedBlock,
    now: datetime,
) -> None:
    used, other, _ = issued.codes
    unknown = "0" * 16
    redeem(session, used, practitioner.id, review.id, now)
    stranger = make_practitioner(session)
    assert problem_of(session, used[1:], practitioner.id, now) is CodeProblem.LENGTH
    assert problem_of(session, unknown, practitioner.id, now) is CodeProblem.UNKNOWN
    assert problem_of(session, other, stranger.id, now) is CodeProblem.OF_ANOTHER
    assert problem_of(session, used, practitioner.id, now) is CodeProblem.USED
    assert problem_of(session, other, practitioner.id, now + AFTER_EXPIRY) is CodeProblem.EXPIRED
    revoke_block(session, practitioner.id, 1, now)
    assert problem_of(session, other, practitioner.id, now) is CodeProblem.REVOKED


def test_a_redeemed_code_knows_the_report_it_proved(
    session: Session,
    practitioner: Practitioner,
    review: Review,
    issued: IssuedBlock,
    now: datetime,
) -> None:
    code = redeem(session, issued.codes[0], practitioner.id, review.id, now)
    assert (code.review_id, code.redeemed_at) == (review.id, now)


def test_a_code_is_good_for_one_report_only(
    session: Session,
    practitioner: Practitioner,
    review: Review,
    issued: IssuedBlock,
    now: datetime,
) -> None:
    redeem(session, issued.codes[0], practitioner.id, review.id, now)
    second = make_review(session, practitioner, level=1)
    with pytest.raises(CodeError) as raised:
        redeem(session, issued.codes[0], practitioner.id, second.id, now)
    assert raised.value.problem is CodeProblem.USED


def test_revoking_leaves_what_was_used(
    session: Session,
    practitioner: Practitioner,
    review: Review,
    issued: IssuedBlock,
    now: datetime,
) -> None:
    redeem(session, issued.codes[0], practitioner.id, review.id, now)
    assert revoke_block(session, practitioner.id, issued.block.number, now) == 2
    assert count_codes(session, practitioner.id, now.date()) == CodeCounts(
        issued=3, redeemed=1, revoked=2
    )
    with pytest.raises(InvalidValueError, match="No code of block 1 is open"):
        revoke_block(session, practitioner.id, issued.block.number, now)


def test_only_the_own_blocks_can_be_revoked(
    session: Session, issued: IssuedBlock, now: datetime
) -> None:
    stranger = make_practitioner(session)
    with pytest.raises(NotFoundError):
        revoke_block(session, stranger.id, issued.block.number, now)


def test_the_counts_add_up_and_hide_nothing(
    session: Session, practitioner: Practitioner, account: Account, review: Review, now: datetime
) -> None:
    long_ago = now - AFTER_EXPIRY
    first = issue_block(session, practitioner.id, 4, account.id, long_ago)
    redeem(session, first.codes[2], practitioner.id, review.id, long_ago)
    issue_block(session, practitioner.id, 5, account.id, now)
    revoke_block(session, practitioner.id, 2, now)
    issue_block(session, practitioner.id, 6, account.id, now)
    overview = get_code_overview(session, practitioner.id, now.date())
    assert overview.counts == CodeCounts(issued=15, redeemed=1, expired=3, revoked=5, open=6)
    assert [item.block.number for item in overview.blocks] == [3, 2, 1]
    assert overview.next_number == 4


def test_whoever_issued_nothing_has_counts_of_zero(
    session: Session, practitioner: Practitioner, today: date
) -> None:
    assert count_codes(session, practitioner.id, today) == CodeCounts()


def test_only_the_codes_of_a_block_make_its_file(
    session: Session, practitioner: Practitioner, issued: IssuedBlock
) -> None:
    block = check_codes_of_block(session, practitioner.id, 1, issued.codes)
    assert block == issued.block
    for others in (issued.codes[:2], issued.codes[::-1], (), ("0" * 16,) * 3):
        with pytest.raises(InvalidValueError, match="not the codes of block 1"):
            check_codes_of_block(session, practitioner.id, 1, others)
