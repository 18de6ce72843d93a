"""Follow-ups: sent once when due, taken into the report, refused for good, and counted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from directory.domain.errors import NotFoundError
from directory.domain.follow_ups import CourseAnswers
from directory.domain.report_choices import Proof
from directory.models import (
    Account,
    FollowUp,
    IndexOutbox,
    MailMessage,
    MailRefusal,
    Practitioner,
    Receipt,
    Review,
    ReviewEvent,
    Role,
)
from directory.services import publication
from directory.services.evidence import gather_evidence
from directory.services.follow_up_counts import count_follow_ups
from directory.services.follow_ups import (
    answer_follow_up,
    correct_answers,
    course_of,
    get_address_hash,
    get_follow_up,
    queue_due_follow_up,
)
from directory.services.mail_delivery import OutboxMailer
from directory.services.mail_refusals import refuse_mail
from directory.services.reviews import confirm_email
from directory.services.verification_levels import accept_proof
from directory.services.visit_codes import issue_block
from directory.services.worker import TASKS, Site, run_once
from search_index import open_index
from tests.factories import load_the_vocabulary, make_practitioner
from tests.fixtures.follow_ups import ANSWER, FOLLOW_UP_LINKS, REFUSE, find_follow_up_token
from tests.fixtures.keeper_links import KEEPER_LINKS
from tests.fixtures.reports import find_confirm_token, send_report
from tests.fixtures.status_links import STATUS_LINKS

LAST_SESSION = date(2026, 11, 20)
HEALING_DUE = timedelta(days=11)
RESULT_DUE = timedelta(days=81)
YEAR_DUE = timedelta(days=362)


@pytest.fixture
def practitioner(session: Session) -> Practitioner:
    load_the_vocabulary(session)
    return make_practitioner(session)


@pytest.fixture
def review(session: Session, practitioner: Practitioner, now: datetime) -> Review:
    """A proven, published report of three days after the session."""
    [code] = issue_block(session, practitioner.id, 1, None, now).codes
    send_report(
        session, practitioner, now, proof=Proof.CODE, code=code, last_session_on=LAST_SESSION
    )
    review = confirm_email(session, find_confirm_token(session), now)
    assert review.verification_level == 2
    return review


def send_due(session: Session, moment: datetime) -> int:
    """Queue what is due at a moment; gives how many mails that were."""
    sent = 0
    while queue_due_follow_up(session, FOLLOW_UP_LINKS, moment):
        sent += 1
    return sent


def answer(session: Session, moment: datetime, **answers: object) -> None:
    opened = get_follow_up(session, find_follow_up_token(session))
    answer_follow_up(session, opened, CourseAnswers(**answers), moment)  # type: ignore[arg-type]


def list_acts(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        select(ReviewEvent.act, ReviewEvent.reason_code).order_by(ReviewEvent.id)
    )
    return [(row.act, row.reason_code) for row in rows]


def test_each_follow_up_is_sent_once_when_it_is_due(
    session: Session, review: Review, now: datetime
) -> None:
    assert send_due(session, now) == 0
    for due in (HEALING_DUE, RESULT_DUE, YEAR_DUE):
        assert send_due(session, now + due - timedelta(days=1)) == 0
        assert send_due(session, now + due) == 1
        assert send_due(session, now + due) == 0
    keys = session.scalars(
        select(MailMessage.unique_key).where(MailMessage.kind == "follow_up")
    ).all()
    assert len(keys) == len(set(keys)) == 3


def test_what_is_too_late_to_ask_is_not_sent(
    session: Session, review: Review, now: datetime
) -> None:
    assert send_due(session, now + HEALING_DUE + timedelta(days=7)) == 1
    other = now + HEALING_DUE + timedelta(days=8)
    session.query(FollowUp).update({"mailed_at": None})
    assert send_due(session, other) == 0


def test_the_mail_has_two_links_and_can_be_unsubscribed_by_one_click(
    session: Session, review: Review, practitioner: Practitioner, now: datetime
) -> None:
    send_due(session, now + HEALING_DUE)
    mail = session.scalars(select(MailMessage).where(MailMessage.kind == "follow_up")).one()
    token = find_follow_up_token(session)
    assert mail.to_address == "patient@example.org"
    assert ANSWER + token in mail.text
    assert REFUSE + token in mail.text
    assert practitioner.full_name in mail.text
    assert mail.headers == {
        "Content-Language": "en",
        "List-Unsubscribe": f"<{REFUSE}{token}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert session.scalar(select(FollowUp.token_hash).where(FollowUp.token_hash == token)) is None


@pytest.mark.parametrize("proof", [Proof.NONE, Proof.RECEIPT])
def test_a_report_without_proof_has_no_follow_ups(
    session: Session, practitioner: Practitioner, now: datetime, proof: Proof
) -> None:
    send_report(session, practitioner, now, proof=proof, last_session_on=LAST_SESSION)
    confirm_email(session, find_confirm_token(session), now)
    assert session.scalar(select(func.count()).select_from(FollowUp)) == 0


def test_a_withdrawn_report_is_not_asked_about(
    session: Session, review: Review, now: datetime
) -> None:
    send_due(session, now + HEALING_DUE)
    publication.withdraw(session, review, now + HEALING_DUE)
    assert send_due(session, now + RESULT_DUE) == 0
    with pytest.raises(NotFoundError, match="withdrawn"):
        get_follow_up(session, find_follow_up_token(session))


def test_days_of_healing_become_part_of_the_report(
    session: Session, review: Review, now: datetime
) -> None:
    send_due(session, now + HEALING_DUE)
    answer(session, now + HEALING_DUE, work_downtime_days=6, adverse_event_kinds=("burn",))
    outcome = review.outcome
    assert outcome is not None
    assert outcome.work_downtime_days == 6
    assert outcome.redness_downtime_days == 20
    assert outcome.adverse_event == "significant"
    assert outcome.gais == 4
    assert review.reported_on == now.date()
    assert review.verification_level == 2
    assert list_acts(session)[-1] == ("answer_follow_up", "healing")


def test_a_final_result_lifts_the_report_to_level_three_and_its_practitioner_is_scored_anew(
    session: Session, review: Review, practitioner: Practitioner, now: datetime
) -> None:
    moment = now + RESULT_DUE
    send_due(session, moment)
    session.query(IndexOutbox).delete()
    answer(session, moment, gais=5, is_worth_it=True)
    assert (review.verification_level, review.rating) == (3, 5.0)
    assert review.reported_on == moment.date()
    assert list_acts(session)[-2:] == [("answer_follow_up", "result"), ("raise_level", "")]
    assert set(session.scalars(select(IndexOutbox.practitioner_id))) == {practitioner.id}
    [counted] = gather_evidence(session, [practitioner.id], moment.date())[practitioner.id].outcomes
    assert (counted.gais, counted.verification_level) == (5, 3)


def test_answering_again_corrects_and_the_same_answer_again_changes_nothing(
    session: Session, review: Review, now: datetime
) -> None:
    moment = now + RESULT_DUE
    send_due(session, moment)
    answer(session, moment, gais=1, adverse_event_kinds=("scar",))
    answer(session, moment, gais=5)
    acts = list_acts(session)
    answer(session, moment + timedelta(days=1), gais=5)
    assert list_acts(session) == acts
    assert review.outcome is not None
    assert course_of(review.outcome).gais == 5
    assert course_of(review.outcome).adverse_event_kinds == ()
    assert review.reported_on == moment.date()


def test_answers_count_in_the_order_of_the_schedule(
    session: Session, review: Review, now: datetime
) -> None:
    tokens = []
    for due in (RESULT_DUE, YEAR_DUE):
        send_due(session, now + due)
        tokens.append(find_follow_up_token(session))
    for token, grade in ((tokens[1], 3), (tokens[0], 5)):
        opened = get_follow_up(session, token)
        answer_follow_up(session, opened, CourseAnswers(gais=grade), now + YEAR_DUE)
    assert review.outcome is not None
    assert review.outcome.gais == 3


def test_a_correction_replaces_all_and_keeps_day_and_level(
    session: Session, review: Review, now: datetime
) -> None:
    moment = now + RESULT_DUE
    send_due(session, moment)
    answer(session, moment, gais=5, adverse_event_kinds=("scar",))
    corrected = CourseAnswers(gais=2, work_downtime_days=1)
    correct_answers(session, review, corrected, moment + timedelta(days=9))
    correct_answers(session, review, corrected, moment + timedelta(days=9))
    assert review.outcome is not None
    assert course_of(review.outcome) == corrected
    assert (review.reported_on, review.verification_level) == (moment.date(), 3)
    assert [act for act, _ in list_acts(session)].count("correct") == 1


def test_who_wants_no_more_is_asked_no_more_about_any_report(
    session: Session, review: Review, practitioner: Practitioner, now: datetime
) -> None:
    send_due(session, now + HEALING_DUE)
    address_hash = get_address_hash(session, find_follow_up_token(session))
    for _ in range(2):
        refuse_mail(session, address_hash, now + HEALING_DUE)
    [code] = issue_block(session, practitioner.id, 1, None, now).codes
    send_report(
        session, practitioner, now, proof=Proof.CODE, code=code, last_session_on=LAST_SESSION
    )
    confirm_email(session, find_confirm_token(session), now)
    assert send_due(session, now + RESULT_DUE) == 0
    [kept] = session.scalars(select(MailRefusal.address_hash))
    assert "patient" not in kept


def test_what_was_asked_and_answered_is_counted_for_published_reports(
    session: Session, review: Review, practitioner: Practitioner, now: datetime
) -> None:
    for due in (HEALING_DUE, RESULT_DUE):
        send_due(session, now + due)
    answer(session, now + RESULT_DUE, gais=5)
    expected = [(1, 0), (1, 1), (0, 0)]
    for counted in (count_follow_ups(session), count_follow_ups(session, practitioner.id)):
        assert [(each.sent_count, each.answered_count) for each in counted] == expected
    other = make_practitioner(session)
    assert {each.sent_count for each in count_follow_ups(session, other.id)} == {0}
    publication.withdraw(session, review, now + RESULT_DUE)
    assert {each.sent_count for each in count_follow_ups(session)} == {0}


@pytest.fixture
def site(tmp_path: Path, now: datetime) -> Site:
    """A worker's site on the day when healing is asked about."""
    return Site(
        open_index(f"whoosh://{tmp_path / 'index'}"),
        OutboxMailer(),
        tmp_path / "uploads",
        tmp_path / "imports",
        lambda: now + HEALING_DUE,
        FOLLOW_UP_LINKS,
        STATUS_LINKS,
        KEEPER_LINKS,
    )


