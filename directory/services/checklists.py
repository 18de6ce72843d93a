"""The checklist for a consultation: what a profile already answers, and what is left to ask."""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.checklist import Fact
from directory.domain.outcomes import FITZPATRICK_WORDS, GradeDistribution
from directory.domain.vocabulary_entries import Concern, Treatment
from directory.models import Credential, LaserOperator
from directory.services.outcome_tables import OutcomeGroup, TreatmentDowntime
from directory.services.profile_view import Profile
from directory.services.registry_view import list_evidenced_credentials
from directory.services.search_results import SkillEstimate
from directory.services.treatment_log_decisions import ProvenTreatment


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What a profile says of a concern and a treatment; None or empty where it says nothing.

    `grades` are of the concern asked about, `skill` as well (of all concerns where none was).
    `treatment_count` is how often a proven log has the treatment.
    """

    profile: Profile
    concern: Concern | None
    treatment: Treatment | None
    credentials: tuple[Credential, ...]
    grades: GradeDistribution | None
    skill: SkillEstimate | None
    skin_types: tuple[OutcomeGroup, ...]
    downtime: TreatmentDowntime | None
    logged: ProvenTreatment | None

    def list_facts(self) -> frozenset[Fact]:
        """The facts that are known, and so the questions that are answered."""
        profile = self.profile
        known = {
            Fact.OPERATOR: profile.practitioner.laser_operator != LaserOperator.UNKNOWN,
            Fact.CREDENTIALS: bool(self.credentials),
            Fact.YEARS: profile.experience.evidenced_years is not None,
            Fact.CASES: self.grades is not None or self.logged is not None,
            Fact.OUTCOMES: self.grades is not None
            or (self.skill is not None and not self.skill.is_mostly_prior),
            Fact.SKIN_TYPES: bool(self.skin_types),
            Fact.DOWNTIME: self.downtime is not None or profile.outcomes.downtime is not None,
            Fact.ADVERSE_EVENTS: bool(profile.outcomes.adverse_events),
        }
        return frozenset(fact for fact, is_known in known.items() if is_known)


def find_known_answers(
    profile: Profile,
    concern: Concern | None,
    treatment: Treatment | None,
) -> KnownAnswers:
    """Pick from a profile what answers the questions of a consultation."""
    outcomes = profile.outcomes
    return KnownAnswers(
        profile=profile,
        concern=concern,
        treatment=treatment,
        credentials=list_evidenced_credentials(profile.practitioner.credentials),
        grades=_find_grades(profile, concern),
        skill=next(
            (one for one in profile.skills if concern and one.concern_key == concern.key),
            profile.overall,
        ),
        skin_types=tuple(
            group
            for group in outcomes.by_skin_type.groups
            if group.label in FITZPATRICK_WORDS.values()
        ),
        downtime=next(
            (
                one
                for one in outcomes.downtime_by_treatment.treatments
                if treatment and one.label == treatment.name
            ),
            None,
        ),
        logged=next(
            (
                one
                for one in (profile.treatment_log.treatments if profile.treatment_log else ())
                if treatment and one.name == treatment.name
            ),
            None,
        ),
    )


def _find_grades(profile: Profile, concern: Concern | None) -> GradeDistribution | None:
    """The grades of the concern, or of all; None where too few reported to be shown."""
    if concern is None:
        return None if profile.outcomes.is_small else profile.outcomes.grades
    groups = profile.outcomes.by_concern.groups
    return next((group.grades for group in groups if group.label == concern.name), None)
