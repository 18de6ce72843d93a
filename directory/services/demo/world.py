"""The parameters of the fictional world: what `seed_data/demo/world.toml` holds, as typed records.

What each number means stands beside it in the file; how it is used, in the modules that draw.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SizeParameters:
    """How many there are, and of which sort."""

    practitioner_count: int
    review_count: int
    registry_only_share: float
    newcomer_share: float
    history_years: float


@dataclass(frozen=True, slots=True)
class SkillParameters:
    """Where the hidden skill comes from, on the logit scale."""

    talent_sd: float
    experience_gain: float
    experience_scale_years: float
    volume_effect: float
    concern_sd: float
    years_shape: float
    years_scale: float
    longest_years: float


@dataclass(frozen=True, slots=True)
class CaseParameters:
    """How hard a case is and how skill turns into results and harm, on the logit scale."""

    baseline: float
    grade_cuts: list[float]
    severity_slope: float
    severity_cuts: list[float]
    dark_skin_slope: float
    dark_pigment_extra: float
    concern_difficulty_sd: float
    referral: float
    adverse_intercept: float
    adverse_skill_slope: float
    adverse_severity_slope: float
    adverse_dark_slope: float
    adverse_result_loss: float
    transient_probability: float
    mean_skin_type: float
    skin_type_practice_sd: float
    skin_type_patient_sd: float


@dataclass(frozen=True, slots=True)
class ReportingParameters:
    """Who reports what, where, and how faithfully."""

    own_share: float
    level_shares: list[float]
    severity_error: float
    skin_type_consent: float
    cherry_picker_share: float
    cherry_picked_disappointment: float
    receipt_share: float
    text_share: float
    spanish_share: float
    charm_sd: float
    marketing_charm: float
    star_cuts: list[float]
    star_noise: float
    newcomer_review_factor: float
    invited_willingness: list[float]
    uninvited_willingness: list[float]
    worth_it_by_grade: list[float]
    worth_it_answered: float


@dataclass(frozen=True, slots=True)
class SourceParameters:
    """One site that reviews come from; `share` is its part of what is not reported here."""

    key: str
    name: str
    rating_min: float
    rating_max: float
    share: float
    generosity: float


@dataclass(frozen=True, slots=True)
class CampaignParameters:
    """Bought praise and bought smears."""

    buyer_share: float
    smart_share: float
    mean_count: float
    smear_share: float
    forged_proof_share: float
    ring_size: int


@dataclass(frozen=True, slots=True)
class MarketingParameters:
    """What marketing drives; marketing itself is drawn without a look at skill."""

    claimed_lie_share: float
    longest_lie_years: int
    device_count: float
    discount_percent: float
    discount_slope: float
    photo_count: float


@dataclass(frozen=True, slots=True)
class PeopleParameters:
    """How people practise and how their facts are known."""

    own_clinic_share: float
    largest_clinic: int
    second_location_share: float
    third_location_share: float
    accepting_share: float
    accepting_unknown_share: float
    audited_share: float
    mean_cases_per_year: float
    evidence: dict[str, float]
    expired_licence_share: float
    temporary_licence_share: float
    exact_address_share: float


@dataclass(frozen=True, slots=True)
class VisitParameters:
    """What became of visit codes and follow-ups; shares answered are by kind of follow-up."""

    used_share: float
    cherry_picked_used_share: float
    revoked_share: float
    final_by_follow_up_share: float
    answered_shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class World:
    """All parameters of the fictional world; the same seed gives the same world."""

    seed: int
    size: SizeParameters
    skill: SkillParameters
    cases: CaseParameters
    reporting: ReportingParameters
    sources: tuple[SourceParameters, ...]
    campaigns: CampaignParameters
    marketing: MarketingParameters
    people: PeopleParameters
    visits: VisitParameters

    @property
    def own_source(self) -> SourceParameters:
        """This site among the sources."""
        return self.sources[0]

    @property
    def other_sources(self) -> tuple[SourceParameters, ...]:
        """The fictional other sites."""
        return self.sources[1:]