def run_tasks(session: Session, site: Site) -> Iterator[None]:
    tasks = [task for task in TASKS if task.name in {"follow-ups", "mail"}]
    for step in run_once(session, site, tasks):
        assert step.trouble == ""
        yield


@pytest.mark.parametrize("killed_in_step", range(1, 5))
def test_a_worker_killed_in_any_step_asks_once(
    session: Session, review: Review, site: Site, killed_in_step: int
) -> None:
    """The step it was killed in is rolled back; the claim of a mail ends by itself."""
    session.commit()
    for number, _ in enumerate(run_tasks(session, site), start=1):
        if number == killed_in_step:
            session.rollback()
            break
        session.commit()
    later = Site(
        site.index,
        site.mailer,
        site.upload_folder,
        site.import_folder,
        lambda: site.clock() + timedelta(hours=1),
        FOLLOW_UP_LINKS,
        STATUS_LINKS,
        KEEPER_LINKS,
    )
    for moment in (later, later):
        for _ in run_tasks(session, moment):
            session.commit()
    messages = session.scalars(select(MailMessage).where(MailMessage.kind == "follow_up")).all()
    assert len(messages) == 1
    assert messages[0].sent_at is not None
    assert get_follow_up(session, find_follow_up_token(session)).review.id == review.id


