"""What the API says of one practitioner: the facts of the profile page, each with its evidence.

Equipment and prices, which the page shows at its foot, are left out: the hand, not the tool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import Field

from directory.domain.licences import NoticeGrade
from directory.services.profile_view import Profile
from directory.services.registry_view import ShownNotice
from directory.web import site
from directory.web.api.contract import Answer
from directory.web.api.skill_answers import SkillAnswer, find_skill_answer


class BasisAnswer(Answer):
    """The credential that shows the years."""

    name: str
    issuer: str
    issued_on: date | None
    evidence_level: str


class ExperienceAnswer(Answer):
    """Years in practice: with evidence, and as claimed. A conflict waits for a registrar's look."""

    evidenced_years: float | None
    claimed_years: float | None
    has_conflict: bool
    basis: BasisAnswer | None


class CredentialAnswer(Answer):
    """A licence, board certification, degree, fellowship or course."""

    kind: str
    name: str
    issuer: str
    jurisdiction: str
    issued_on: date | None
    expires_on: date | None
    status: str
    is_temporary: bool
    is_set_aside: bool
    evidence_level: str
    verified_on: date | None


class LocationAnswer(Answer):
    """A place of practice; `hours` has spans such as ["09:00", "17:00"] by weekday."""

    clinic_name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    website: str
    hours: dict[str, list[list[str]]]


class OfferAnswer(Answer):
    """A treatment or concern that the practice states, and since which year."""

    key: str
    name: str
    since_year: int | None


class NoticeAnswer(Answer):
    """What an authority has decided; the authority's own list is what counts."""

    grade: str
    words: str
    decided_on: date | None
    ended_on: date | None
    listed_on: date
    source: str
    link: str


class LevelCountAnswer(Answer):
    """How many reviews have a level of verification."""

    level: str
    count: int


class ReviewCountsAnswer(Answer):
    """How many reviews there are, and how they came about."""

    total: int
    verified: int
    invited: int
    since: date | None
    by_level: list[LevelCountAnswer]


class CodeCountsAnswer(Answer):
    """Visit codes: how many were issued, and what became of them."""

    issued: int
    redeemed: int
    expired: int
    revoked: int
    open: int


class TreatmentLogAnswer(Answer):
    """Treatments by their own hand, from a log of which the system drew a sample to be proven."""

    cases_per_year: float
    drawn_count: int
    proven_count: int
    decided_on: date
    lapses_on: date


class LaserServiceAnswer(Answer):
    """A laser service that Medicare paid for: at least so many units."""

    year: int
    words: str
    service_count: float


class PaymentAnswer(Answer):
    """What a company gave, as Open Payments publishes it; counted nowhere."""

    year: int
    payer: str
    nature: str
    dollars: float
    payment_count: int


class PractitionerAnswer(Answer):
    """One practitioner. What is stated and not checked has the evidence level “claimed”."""

    slug: str
    url: str
    outcomes_url: str
    name: str
    role: str
    profession: str
    credential_codes: list[str]
    laser_operator: str
    supervising_physician: str
    npi: str | None
    registry_updated_on: date | None
    state_notice: str
    is_fictional: bool
    is_accepting_patients: bool | None
    languages: list[str]
    biography: str = Field(description="In their own words; Markdown with few marks.")
    details_verified_on: date | None
    details_source: str
    notices: list[NoticeAnswer]
    experience: ExperienceAnswer
    credentials: list[CredentialAnswer]
    locations: list[LocationAnswer]
    treatments: list[OfferAnswer]
    concerns: list[OfferAnswer]
    skill: SkillAnswer | None = Field(description="All concerns together.")
    skill_by_concern: list[SkillAnswer]
    reviews: ReviewCountsAnswer
    visit_codes: CodeCountsAnswer
    treatment_log: TreatmentLogAnswer | None
    laser_services: list[LaserServiceAnswer]
    payments: list[PaymentAnswer]
    snapshot_on: date


def make_practitioner_answer(profile: Profile, concern_names: Mapping[str, str]) -> Answer:
    """The answer of a profile; `concern_names` has the name of each concern by its key."""
    person = profile.practitioner
    return PractitionerAnswer(
        slug=person.slug,
        url=site.absolute_url("practitioners.profile", slug=person.slug),
        outcomes_url=site.absolute_url("api.practitioners.outcomes", slug=person.slug),
        name=person.full_name,
        role=profile.role,
        profession=person.profession_key,
        credential_codes=person.credential_codes,
        laser_operator=profile.laser_operator,
        supervising_physician=person.supervising_physician,
        npi=person.npi,
        registry_updated_on=person.registry_updated_on,
        state_notice=profile.state_notice,
        is_fictional=person.is_fictional,
        is_accepting_patients=person.is_accepting_patients,
        languages=list(profile.languages),
        biography=person.biography,
        details_verified_on=person.details_verified_on,
        details_source=person.origin,
        notices=_notices(profile.registry.notices),
        experience=ExperienceAnswer.model_validate(profile.experience),
        credentials=[CredentialAnswer.model_validate(one) for one in profile.credentials],
        locations=[LocationAnswer.model_validate(one) for one in profile.locations],
        treatments=[
            OfferAnswer(key=one.key, name=one.name, since_year=profile.treatment_years[one.key])
            for one in profile.treatments
        ],
        concerns=[
            OfferAnswer(
                key=row.concern_key, name=concern_names[row.concern_key], since_year=row.since_year
            )
            for row in person.concerns
            if row.concern_key in concern_names
        ],
        skill=find_skill_answer(profile.overall),
        skill_by_concern=[SkillAnswer.model_validate(one) for one in profile.skills],
        reviews=_review_counts(profile),
        visit_codes=CodeCountsAnswer.model_validate(profile.visit_codes),
        treatment_log=TreatmentLogAnswer.model_validate(profile.treatment_log)
        if profile.treatment_log
        else None,
        laser_services=[
            LaserServiceAnswer.model_validate(one) for one in profile.registry.laser_services
        ],
        payments=[PaymentAnswer.model_validate(one) for one in profile.registry.disclosures],
        snapshot_on=profile.snapshot_on,
    )


def _notices(shown: Sequence[ShownNotice]) -> list[NoticeAnswer]:
    """Notices as the page shows them: what is only noted is not told in words."""
    return [
        NoticeAnswer(
            grade=one.notice.grade,
            words="" if one.notice.grade == NoticeGrade.NOTED else one.notice.words,
            decided_on=one.notice.decided_on,
            ended_on=one.notice.ended_on,
            listed_on=one.notice.listed_on,
            source=one.source_name,
            link=one.link,
        )
        for one in shown
    ]


def _review_counts(profile: Profile) -> ReviewCountsAnswer:
    summary = profile.review_summary
    return ReviewCountsAnswer(
        total=summary.total,
        verified=summary.verified,
        invited=summary.invited,
        since=summary.since,
        by_level=[LevelCountAnswer(level=level, count=count) for level, count in summary.by_level],
    )
