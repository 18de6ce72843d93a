"""How long healing takes: days that patients of this directory needed, beside the usual phases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.domain.healing import (
    DaysNeeded,
    HealingGuide,
    TreatmentFamily,
    find_days_needed,
)
from directory.domain.similar_patients import find_skin_type_group
from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Treatment
from directory.models import Outcome, Practitioner, PractitionerStatus, Review
from directory.services.kept_figures import Figures
from directory.services.verified_reports import is_verified_report

DaysRow = tuple[str, int | None, int, int]
"""Of a treatment and a skin type: so many days were needed by so many patients."""

DaysByTreatment = Mapping[str, Mapping[range | None, Counter[int]]]


@dataclass(frozen=True, slots=True)
class CountedDays:
    """Days until work and until no redness was left, as they were counted."""

    work: tuple[DaysRow, ...] = ()
    redness: tuple[DaysRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DaysTold:
    """How many patients needed how many days: by treatment, then by skin types that burn alike."""

    work: DaysByTreatment
    redness: DaysByTreatment


@dataclass(frozen=True, slots=True)
class HealingPlan:
    """What somebody may expect of healing after a treatment; days until work and until no redness.

    `treated_on` is None where only the days are asked for. `skin_group` are the types that count
    as like the one told.
    """

    treatment: Treatment
    family: TreatmentFamily
    skin_type: int | None
    skin_group: range | None
    treated_on: date | None
    work: DaysNeeded
    redness: DaysNeeded

    @property
    def is_suitable(self) -> bool:
        """Whether the treatment is used on this skin type as a matter of course."""
        return self.skin_type is None or self.skin_type in self.treatment.suitable_skin_types

    @property
    def needs_caution(self) -> bool:
        """Whether this skin type needs adapted settings and practised hands."""
        return self.skin_type in self.treatment.caution_skin_types


def count_days(session: Session) -> CountedDays:
    """Count what the published, verified outcomes tell, of practitioners who can be found."""
    return CountedDays(
        work=_count(session, Outcome.work_downtime_days),
        redness=_count(session, Outcome.redness_downtime_days),
    )


def _count(session: Session, days: InstrumentedAttribute[int | None]) -> tuple[DaysRow, ...]:
    rows = session.execute(
        select(Outcome.treatment_key, Outcome.fitzpatrick, days, func.count())
        .join(Review, Review.id == Outcome.review_id)
        .join(Practitioner, Practitioner.id == Review.practitioner_id)
        .where(
            Practitioner.status == PractitionerStatus.ACTIVE,
            is_verified_report(),
        )
        .group_by(Outcome.treatment_key, Outcome.fitzpatrick, days)
    )
    return tuple(
        (key, skin_type, day, count)
        for key, skin_type, day, count in rows
        if key is not None and day is not None
    )


DAYS = Figures("days_of_healing", CountedDays, lambda session, _: count_days(session))


def group_days(counted: CountedDays) -> DaysTold:
    """The counts of skin types that burn alike, together."""
    return DaysTold(_group(counted.work), _group(counted.redness))


def _group(rows: Sequence[DaysRow]) -> DaysByTreatment:
    told: defaultdict[str, defaultdict[range | None, Counter[int]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for key, skin_type, days, count in rows:
        told[key][None if skin_type is None else find_skin_type_group(skin_type)][days] += count
    return told


def make_healing_plan(
    told: DaysTold,
    vocabulary: Vocabulary,
    healing: HealingGuide,
    treatment_key: str,
    *,
    skin_type: int | None,
    treated_on: date | None,
) -> HealingPlan:
    """Put together what is known. Raises NotFoundError for a treatment that nobody knows."""
    treatment = vocabulary.get_treatment(treatment_key)
    skin_group = None if skin_type is None else find_skin_type_group(skin_type)
    return HealingPlan(
        treatment=treatment,
        family=healing.get_family(treatment_key),
        skin_type=skin_type,
        skin_group=skin_group,
        treated_on=treated_on,
        work=find_days_needed(
            told.work.get(treatment_key, {}), skin_group, treatment.downtime_days
        ),
        redness=find_days_needed(told.redness.get(treatment_key, {}), skin_group, None),
    )
