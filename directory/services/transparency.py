"""The figures of the transparency pages, counted by the database: of everybody, or of one person.

Everything is of reports sent to this site, unless it says elsewhere. Reports that were erased count
as such and in no other figure: nothing is left of them that could be counted.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.domain.appeals import APPELLANT_WORDS
from directory.domain.errors import NotFoundError
from directory.domain.follow_ups import FollowUpCount
from directory.domain.messages import N_
from directory.domain.outcomes import LEVEL_WORDS, SMALL_CELL
from directory.domain.reviews import REJECTION_REASONS, ReviewState
from directory.domain.screening import CHECK_WORDS
from directory.domain.transparency import (
    ANSWER_WORDS,
    DECISION_WORDS,
    FATE_WORDS,
    LEVEL_MEANINGS,
    Answer,
    GradeGroup,
    PublishedShare,
    count_decisions,
    group_by_decision,
    list_published_shares,
)
from directory.models import Practitioner, PractitionerStatus, Review
from directory.services import transparency_counts as counts
from directory.services import transparency_objections as objections
from directory.services.follow_up_counts import count_follow_ups
from directory.services.visit_codes import CodeCounts, count_codes

Code = TypeVar("Code", bound=str)
Objector = TypeVar("Objector", bound=Hashable)

SLOW_FROM_REVIEWS = 100_000

FLAGGER_WORDS = {True: N_("The practice"), False: N_("Anybody else")}


@dataclass(frozen=True, slots=True)
class LevelCount:
    """Public reports of one verification level: sent to this site, and brought from elsewhere."""

    words: str
    meaning: str
    own_count: int
    elsewhere_count: int


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often something happened, by a code of a public list, in words."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How long half of the reports waited at most, in seconds; None where too few did."""

    words: str
    count: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class ObjectionCount:
    """Flags or appeals of one kind of people, by what became of them."""

    words: str
    answers: tuple[CodeCount, ...]

    @property
    def received_count(self) -> int:
        """How many there were."""
        return sum(answer.count for answer in self.answers)


@dataclass(frozen=True, slots=True)
class TransparencyFigures:
    """What the transparency page of the site or of one practitioner shows."""

    counted_at: datetime
    practitioner: Practitioner | None
    levels: tuple[LevelCount, ...]
    sent_count: int
    fates: tuple[CodeCount, ...]
    grade_groups: tuple[GradeGroup, ...]
    hidden_groups: tuple[str, ...]
    decisions: tuple[CodeCount, ...]
    shares: tuple[PublishedShare, ...]
    checks: tuple[CodeCount, ...]
    rejections: tuple[CodeCount, ...]
    removals: tuple[CodeCount, ...]
    automatic_refusal_count: int
    flags: tuple[ObjectionCount, ...]
    appeals: tuple[ObjectionCount, ...]
    waits: tuple[Wait, ...]
    visit_codes: CodeCounts
    follow_ups: tuple[FollowUpCount, ...]


def get_transparency(session: Session, now: datetime) -> TransparencyFigures:
    """The figures of the whole site."""
    return _count(session, now, None)


def is_slow_to_count(session: Session) -> bool:
    """Whether counting takes so long that nobody should wait for it: about a second or more."""
    return (session.scalar(select(func.max(Review.id))) or 0) >= SLOW_FROM_REVIEWS


def get_practitioner_transparency(
    session: Session, slug: str, now: datetime
) -> TransparencyFigures:
    """The figures of one practitioner. Raises NotFoundError."""
    practitioner = session.scalar(
        select(Practitioner).where(
            Practitioner.slug == slug, Practitioner.status == PractitionerStatus.ACTIVE
        )
    )
    if practitioner is None:
        raise NotFoundError(N_("There is no practitioner with this address."))
    return _count(session, now, practitioner)


def _count(
    session: Session, now: datetime, practitioner: Practitioner | None
) -> TransparencyFigures:
    scope = counts.Scope(practitioner.id if practitioner else None)
    by_state = counts.count_states(session, scope)
    by_grade = counts.count_grades(session, scope)
    groups, hidden = group_by_decision(by_grade)
    reasons = counts.count_reasons(session, scope)
    return TransparencyFigures(
        counted_at=now,
        practitioner=practitioner,
        levels=_list_levels(session, scope),
        sent_count=sum(by_state.values()),
        fates=_in_words(by_state, FATE_WORDS),
        grade_groups=tuple(groups),
        hidden_groups=tuple(hidden),
        decisions=_in_words(count_decisions(by_grade), DECISION_WORDS),
        shares=tuple(list_published_shares(by_grade)),
        checks=_list_reasons(reasons[ReviewState.QUEUED], CHECK_WORDS),
        rejections=_list_reasons(reasons[ReviewState.REJECTED], REJECTION_REASONS),
        removals=_list_reasons(reasons[ReviewState.REMOVED], REJECTION_REASONS),
        automatic_refusal_count=counts.count_automatic_refusals(session, scope),
        flags=_list_objections(objections.count_flags(session, scope), FLAGGER_WORDS),
        appeals=_list_objections(objections.count_appeals(session, scope), APPELLANT_WORDS),
        waits=_measure_waits(session, scope),
        visit_codes=count_codes(session, scope.practitioner_id, now.date()),
        follow_ups=tuple(count_follow_ups(session, scope.practitioner_id)),
    )


def _list_levels(session: Session, scope: counts.Scope) -> tuple[LevelCount, ...]:
    by_level = counts.count_levels(session, scope)
    return tuple(
        LevelCount(
            LEVEL_WORDS[level],
            meaning,
            own_count=by_level.get((True, level), 0),
            elsewhere_count=by_level.get((False, level), 0),
        )
        for level, meaning in LEVEL_MEANINGS.items()
    )


def _in_words(by_code: Mapping[Code, int], words: Mapping[Code, str]) -> tuple[CodeCount, ...]:
    """What happened, in the order of the list; codes that no list knows any more come last."""
    codes = [*words, *(code for code in by_code if code not in words)]
    return tuple(
        CodeCount(words.get(code, code), by_code[code]) for code in codes if by_code.get(code)
    )


def _measure_waits(session: Session, scope: counts.Scope) -> tuple[Wait, ...]:
    return tuple(
        Wait(words, count, median_seconds if count >= SMALL_CELL else None)
        for words, (count, median_seconds) in (
            (N_("Sent until published"), counts.measure_publication(session, scope)),
            (N_("The same, read by a moderator"), counts.measure_read_publication(session, scope)),
            (N_("Flagged until decided"), objections.measure_flags(session, scope)),
            (
                N_("Published until the practitioner replied"),
                objections.measure_replies(session, scope),
            ),
        )
    )


def _list_objections(
    by_answer: Mapping[tuple[Objector, Answer], int], people: Mapping[Objector, str]
) -> tuple[ObjectionCount, ...]:
    return tuple(
        ObjectionCount(
            name,
            tuple(
                CodeCount(words, by_answer.get((who, answer), 0))
                for answer, words in ANSWER_WORDS.items()
            ),
        )
        for who, name in people.items()
    )


def _list_reasons(by_code: Mapping[str, int], words: Mapping[str, str]) -> tuple[CodeCount, ...]:
    """Reasons in words; none where so few reports met them that a practice could tell whose."""
    return _in_words(by_code, words) if sum(by_code.values()) >= SMALL_CELL else ()