def test_an_accepted_receipt_is_followed_up_even_when_it_was_seen_late(
    session: Session, practitioner: Practitioner, now: datetime
) -> None:
    moderator = Account(
        email="m@example.org", display_name="M", role=Role.MODERATOR, created_at=now
    )
    session.add(moderator)
    session.flush()
    send_report(session, practitioner, now, proof=Proof.RECEIPT, last_session_on=date(2026, 9, 7))
    review = confirm_email(session, find_confirm_token(session), now)
    session.add(
        Receipt(
            review_id=review.id,
            file_name="receipt.png",
            content_type="image/png",
            size_bytes=1,
            uploaded_at=now,
            decision="accepted",
        )
    )
    session.flush()
    accept_proof(session, review, now + timedelta(weeks=2), moderator.id)
    kinds = session.scalars(select(FollowUp.kind).order_by(FollowUp.due_on)).all()
    assert kinds == ["result", "year"]
    assert send_due(session, now + timedelta(weeks=2)) == 1


def test_a_double_click_is_one_answer(database_url: str, now: datetime) -> None:
    """Two requests at the same moment, each in a transaction of its own."""
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    with Session(engine) as session:
        load_the_vocabulary(session)
        practitioner = make_practitioner(session)
        [code] = issue_block(session, practitioner.id, 1, None, now).codes
        send_report(
            session, practitioner, now, proof=Proof.CODE, code=code, last_session_on=LAST_SESSION
        )
        confirm_email(session, find_confirm_token(session), now)
        send_due(session, now + RESULT_DUE)
        token = find_follow_up_token(session)
        session.commit()
    barrier = Barrier(2)

    def click() -> None:
        with Session(engine) as session:
            opened = get_follow_up(session, token)
            barrier.wait()
            answer_follow_up(session, opened, CourseAnswers(gais=5), now + RESULT_DUE)
            session.commit()

    with ThreadPoolExecutor(2) as threads:
        for clicked in [threads.submit(click) for _ in range(2)]:
            clicked.result()
    with Session(engine) as session:
        assert [act for act, _ in list_acts(session)].count("answer_follow_up") == 1
    engine.dispose()
