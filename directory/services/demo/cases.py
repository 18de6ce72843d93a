"""Treated cases: what came in, what was done, and how it ended, given the hidden skill."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from directory.domain.vocabulary import Vocabulary
from directory.domain.vocabulary_entries import ConcernGroup
from directory.services.demo.hands import Booleans, Floats, Hands, Integers
from directory.services.demo.offers import Offers
from directory.services.demo.world import CaseParameters

NO_TREATMENT = -1
SKIN_TYPE_WEIGHT_SUITABLE = 1.0
SKIN_TYPE_WEIGHT_CAUTION = 0.5
DARK_FROM = 4
REDNESS_SPREAD = 0.30
WORK_SHARE_OF_DOWNTIME = 0.6
DOWNTIME_PER_SKILL = 0.10
HARM_WORK_DAYS = (3, 15)
HARM_REDNESS_DAYS = (20, 90)


@dataclass(frozen=True, slots=True)
class Cases:
    """Treated cases, one entry each; concern and treatment are numbers in the vocabulary's order.

    `latent` is the result before it is cut into grades; `treatment` is -1 where it is not known.
    """

    practitioner: Integers
    concern: Integers
    treatment: Integers
    severity: Integers
    skin_type: Integers
    latent: Floats
    gais: Integers
    is_harmed: Booleans
    is_transient: Booleans
    sessions: Integers
    work_days: Integers
    redness_days: Integers

    def take(self, which: Integers | Booleans) -> Cases:
        """The cases of these numbers, or those marked true."""
        return Cases(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    @classmethod
    def join(cls, batches: list[Cases]) -> Cases:
        """All batches in one, in their order."""
        return cls(
            **{
                field.name: np.concatenate([getattr(batch, field.name) for batch in batches])
                for field in fields(cls)
            }
        )


class CaseModel:
    """Draws cases, from tables made of the vocabulary and the world once for all batches."""

    def __init__(
        self,
        rng: np.random.Generator,
        parameters: CaseParameters,
        vocabulary: Vocabulary,
        hands: Hands,
        offers: Offers,
    ) -> None:
        self._parameters = parameters
        self._hands = hands
        self._offers = offers
        self._mix_limits = np.cumsum(offers.concern_mix, axis=1)
        self._skin_weights = _skin_type_weights(vocabulary)
        self._is_pigment = np.array(
            [concern.group is ConcernGroup.PIGMENT for concern in vocabulary.concerns]
        )
        self._difficulty = rng.normal(0, parameters.concern_difficulty_sd, len(vocabulary.concerns))
        self._sessions = np.array([t.sessions for t in vocabulary.treatments])
        self._downtime = np.array([t.downtime_days for t in vocabulary.treatments])
        self._concern_sessions = np.array([c.sessions for c in vocabulary.concerns])
        self._concern_downtime = np.array([c.downtime_days for c in vocabulary.concerns])

    def success_of_reference_case(self) -> Floats:
        """Chance of "much improved" without lasting harm in a moderate case, per practitioner.

        The truth that a ranking should find; shape (practitioners,).
        """
        skill = self._hands.skill_now()
        threshold = self._parameters.grade_cuts[2]
        improved = _logistic(self._parameters.baseline + skill - threshold)
        harmed = _logistic(
            self._parameters.adverse_intercept + self._parameters.adverse_skill_slope * skill
        )
        success: Floats = improved * (1 - harmed)
        return success

    def treat(self, rng: np.random.Generator, practitioners: Integers, years_ago: Floats) -> Cases:
        """Draw one case for each entry: its practitioner and how many years ago it ended."""
        count = len(practitioners)
        parameters = self._parameters
        concern = (rng.random(count)[:, None] > self._mix_limits[practitioners]).sum(axis=1)
        concern = np.minimum(concern, self._mix_limits.shape[1] - 1)
        severity = 1 + (
            (rng.logistic(size=count) + self._hands.severity_shift[practitioners])[:, None]
            > np.array(parameters.severity_cuts)
        ).sum(axis=1)
        skin_type = np.clip(
            np.round(
                rng.normal(
                    self._hands.mean_skin_type[practitioners], parameters.skin_type_patient_sd
                )
            ),
            1,
            6,
        ).astype(np.int64)
        treatment = self._choose_treatment(rng, practitioners, concern, skin_type)
        skill = self._hands.skill_before(practitioners, concern, years_ago)
        is_harmed, is_transient = self._draw_harm(rng, skill, severity, skin_type)
        latent = (
            parameters.baseline
            + skill
            - self._case_difficulty(concern, severity, skin_type)
            - parameters.adverse_result_loss * is_harmed
            + rng.logistic(size=count)
        )
        gais = 1 + (latent[:, None] > np.array(parameters.grade_cuts)).sum(axis=1)
        work_days, redness_days = self._draw_downtime(
            rng,
            concern=concern,
            treatment=treatment,
            severity=severity,
            skill=skill,
            is_harmed=is_harmed,
        )
        return Cases(
            practitioner=practitioners,
            concern=concern,
            treatment=treatment,
            severity=severity,
            skin_type=skin_type,
            latent=latent,
            gais=gais,
            is_harmed=is_harmed,
            is_transient=is_transient,
            sessions=self._draw_sessions(rng, concern, treatment, severity),
            work_days=work_days,
            redness_days=redness_days,
        )

    def _choose_treatment(
        self,
        rng: np.random.Generator,
        practitioners: Integers,
        concern: Integers,
        skin_type: Integers,
    ) -> Integers:
        """A treatment they perform that suits concern and skin type; -1 where none does."""
        weights = (
            self._offers.suitability[:, concern].T
            * self._skin_weights[:, skin_type - 1].T
            * self._offers.treatments[practitioners]
        )
        limits = np.cumsum(weights, axis=1)
        total = limits[:, -1]
        chosen = (rng.random(len(concern)) * total)[:, None] >= limits
        return np.where(total > 0, chosen.sum(axis=1), NO_TREATMENT)

    def _case_difficulty(
        self, concern: Integers, severity: Integers, skin_type: Integers
    ) -> Floats:
        parameters = self._parameters
        is_dark_pigment = self._is_pigment[concern] & (skin_type >= DARK_FROM)
        difficulty: Floats = (
            self._difficulty[concern]
            + parameters.severity_slope * (severity - 2)
            + parameters.dark_skin_slope * np.maximum(skin_type - 3, 0)
            + parameters.dark_pigment_extra * is_dark_pigment
        )
        return difficulty

    def _draw_harm(
        self, rng: np.random.Generator, skill: Floats, severity: Integers, skin_type: Integers
    ) -> tuple[Booleans, Booleans]:
        parameters = self._parameters
        harm = _logistic(
            parameters.adverse_intercept
            + parameters.adverse_skill_slope * skill
            + parameters.adverse_severity_slope * (severity - 2)
            + parameters.adverse_dark_slope * (skin_type >= DARK_FROM)
        )
        is_harmed = rng.random(len(skill)) < harm
        is_transient = ~is_harmed & (rng.random(len(skill)) < parameters.transient_probability)
        return is_harmed, is_transient

    def _draw_sessions(
        self, rng: np.random.Generator, concern: Integers, treatment: Integers, severity: Integers
    ) -> Integers:
        """Sessions that both the concern and the treatment call typical, more in harder cases."""
        is_known = treatment != NO_TREATMENT
        span = np.where(
            is_known[:, None], self._sessions[treatment], self._concern_sessions[concern]
        )
        low = np.maximum(span[:, 0], np.minimum(self._concern_sessions[concern, 0], span[:, 1]))
        high = np.maximum(np.minimum(span[:, 1], self._concern_sessions[concern, 1]), low)
        sessions: Integers = low + rng.binomial(high - low, 0.15 + 0.12 * severity)
        return sessions

    def _draw_downtime(
        self,
        rng: np.random.Generator,
        *,
        concern: Integers,
        treatment: Integers,
        severity: Integers,
        skill: Floats,
        is_harmed: Booleans,
    ) -> tuple[Integers, Integers]:
        """Days until work and days until no redness; harm adds to both."""
        count = len(concern)
        is_known = treatment != NO_TREATMENT
        span = np.where(
            is_known[:, None], self._downtime[treatment], self._concern_downtime[concern]
        )
        place_in_span = rng.beta(1.0 + 0.5 * severity, 3.0)
        typical = (span[:, 0] + (span[:, 1] - span[:, 0]) * place_in_span) * np.exp(
            -DOWNTIME_PER_SKILL * skill
        )
        redness = typical * np.exp(rng.normal(0.2, REDNESS_SPREAD, count))
        work = typical * WORK_SHARE_OF_DOWNTIME * np.exp(rng.normal(0, REDNESS_SPREAD, count))
        redness += is_harmed * rng.uniform(*HARM_REDNESS_DAYS, count)
        work += is_harmed * rng.uniform(*HARM_WORK_DAYS, count)
        work_days = np.round(work).astype(np.int64)
        return work_days, np.maximum(np.round(redness).astype(np.int64), work_days)


def _skin_type_weights(vocabulary: Vocabulary) -> Floats:
    """How readily each treatment is chosen for each skin type, shape (treatments, 6)."""
    weights = np.zeros((len(vocabulary.treatments), 6))
    for number, treatment in enumerate(vocabulary.treatments):
        weights[number, [t - 1 for t in treatment.suitable_skin_types]] = SKIN_TYPE_WEIGHT_SUITABLE
        weights[number, [t - 1 for t in treatment.caution_skin_types]] = SKIN_TYPE_WEIGHT_CAUTION
    return weights


def _logistic(value: Floats) -> Floats:
    probability: Floats = 1 / (1 + np.exp(-value))
    return probability
