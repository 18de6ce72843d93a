"""What patients report of their cases, and where: who speaks up, when, with which proof.

Answers go by how it went, cherry-picked practices hand out fewer codes after a disappointment, and
stars say more than the result. Bought reviews are `campaigns`; the words are `review_texts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import Concern, Treatment
from directory.models import AdverseEvent
from directory.services.demo.cases import NO_TREATMENT, CaseModel, Cases
from directory.services.demo.hands import Booleans, Floats, Hands, Integers
from directory.services.demo.slots import DAYS_PER_YEAR, Slots
from directory.services.demo.world import ReportingParameters, SourceParameters, World

DISAPPOINTED_UP_TO = 3
RETURNING_PATIENT_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Report:
    """One review before it has words; `practitioner` is a number in the order of the people.

    `is_bought` is hidden: for measuring how well campaigns are found, and never stored.
    """

    practitioner: int
    source: SourceParameters
    level: int
    is_invited: bool
    reported_on: date
    last_session_on: date
    rating: float
    reviewer_key: str
    concern: Concern
    treatment: Treatment | None
    gais: int
    severity: int
    skin_type: int | None
    session_count: int
    work_days: int
    redness_days: int
    adverse_event: AdverseEvent
    is_worth_it: bool | None
    wording: str = ""
    is_bought: bool = False


def collect_cases(
    rng: np.random.Generator,
    reporting: ReportingParameters,
    model: CaseModel,
    hands: Hands,
    slots: Slots,
) -> Cases:
    """Draw cases until every slot has one whose patient reports; in the order of the slots."""
    waiting = np.arange(len(slots.practitioner))
    filled: list[Integers] = []
    batches: list[Cases] = []
    while waiting.size:
        practitioners = slots.practitioner[waiting]
        cases = model.treat(rng, practitioners, slots.treated_days_ago[waiting] / DAYS_PER_YEAR)
        willingness = _willingness(reporting, hands, cases, slots.is_invited[waiting])
        reports = rng.random(waiting.size) < willingness
        filled.append(waiting[reports])
        batches.append(cases.take(reports))
        waiting = waiting[~reports]
    return Cases.join(batches).take(np.argsort(np.concatenate(filled)))


def _willingness(
    reporting: ReportingParameters, hands: Hands, cases: Cases, is_invited: Booleans
) -> Floats:
    """Chance that each patient reports; an uninvited one needs a reason to."""
    grade = cases.gais - 1
    invited = np.array(reporting.invited_willingness)[grade]
    uninvited = np.array(reporting.uninvited_willingness)[grade]
    is_left_out = hands.is_cherry_picker[cases.practitioner] & (cases.gais <= DISAPPOINTED_UP_TO)
    invited = invited * np.where(is_left_out, reporting.cherry_picked_disappointment, 1.0)
    return np.where(is_invited, invited, uninvited)


@dataclass(frozen=True, slots=True)
class ReportWriter:
    """Turns slots and the cases that fill them into what patients reported."""

    rng: np.random.Generator
    world: World
    vocabulary: Vocabulary
    hands: Hands
    today: date

    def write(self, slots: Slots, cases: Cases) -> list[Report]:
        """One report per slot, in their order."""
        rng, reporting = self.rng, self.world.reporting
        count = len(slots.practitioner)
        stars = self._draw_stars(slots, cases)
        slip = (rng.random(count) < reporting.severity_error) * rng.choice([-1, 1], count)
        severity = np.clip(cases.severity + slip, 1, 4)
        gives_skin_type = rng.random(count) < reporting.skin_type_consent
        is_worth_it = rng.random(count) < np.array(reporting.worth_it_by_grade)[cases.gais - 1]
        says_worth_it = rng.random(count) < reporting.worth_it_answered
        keys = draw_reviewer_keys(rng, count)
        reports = []
        for i in range(count):
            source = self.world.sources[slots.source[i]]
            reports.append(
                Report(
                    practitioner=int(slots.practitioner[i]),
                    source=source,
                    level=int(slots.level[i]),
                    is_invited=bool(slots.is_invited[i]),
                    reported_on=self.today - timedelta(days=int(slots.reported_days_ago[i])),
                    last_session_on=self.today - timedelta(days=int(slots.treated_days_ago[i])),
                    rating=to_scale(int(stars[i]), source),
                    reviewer_key=keys[i],
                    concern=self.vocabulary.concerns[cases.concern[i]],
                    treatment=self._find_treatment(int(cases.treatment[i])),
                    gais=int(cases.gais[i]),
                    severity=int(severity[i]),
                    skin_type=int(cases.skin_type[i]) if gives_skin_type[i] else None,
                    session_count=int(cases.sessions[i]),
                    work_days=int(cases.work_days[i]),
                    redness_days=int(cases.redness_days[i]),
                    adverse_event=_adverse_event(cases, i),
                    is_worth_it=bool(is_worth_it[i]) if says_worth_it[i] else None,
                )
            )
        return reports

    def _draw_stars(self, slots: Slots, cases: Cases) -> Integers:
        """One to five stars: the result, the practitioner's charm, the site's habits, and mood."""
        reporting = self.world.reporting
        generosity = np.array([source.generosity for source in self.world.sources])
        feeling = (
            cases.latent
            + self.hands.charm[slots.practitioner]
            + generosity[slots.source]
            + self.rng.normal(0, reporting.star_noise, len(cases.latent))
        )
        stars: Integers = 1 + (feeling[:, None] > np.array(reporting.star_cuts)).sum(axis=1)
        return stars

    def _find_treatment(self, number: int) -> Treatment | None:
        return None if number == NO_TREATMENT else self.vocabulary.treatments[number]


def to_scale(stars: int, source: SourceParameters) -> float:
    """One to five stars on the scale of a source, in whole steps."""
    share = (stars - 1) / 4
    return float(round(source.rating_min + share * (source.rating_max - source.rating_min)))


def draw_reviewer_keys(rng: np.random.Generator, count: int) -> list[str]:
    """Opaque keys of authors; now and then one who has written before."""
    keys: list[str] = []
    for _ in range(count):
        if keys and rng.random() < RETURNING_PATIENT_SHARE:
            keys.append(keys[int(rng.random() * len(keys))])
        else:
            keys.append(rng.bytes(12).hex())
    return keys


def _adverse_event(cases: Cases, number: int) -> AdverseEvent:
    if cases.is_harmed[number]:
        return AdverseEvent.SIGNIFICANT
    return AdverseEvent.TRANSIENT if cases.is_transient[number] else AdverseEvent.NONE
