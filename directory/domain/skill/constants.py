"""The rules of the skill model that people chose and no data move, each number written once.

What it expects before any data lives in `priors`, what it has learned in `hyperparameters`. The
methodology page is generated from `MODEL_CONSTANTS`.
"""

from __future__ import annotations

from directory.domain.messages import N_
from directory.domain.skill.model_constant import ModelConstant, ModelConstants
from directory.domain.skill.priors import PRIORS

GRADES = (1, 2, 3, 4, 5)
SUCCESS_GRADE = 4
SEVERITIES = (1, 2, 3, 4)
SKIN_TYPES = (1, 2, 3, 4, 5, 6)

_listed = ModelConstants()

_JUDGEMENT = N_("Judgement, checked in simulated worlds")

WEIGHT_LEVEL_3 = _listed.add(
    N_("Weight of a structured outcome"),
    1.0,
    N_("of one result"),
    N_("A treatment proven and its outcome reported after the concern's maturation time."),
    N_("Definition"),
)
WEIGHT_LEVEL_2 = _listed.add(
    N_("Weight of a proven treatment"),
    0.8,
    N_("of one result"),
    N_("A treatment proven, its result reported by the patient without the structured follow-up."),
    _JUDGEMENT,
)
HALF_LIFE_YEARS = _listed.add(
    N_("Half-life of a result"),
    5.0,
    N_("years"),
    N_("After this time a result weighs half as much, because hands and methods change."),
    _JUDGEMENT,
)
LEARNING_YEARS = _listed.add(
    N_("Pace of the learning curve"),
    5.0,
    N_("years"),
    N_("Experience counts as 1 − exp(−years ÷ pace): steep early, flat late."),
    N_("Learning curves of procedural skill"),
)
YEARS_CAP = _listed.add(
    N_("Most years that count"),
    25.0,
    N_("years"),
    N_("Further years neither help nor harm."),
    N_("Learning curves of procedural skill"),
)
CLAIMED_YEARS_SHARE = _listed.add(
    N_("Share of self-declared years"),
    0.7,
    N_("of one year"),
    N_("Self-declared years without evidence count for this share."),
    _JUDGEMENT,
)
CLAIMED_YEARS_CAP = _listed.add(
    N_("Most self-declared years that count"),
    3.5,
    N_("years"),
    N_("However many years are declared, no more than this many count without evidence."),
    _JUDGEMENT,
)
UNKNOWN_YEARS = _listed.add(
    N_("Years when nothing is known"),
    3.0,
    N_("years"),
    N_("A practitioner who states no years starts as one with this many."),
    _JUDGEMENT,
)
CLAIMED_CURVE_SD = _listed.add(
    N_("Doubt about self-declared years"),
    0.2,
    N_("of the learning curve"),
    N_(
        "How far the true place on the learning curve may lie from the declared one (one standard "
        "deviation)."
    ),
    _JUDGEMENT,
)
UNKNOWN_CURVE_SD = _listed.add(
    N_("Doubt about unknown years"),
    0.3,
    N_("of the learning curve"),
    N_("How far the true place on the learning curve may lie when no years are stated."),
    _JUDGEMENT,
)
EXPERIENCE_GAIN_FLOOR = _listed.add(
    N_("Least gain from experience"),
    0.3,
    N_("log-odds"),
    N_("Years always count: the whole learning curve is worth at least this much."),
    _JUDGEMENT,
)
VOLUME_CLIP = _listed.add(
    N_("Widest volume that counts"),
    2.0,
    N_("standard deviations"),
    N_("Audited volume beyond this distance from the usual counts as this distance."),
    _JUDGEMENT,
)
FIT_SAMPLE = _listed.add(
    N_("Most practitioners fitted on"),
    10000.0,
    N_("practitioners"),
    N_("In a larger directory difficulty and spread are learned from a fixed sample of this many."),
    N_("Its sampling error is below a hundredth of a log-odds"),
)
SHORT_WAVE_DAYS = _listed.add(
    N_("Reach of a short wave"),
    11.0,
    N_("days"),
    N_(
        "Reports of one kind this near to each other are counted together, against what the "
        "practitioner's other reports let expect."
    ),
    _JUDGEMENT,
)
LONG_WAVE_DAYS = _listed.add(
    N_("Reach of a long wave"),
    200.0,
    N_("days"),
    N_("The same over more than a year, for forgers who take their time."),
    _JUDGEMENT,
)
WAVE_SURPRISE = _listed.add(
    N_("Surprise that makes a wave"),
    0.5,
    N_("of the log-likelihood"),
    N_(
        "Where the number of reports is this much likelier as a wave than at the usual pace, "
        "allowing for all the places where a wave might lie, each is taken as half belonging to "
        "one."
    ),
    _JUDGEMENT,
)
WAVE_STEEPNESS = _listed.add(
    N_("Sharpness of waves"),
    4.0,
    N_("per log-likelihood"),
    N_("How fast more surprise turns doubt about a wave into certainty."),
    _JUDGEMENT,
)
EVENNESS_CAP = _listed.add(
    N_("Most that is taken as the usual pace"),
    5.0,
    N_("reports"),
    N_(
        "The pace usual among practitioners weighs as much as this many reports of one's own, or "
        "less where paces differ more."
    ),
    _JUDGEMENT,
)
WAVE_PULL_CAP = _listed.add(
    N_("Most that waves of results tell"),
    0.4,
    N_("per log-odds"),
    N_(
        "However many results come in waves, together they pull less than one very much improved "
        "patient of a middling practitioner."
    ),
    _JUDGEMENT,
)
RATINGS_PER_SOURCE_CAP = _listed.add(
    N_("Weight of all single ratings in a source"),
    0.3,
    N_("ratings"),
    N_(
        "However many single unverified ratings a source has, their mean counts as this part of "
        "one rating."
    ),
    _JUDGEMENT,
)
HEALING_BENEFIT = _listed.add(
    N_("Benefit of the doubt about severity"),
    0.4,
    N_("of a grade"),
    N_(
        "Results count as in cases at most this much more severe than days of healing and sessions "
        "bear out, and more by as much as practitioners' ways of treating differ."
    ),
    _JUDGEMENT,
)
HEALING_RESULTS_FROM = _listed.add(
    N_("Results from which healing tells of severity"),
    20.0,
    N_("results of a concern"),
    N_("Below this many in the whole directory every recorded severity stands."),
    _JUDGEMENT,
)
HEALING_BIAS_CAP = _listed.add(
    N_("Most that healing may mislead about severity"),
    0.5,
    N_("of a grade"),
    N_("In concerns where it is wrong by more on average, every recorded severity stands."),
    _JUDGEMENT,
)
HEALING_NOISE_CAP = _listed.add(
    N_("Most noise in what healing tells of severity"),
    4.0,
    N_("grades"),
    N_("In concerns where one case tells less than this, every recorded severity stands."),
    _JUDGEMENT,
)
MEANS_PER_SOURCE_CAP = _listed.add(
    N_("Most ratings counted in a source's own mean"),
    10.0,
    N_("ratings"),
    N_(
        "The mean that a source publishes counts as no more ratings than this; a few bought ones "
        "hardly move it."
    ),
    _JUDGEMENT,
)
STAR_PATIENTS_CAP = _listed.add(
    N_("Most patients that stars stand for"),
    5.0,
    N_("results"),
    N_("All unverified ratings together inform no more than this many verified results."),
    _JUDGEMENT,
)
STAR_POINTS_CAP = _listed.add(
    N_("Most points from unverified ratings"),
    2.5,
    N_("points"),
    N_("Any number of unverified ratings moves the score by at most this much."),
    N_("Promise to patients"),
)
STAR_POINTS_CAP_ONE = _listed.add(
    N_("Most points from one unverified rating"),
    2.0,
    N_("points"),
    N_("One unverified rating moves the score by at most this much."),
    N_("Promise to patients"),
)
STAR_SCORE_CLIP = _listed.add(
    N_("Widest rating that counts"),
    1.5,
    N_("rating deviations"),
    N_("A rating farther than this from its source's middle counts as this far."),
    _JUDGEMENT,
)
STAR_STEEPNESS_CAP = _listed.add(
    N_("Steepest pull of few ratings"),
    0.6,
    N_("points per rating deviation and rating"),
    N_(
        "With n ratings, one deviation of their mean moves the score by at most n + 1 times this, "
        "so that one more rating keeps its promise whatever the others are."
    ),
    N_("Promise to patients"),
)
INTERVAL_Z = _listed.add(
    N_("Width of the 90% interval"),
    1.6449,
    N_("standard deviations"),
    N_("The standard normal value that leaves 5% on each side."),
    N_("Definition"),
)
INTERVAL_INFLATION = _listed.add(
    N_("Widening of the interval"),
    1.12,
    N_("times"),
    N_("Allows for what the model leaves out: drift, reporting, the estimate of its own numbers."),
    N_("Coverage in simulated worlds"),
)
TOP_SHARE = _listed.add(
    N_("Top tenth"),
    0.1,
    N_("of practitioners"),
    N_("The share of practitioners that the probability of being among the best refers to."),
    N_("Definition"),
)
EVIDENCE_WORDS_FROM = _listed.add(
    N_("Results needed to say more than 'not enough data'"),
    10.0,
    N_("results"),
    N_("Below this many verified results the page says that there is not enough data."),
    _JUDGEMENT,
)

MODEL_CONSTANTS: tuple[ModelConstant, ...] = (*_listed, *PRIORS)
"""All chosen numbers, rules before expectations, in the order in which they are explained."""
