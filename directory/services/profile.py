"""A practitioner's profile: what is known, from where, how sure; and every number's reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from directory.domain.errors import NotFoundError
from directory.domain.messages import N_
from directory.domain.outcomes import LEVEL_WORDS, VERIFIED_LEVEL
from directory.domain.practitioner_states import PractitionerStatus, find_notice, is_page_shown
from directory.domain.similar_patients import PatientCase
from directory.domain.skill import HintKind
from directory.domain.vocabulary import Vocabulary
from directory.models import (
    LaserOperator,
    Practitioner,
    Review,
    ReviewState,
)
from directory.models.listing import Listing
from directory.models.skill import OVERALL
from directory.services.evidence import experience_of
from directory.services.follow_up_counts import count_follow_ups
from directory.services.imported_reviews import list_merged
from directory.services.listed_people import LASER_OPERATOR_WORDS, describe_role
from directory.services.outcome_statistics import list_verified_reports
from directory.services.outcome_tables import make_outcome_statistics
from directory.services.photos import find_public_photo
from directory.services.profile_view import (
    Hint,
    Profile,
    ReviewPage,
    ReviewSummary,
    SalesTalk,
)
from directory.services.registry_view import gather_registry_facts, list_shown_credentials
from directory.services.replies import list_published_replies
from directory.services.similar_patients import find_similar_patients
from directory.services.skill import list_hints
from directory.services.skill_estimates import list_estimates, list_treated_skills
from directory.services.treatment_log_decisions import find_proven_log
from directory.services.visit_codes import count_codes

REVIEWS_PER_PAGE = 10

HINT_WORDS: dict[HintKind, Callable[[str], str]] = {
    HintKind.MORE_RESULTS_AT_THIS_RATE: lambda amount: N_(
        "%(amount)s more verified results like those so far", amount=amount
    ),
    HintKind.MORE_RESULTS_ALL_BEST: lambda amount: N_(
        "%(amount)s more verified results, every one the best grade", amount=amount
    ),
    HintKind.STRUCTURED_OUTCOMES: lambda amount: N_(
        "The final result of %(amount)s patients who proved a visit", amount=amount
    ),
    HintKind.EVIDENCE_FOR_YEARS: lambda amount: N_(
        "A licence or board that shows the %(amount)s years claimed", amount=amount
    ),
}


def get_profile(
    session: Session,
    slug: str,
    today: date,
    vocabulary: Vocabulary,
    *,
    review_page: int = 1,
    asked: PatientCase | None = None,
) -> Profile:
    """Gather one profile, with how it went for people like `asked`. Raises NotFoundError.

    A review page past the end gives the last one.
    """
    practitioner = _get_practitioner(session, slug)
    estimates = list_estimates(session, vocabulary, [practitioner.id]).get(practitioner.id, {})
    reports = list_verified_reports(session, [practitioner.id])
    summary = _summarise(session, practitioner.id)
    return Profile(
        practitioner=practitioner,
        photo=find_public_photo(session, practitioner.id),
        state_notice=find_notice(PractitionerStatus(practitioner.status)),
        role=describe_role(practitioner.profession_key, practitioner.credential_codes, vocabulary),
        initials=practitioner.person_name.initials,
        laser_operator=LASER_OPERATOR_WORDS[LaserOperator(practitioner.laser_operator)],
        profession=vocabulary.get_profession(practitioner.profession_key),
        credentials=list_shown_credentials(practitioner.credentials),
        locations=tuple(practitioner.locations),
        languages=tuple(
            language.name
            for key in practitioner.languages
            if (language := vocabulary.find_language(key))
        ),
        treatments=tuple(
            treatment
            for row in practitioner.treatments
            if (treatment := vocabulary.find_treatment(row.treatment_key))
        ),
        treatment_years={row.treatment_key: row.since_year for row in practitioner.treatments},
        concern_years=tuple(
            (concern.name, row.since_year)
            for row in practitioner.concerns
            if row.since_year and (concern := vocabulary.find_concern(row.concern_key))
        ),
        experience=experience_of(practitioner, today),
        overall=estimates.get(OVERALL),
        skills=list_treated_skills(
            {row.concern_key for row in practitioner.concerns}, estimates, reports, vocabulary
        ),
        outcomes=make_outcome_statistics(reports, vocabulary),
        similar=find_similar_patients(reports, asked, vocabulary) if asked else None,
        hints=list_hints_in_words(session, practitioner.id, today),
        review_summary=summary,
        visit_codes=count_codes(session, practitioner.id, today),
        follow_ups=count_follow_ups(session, practitioner.id),
        reviews=_list_reviews(session, practitioner.id, review_page, summary.total),
        registry=gather_registry_facts(session, practitioner.id),
        treatment_log=find_proven_log(session, practitioner.id, vocabulary),
        sales_talk=_find_sales_talk(session, practitioner.id),
        snapshot_on=today,
    )


def list_hints_in_words(session: Session, practitioner_id: int, today: date) -> tuple[Hint, ...]:
    """What would honestly move this practitioner's score, the largest gain first."""
    return tuple(
        Hint(HINT_WORDS[hint.kind](f"{hint.amount:.0f}"), hint.change)
        for hint in list_hints(session, practitioner_id, today)
    )


