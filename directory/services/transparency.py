"""The figures of the transparency pages in words: of everybody, or of one person.

Everything is of reports sent to this site, unless it says elsewhere. Reports that were erased count
as such and in no other figure: nothing is left of them that could be counted.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.appeals import APPELLANT_WORDS
from directory.domain.errors import NotFoundError
from directory.domain.follow_ups import FollowUpCount, count_by_plan
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
from directory.models import Practitioner, PractitionerStatus
from directory.services.kept_figures import get_figures
from directory.services.transparency_counts import Scope
from directory.services.transparency_tally import SITE_TALLY, Tally, Waited, count_tally
from directory.services.visit_codes import CodeCounts

Code = TypeVar("Code", bound=str)
Objector = TypeVar("Objector", bound=Hashable)

WAIT_WORDS: Mapping[Waited, str] = {
    Waited.SENT_UNTIL_PUBLISHED: N_("Sent until published"),
    Waited.SENT_UNTIL_READ_AND_PUBLISHED: N_("The same, read by a moderator"),
    Waited.FLAGGED_UNTIL_DECIDED: N_("Flagged until decided"),
    Waited.PUBLISHED_UNTIL_REPLIED: N_("Published until the practitioner replied"),
}

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


def get_transparency(session: Session, now: datetime) -> TransparencyFigures | None:
    """The figures of the whole site: of a large one as the worker counted them last.

    None where it is large and no worker has counted it yet.
    """
    counted = get_figures(session, SITE_TALLY, now)
    return _put_in_words(counted.figures, counted.at, None) if counted else None


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
    tally = count_tally(session, Scope(practitioner.id), now.date())
    return _put_in_words(tally, now, practitioner)


def _put_in_words(
    tally: Tally, counted_at: datetime, practitioner: Practitioner | None
) -> TransparencyFigures:
    grades = {
        (decision, grade): count
        for decision, by_grade in tally.grades.items()
        for grade, count in by_grade.items()
    }
    groups, hidden = group_by_decision(grades)
    return TransparencyFigures(
        counted_at=counted_at,
        practitioner=practitioner,
        levels=_list_levels(tally),
        sent_count=sum(tally.states.values()),
        fates=_in_words(tally.states, FATE_WORDS),
        grade_groups=tuple(groups),
        hidden_groups=tuple(hidden),
        decisions=_in_words(count_decisions(grades), DECISION_WORDS),
        shares=tuple(list_published_shares(grades)),
        checks=_list_reasons(tally, ReviewState.QUEUED, CHECK_WORDS),
        rejections=_list_reasons(tally, ReviewState.REJECTED, REJECTION_REASONS),
        removals=_list_reasons(tally, ReviewState.REMOVED, REJECTION_REASONS),
        automatic_refusal_count=tally.automatic_refusal_count,
        flags=_list_objections(tally.flags, FLAGGER_WORDS),
        appeals=_list_objections(tally.appeals, APPELLANT_WORDS),
        waits=_list_waits(tally),
        visit_codes=tally.visit_codes,
        follow_ups=tuple(count_by_plan(tally.follow_ups)),
    )


def _list_levels(tally: Tally) -> tuple[LevelCount, ...]:
    return tuple(
        LevelCount(
            LEVEL_WORDS[level],
            meaning,
            own_count=tally.levels.get(True, {}).get(level, 0),
            elsewhere_count=tally.levels.get(False, {}).get(level, 0),
        )
        for level, meaning in LEVEL_MEANINGS.items()
    )


def _in_words(by_code: Mapping[Code, int], words: Mapping[Code, str]) -> tuple[CodeCount, ...]:
    """What happened, in the order of the list; codes that no list knows any more come last."""
    codes = [*words, *(code for code in by_code if code not in words)]
    return tuple(
        CodeCount(words.get(code, code), by_code[code]) for code in codes if by_code.get(code)
    )


def _list_waits(tally: Tally) -> tuple[Wait, ...]:
    return tuple(
        Wait(words, count, median_seconds if count >= SMALL_CELL else None)
        for waited, words in WAIT_WORDS.items()
        for count, median_seconds in [tally.waits[waited]]
    )


def _list_objections(
    by_answer: Mapping[Objector, Mapping[Answer, int]], people: Mapping[Objector, str]
) -> tuple[ObjectionCount, ...]:
    return tuple(
        ObjectionCount(
            name,
            tuple(
                CodeCount(words, by_answer.get(who, {}).get(answer, 0))
                for answer, words in ANSWER_WORDS.items()
            ),
        )
        for who, name in people.items()
    )


def _list_reasons(
    tally: Tally, state: ReviewState, words: Mapping[str, str]
) -> tuple[CodeCount, ...]:
    """Reasons in words; none where so few reports met them that a practice could tell whose."""
    by_code = tally.reasons.get(state, {})
    return _in_words(by_code, words) if sum(by_code.values()) >= SMALL_CELL else ()
