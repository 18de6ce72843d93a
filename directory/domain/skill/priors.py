"""What the skill model expects before it has seen any data; with data, `fit` moves away from it.

The rules that no data move live in `constants`.
"""

from __future__ import annotations

from directory.domain.messages import N_
from directory.domain.skill.model_constant import ModelConstant, ModelConstants

_listed = ModelConstants()

_PRIOR = N_("Fallback prior; data overrule it")

EXPERIENCE_GAIN_PRIOR = _listed.add(
    N_("Expected gain from experience"),
    0.7,
    N_("log-odds"),
    N_("What the whole learning curve is taken to be worth until data say otherwise."),
    _PRIOR,
)
EXPERIENCE_GAIN_PRIOR_SD = _listed.add(
    N_("Doubt about the gain from experience"),
    0.4,
    N_("log-odds"),
    N_("How far data may easily move the gain from experience."),
    _PRIOR,
)
VOLUME_SLOPE_PRIOR = _listed.add(
    N_("Expected effect of volume"),
    0.12,
    N_("log-odds"),
    N_(
        "What one standard deviation of audited volume is taken to be worth until data say "
        "otherwise."
    ),
    N_("Volume–outcome studies: Luft, Bunker & Enthoven 1979; Halm, Lee & Chassin 2002"),
)
VOLUME_SLOPE_PRIOR_SD = _listed.add(
    N_("Doubt about the effect of volume"),
    0.1,
    N_("log-odds"),
    N_("How far data may easily move the effect of one standard deviation of audited volume."),
    _PRIOR,
)
USUAL_VOLUME = _listed.add(
    N_("Usual volume"),
    120.0,
    N_("cases a year"),
    N_("The audited volume taken as usual until data say otherwise."),
    _PRIOR,
)
VOLUME_LOG_SD_PRIOR = _listed.add(
    N_("Usual spread of volume"),
    0.6,
    N_("of the logarithm"),
    N_("How far audited volumes lie apart until data say otherwise."),
    _PRIOR,
)
VOLUME_PRIOR_PRACTITIONERS = _listed.add(
    N_("Weight of the usual volume"),
    10.0,
    N_("practitioners"),
    N_("The usual volume and spread weigh as much as this many audits."),
    _PRIOR,
)
TALENT_VARIANCE_PRIOR = _listed.add(
    N_("Expected spread of skill"),
    0.25,
    N_("log-odds squared"),
    N_("Variance of skill among practitioners with equal experience, until data say otherwise."),
    _PRIOR,
)
CONCERN_VARIANCE_PRIOR = _listed.add(
    N_("Expected spread between concerns"),
    0.06,
    N_("log-odds squared"),
    N_("Variance of one practitioner's skill from concern to concern, until data say otherwise."),
    _PRIOR,
)
VARIANCE_PRIOR_LOG_SD = _listed.add(
    N_("Doubt about the spreads"),
    0.5,
    N_("of the logarithm"),
    N_("How far data may easily move the two spreads."),
    _PRIOR,
)
SEVERITY_SLOPE_PRIOR = _listed.add(
    N_("Expected effect of severity"),
    0.4,
    N_("log-odds per grade"),
    N_("How much harder a case one severity grade higher is, until data say otherwise."),
    _PRIOR,
)
SEVERITY_SLOPE_PRIOR_SD = _listed.add(
    N_("Doubt about the effect of severity"),
    0.25,
    N_("log-odds per grade"),
    N_("How far data may easily move the effect of severity."),
    _PRIOR,
)
CONCERN_DIFFICULTY_PRIOR_SD = _listed.add(
    N_("Doubt about a concern's difficulty"),
    0.5,
    N_("log-odds"),
    N_("How far data may easily move one concern's difficulty from the average."),
    _PRIOR,
)
SKIN_SLOPE_PRIOR = _listed.add(
    N_("Expected effect of darker skin"),
    0.1,
    N_("log-odds per type"),
    N_("How much harder a case is per skin type above III, until data say otherwise."),
    _PRIOR,
)
SKIN_SLOPE_PRIOR_SD = _listed.add(
    N_("Doubt about the effect of darker skin"),
    0.15,
    N_("log-odds per type"),
    N_("How far data may easily move the added difficulty per skin type above III."),
    _PRIOR,
)
CONCERN_SKIN_PRIOR_SD = _listed.add(
    N_("Doubt about a concern's effect of darker skin"),
    0.1,
    N_("log-odds per type"),
    N_("How far one concern may easily differ from the others in the effect of darker skin."),
    _PRIOR,
)
MUNDLAK_PRIOR_SD = _listed.add(
    N_("Doubt about referral"),
    0.5,
    N_("log-odds per grade"),
    N_(
        "How much better the hands that get one grade harder cases may easily be (used only while "
        "difficulty is fitted)."
    ),
    N_("Mundlak 1978"),
)
CUTPOINT_PRIOR_SD = _listed.add(
    N_("Doubt about the grade boundaries"),
    1.5,
    N_("log-odds"),
    N_("How far data may easily move the boundaries between the five grades."),
    _PRIOR,
)
REFERENCE_MIX_PRIOR_CASES = _listed.add(
    N_("Weight of the assumed case mix"),
    20.0,
    N_("cases"),
    N_("The reference mix of severity and skin types starts as if this many cases had been seen."),
    _PRIOR,
)
STAR_SLOPE_PRIOR = _listed.add(
    N_("Expected agreement of stars with skill"),
    0.3,
    N_("rating deviations per log-odds"),
    N_("How much unverified ratings rise with skill, until verified results say otherwise."),
    _PRIOR,
)
STAR_SLOPE_PRIOR_SD = _listed.add(
    N_("Doubt about the agreement of stars"),
    0.15,
    N_("rating deviations per log-odds"),
    N_("How far verified results may easily move the agreement."),
    _PRIOR,
)
STAR_BIAS_VARIANCE_PRIOR = _listed.add(
    N_("Expected bias of stars"),
    0.15,
    N_("rating deviations squared"),
    N_(
        "Charm and marketing: variance of a practitioner's mean rating that no number of ratings "
        "averages away."
    ),
    _PRIOR,
)
STAR_BIAS_PRIOR_PRACTITIONERS = _listed.add(
    N_("Weight of the expected bias of stars"),
    20.0,
    N_("practitioners"),
    N_("The expected bias weighs as much as this many practitioners with both kinds of evidence."),
    _PRIOR,
)
STAR_NOISE_VARIANCE_PRIOR = _listed.add(
    N_("Expected noise of stars"),
    0.8,
    N_("rating deviations squared"),
    N_("Variance of single ratings of one practitioner in one source."),
    _PRIOR,
)
STAR_MEAN_SPREAD_PRIOR = _listed.add(
    N_("Expected spread of mean ratings"),
    0.5,
    N_("rating deviations"),
    N_("How far practitioners' mean ratings lie apart, measured in single ratings."),
    _PRIOR,
)
STAR_PRIOR_RATINGS = _listed.add(
    N_("Weight of the expected noise and spread of stars"),
    50.0,
    N_("ratings"),
    N_("The expected noise and spread weigh as much as this many ratings."),
    _PRIOR,
)
INFORMATION_PER_RESULT_PRIOR = _listed.add(
    N_("What one result tells"),
    0.28,
    N_("one over log-odds squared"),
    N_("Information in one graded result about the middle of the scale."),
    N_("Cumulative logit at the expected grade boundaries"),
)
TOP_POINTS_PRIOR = _listed.add(
    N_("Mark of the top tenth"),
    80.0,
    N_("points"),
    N_("The points that the best tenth exceeds while there is nobody to compare."),
    _PRIOR,
)

# The five grades' boundaries in log-odds, and the shares of severities 1–4 and skin types I–VI.
CUTPOINTS_PRIOR = (-2.6, -1.5, -0.4, 1.0)
SEVERITY_MIX_PRIOR = (0.25, 0.35, 0.25, 0.15)
SKIN_MIX_PRIOR = (0.05, 0.25, 0.35, 0.2, 0.1, 0.05)

PRIORS: tuple[ModelConstant, ...] = tuple(_listed)
"""All expectations in the order in which they are explained."""
