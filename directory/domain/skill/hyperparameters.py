"""What the model has learned from a population: frozen, versioned, storable as JSON.

The numbers that people chose live in `constants`; how these are learned lives in `fit`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from directory.domain.errors import InvalidValueError
from directory.domain.skill import constants
from directory.domain.skill.healing import NO_HEALING, Healing
from directory.domain.skill.rhythm import NO_RHYTHMS, Rhythm, Rhythms

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How much harder cases are, in log-odds: per severity grade, per concern (in the order of
    the reference mix), and per skin type above III, in general and by concern."""

    severity_slope: float
    skin_slope: float
    by_concern: tuple[float, ...]
    skin_slope_by_concern: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ReferenceMix:
    """The patients for whom everybody is predicted: shares of concerns, severities 1–4 and skin
    types I–VI, each adding up to one (direct standardisation)."""

    concerns: tuple[str, ...]
    concern_shares: tuple[float, ...]
    severity_shares: tuple[float, ...]
    skin_shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Prior:
    """Where practitioners start: gain of the whole learning curve, effect of one standard
    deviation of log audited volume, and the variances of skill and of skill by concern."""

    experience_gain: float
    volume_slope: float
    volume_log_mean: float
    volume_log_sd: float
    variance: float
    concern_variance: float


@dataclass(frozen=True, slots=True)
class ReferenceRanks:
    """The values of one source, ascending, with the mid-rank normal score of each and of the gaps
    between them: `scores` has one entry before, at and after each value."""

    values: tuple[float, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stars:
    """How unverified ratings relate to skill: mean score = center + slope × skill + bias + noise.

    `mean_spread` scales the scores of means to those of single ratings; `information_cap` is the
    most that all ratings together may inform, in the unit of one over log-odds squared.
    """

    center: float
    slope: float
    bias_variance: float
    noise_variance: float
    mean_spread: float
    information_cap: float
    channels: Mapping[str, ReferenceRanks]


@dataclass(frozen=True)
class Hyperparameters:
    """A fitted model. `top_points` and `top_points_by_concern` are the points that the best tenth
    of the population exceeds; `rhythms` is for `mark_waves`, `score` does not read it; `healing`
    says what severity the course of healing bears out; `version` names the content."""

    reference: ReferenceMix
    cutpoints: tuple[float, float, float, float]
    difficulty: Difficulty
    prior: Prior
    stars: Stars
    top_points: float
    top_points_by_concern: tuple[float, ...]
    practitioner_count: int
    outcome_count: int
    rhythms: Rhythms = NO_RHYTHMS
    healing: Healing = NO_HEALING

    def __post_init__(self) -> None:
        _check(self)

    @property
    def concerns(self) -> tuple[str, ...]:
        return self.reference.concerns

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change when any number changes."""
        content = json.dumps(self.to_dict(), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON-able content; `from_dict` is its inverse."""
        return {"format": FORMAT, **dataclasses.asdict(self)}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Hyperparameters:
        """The hyperparameters stored by `to_dict`; raises `InvalidValueError` on anything else."""
        if content.get("format") != FORMAT:
            raise InvalidValueError(
                f"Stored skill model has format {content.get('format')!r}, "
                f"this version reads {FORMAT}: fit the model again."
            )
        try:
            return cls(
                reference=ReferenceMix(**_tuples(content["reference"])),
                cutpoints=_four(content["cutpoints"]),
                difficulty=Difficulty(**_tuples(content["difficulty"])),
                prior=Prior(**content["prior"]),
                stars=Stars(
                    **{
                        **content["stars"],
                        "channels": {
                            channel: ReferenceRanks(**_tuples(ranks))
                            for channel, ranks in content["stars"]["channels"].items()
                        },
                    }
                ),
                top_points=float(content["top_points"]),
                top_points_by_concern=tuple(map(float, content["top_points_by_concern"])),
                practitioner_count=int(content["practitioner_count"]),
                outcome_count=int(content["outcome_count"]),
                rhythms=Rhythms(
                    **{
                        kind: Rhythm(**_tuples(rhythm))
                        for kind, rhythm in content["rhythms"].items()
                    }
                ),
                # Models stored before healing was looked at have none.
                healing=Healing(
                    {
                        concern: tuple(map(float, severities))
                        for concern, severities in content.get("healing", {"severities": {}})[
                            "severities"
                        ].items()
                    }
                ),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InvalidValueError(
                f"Stored skill model cannot be read ({error}): fit the model again."
            ) from error


def _tuples(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in content.items()
    }


def _four(values: Iterable[float]) -> tuple[float, float, float, float]:
    first, second, third, fourth = map(float, values)
    return first, second, third, fourth


def _check(model: Hyperparameters) -> None:
    reference, difficulty, prior, stars = (
        model.reference,
        model.difficulty,
        model.prior,
        model.stars,
    )
    concern_count = len(reference.concerns)
    by_concern = (
        reference.concern_shares,
        difficulty.by_concern,
        difficulty.skin_slope_by_concern,
        model.top_points_by_concern,
    )
    _require(len(set(reference.concerns)) == concern_count >= 1, "each concern must occur once")
    _require(all(len(one) == concern_count for one in by_concern), "one number per concern")
    for shares in (reference.concern_shares, reference.severity_shares, reference.skin_shares):
        _require(
            min(shares) >= 0 and math.isclose(sum(shares), 1.0, abs_tol=1e-9),
            "shares must not be negative and must add up to one",
        )
    _require(len(reference.severity_shares) == len(constants.SEVERITIES), "four severities")
    _require(len(reference.skin_shares) == len(constants.SKIN_TYPES), "six skin types")
    cuts = model.cutpoints
    _require(all(a < b for a, b in itertools.pairwise(cuts)), "cutpoints must ascend")
    _require(
        min(difficulty.severity_slope, difficulty.skin_slope, *difficulty.skin_slope_by_concern)
        >= 0,
        "harder cases must not count as easier",
    )
    _require(prior.experience_gain > 0 and prior.volume_slope >= 0, "experience must not harm")
    _require(
        min(prior.variance, prior.concern_variance, prior.volume_log_sd) > 0,
        "variances must be positive",
    )
    _require(
        stars.slope >= 0 and min(stars.bias_variance, stars.noise_variance) > 0,
        "stars must not count against a practitioner",
    )
    _require(all(math.isfinite(number) for number in _numbers(model)), "all numbers must be finite")


def _numbers(model: Hyperparameters) -> list[float]:
    numbers: list[float] = []
    for part in (model.difficulty, model.prior, model.stars, model):
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if isinstance(value, int | float):
                numbers.append(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], int | float):
                numbers.extend(value)
    return numbers


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise InvalidValueError(f"Skill model cannot be used: {rule}.")