def _get_practitioner(session: Session, slug: str) -> Practitioner:
    practitioner = session.scalar(
        select(Practitioner)
        .where(Practitioner.slug == slug)
        .options(
            selectinload(Practitioner.locations),
            selectinload(Practitioner.credentials),
            selectinload(Practitioner.concerns),
            selectinload(Practitioner.treatments),
        )
    )
    if practitioner is None or not is_page_shown(PractitionerStatus(practitioner.status)):
        raise NotFoundError(N_("There is no profile here. It may have been withdrawn."))
    return practitioner


def _summarise(session: Session, practitioner_id: int) -> ReviewSummary:
    rows = session.execute(
        select(
            Review.verification_level,
            Review.is_invited,
            func.count(),
            func.min(Review.reported_on),
        )
        .where(Review.practitioner_id == practitioner_id, Review.state == ReviewState.PUBLISHED)
        .group_by(Review.verification_level, Review.is_invited)
    ).all()
    by_level = Counter[int]()
    for level, _, count, _ in rows:
        by_level[level] += count
    return ReviewSummary(
        total=sum(by_level.values()),
        verified=sum(count for level, count in by_level.items() if level >= VERIFIED_LEVEL),
        invited=sum(count for _, is_invited, count, _ in rows if is_invited),
        by_level=tuple((words, by_level[level]) for level, words in LEVEL_WORDS.items()),
        since=min((since for *_, since in rows), default=None),
    )


def _list_reviews(session: Session, practitioner_id: int, page: int, total: int) -> ReviewPage:
    page_count = max(-(-total // REVIEWS_PER_PAGE), 1)
    page = min(max(page, 1), page_count)
    reviews = session.scalars(
        select(Review)
        .where(Review.practitioner_id == practitioner_id, Review.state == ReviewState.PUBLISHED)
        .options(joinedload(Review.outcome), joinedload(Review.source), joinedload(Review.imported))
        .order_by(Review.reported_on.desc(), Review.id.desc())
        .limit(REVIEWS_PER_PAGE)
        .offset((page - 1) * REVIEWS_PER_PAGE)
    ).all()
    keys = [review.id for review in reviews]
    return ReviewPage(
        tuple(reviews),
        list_published_replies(session, keys),
        list_merged(session, keys),
        page,
        page_count,
    )


def _find_sales_talk(session: Session, practitioner_id: int) -> SalesTalk | None:
    listing = session.get(Listing, practitioner_id)
    if listing is None:
        return None
    price = ""
    if listing.price_from_cents is not None:
        price = f"{listing.price_currency} {listing.price_from_cents / 100:,.0f}"
    equipment = tuple(listing.equipment)
    return SalesTalk(equipment, price) if equipment or price else None
