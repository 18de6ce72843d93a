"""Bought reviews of the fictional world: praise for buyers, smears for their rivals.

Naive campaigns come in bursts, from a ring of accounts, with one template; smart ones are spread,
from accounts of their own, and borrow the words of honest reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from directory.domain.outcomes import VERIFIED_LEVEL
from directory.domain.vocabulary import Vocabulary
from directory.models import AdverseEvent
from directory.services.demo.files import DemoFiles
from directory.services.demo.hands import Hands, Integers
from directory.services.demo.offers import Offers
from directory.services.demo.people import Person
from directory.services.demo.reports import Report, to_scale
from directory.services.demo.sentences import pick
from directory.services.demo.world import SourceParameters

SMALLEST_COUNT = 5
SMEAR_PART = 0.3
FAVOURITE_SITE_SHARE = 0.7
LEVEL_ONE_SHARE = 0.28
BURST_COUNT = 2
BURST_DAYS_SD = 1.5
SMART_SPREAD_DAYS = 500


@dataclass(frozen=True, slots=True)
class Campaign:
    """One order: so many reviews that lift, or ruin, one practitioner."""

    target: int
    count: int
    is_promotion: bool
    is_smart: bool


def plan_campaigns(
    rng: np.random.Generator, files: DemoFiles, people: list[Person], hands: Hands
) -> list[Campaign]:
    """Who buys what: the more marketing and the less skill, the likelier somebody buys."""
    parameters = files.world.campaigns
    active = np.flatnonzero(~hands.is_registry_only)
    appetite = np.exp(0.8 * hands.marketing[active] - 0.4 * hands.skill_now()[active])
    buyers = rng.choice(
        active,
        round(parameters.buyer_share * len(active)),
        replace=False,
        p=appetite / appetite.sum(),
    )
    campaigns = []
    for buyer in map(int, buyers):
        is_smart = bool(rng.random() < parameters.smart_share)
        count = SMALLEST_COUNT + int(rng.poisson(parameters.mean_count - SMALLEST_COUNT))
        campaigns.append(Campaign(buyer, count, True, is_smart))
        rivals = [
            int(number)
            for number in active
            if number != buyer and people[number].city == people[buyer].city
        ]
        if rivals and rng.random() < parameters.smear_share:
            smear_count = max(round(SMEAR_PART * count), 1)
            campaigns.append(Campaign(pick(rng, rivals), smear_count, False, is_smart))
    return campaigns


@dataclass(frozen=True, slots=True)
class CampaignWriter:
    """Writes the reviews of campaigns; `ring` are the accounts that naive ones share."""

    rng: np.random.Generator
    files: DemoFiles
    vocabulary: Vocabulary
    offers: Offers
    listed_days: Integers
    ring: list[str]
    today: date

    def write(self, campaign: Campaign) -> list[Report]:
        """The reviews of one campaign, each on its day and site."""
        rng, sources = self.rng, self.files.world.sources
        kind = "promotion" if campaign.is_promotion else "smear"
        favourite = pick(rng, sources)
        template = pick(rng, self.files.campaigns[kind]["templates"])
        reports = []
        for days_ago in self._draw_days(campaign):
            source = favourite if rng.random() < FAVOURITE_SITE_SHARE else pick(rng, sources)
            wording = "" if campaign.is_smart else template
            reports.append(self._write_one(campaign, source, days_ago, wording))
        return reports

    def _draw_days(self, campaign: Campaign) -> list[int]:
        """How many days ago each review is dated; none before the profile was listed."""
        oldest = max(int(self.listed_days[campaign.target]) - 2, 2)
        if campaign.is_smart:
            days = self.rng.uniform(1, SMART_SPREAD_DAYS, campaign.count)
        else:
            bursts = self.rng.uniform(1, oldest, BURST_COUNT)
            days = self.rng.choice(bursts, campaign.count)
            days += self.rng.normal(0, BURST_DAYS_SD, campaign.count)
        return [int(day) for day in np.clip(days, 1, oldest)]

    def _write_one(
        self, campaign: Campaign, source: SourceParameters, days_ago: int, wording: str
    ) -> Report:
        rng, own_source = self.rng, self.files.world.own_source
        is_proof_forged = rng.random() < self.files.world.campaigns.forged_proof_share
        if is_proof_forged:
            source, level = own_source, VERIFIED_LEVEL
        else:
            level = int(source is own_source and rng.random() < LEVEL_ONE_SHARE)
        number = pick(rng, self.offers.list_concern_numbers(campaign.target))
        concern = self.vocabulary.concerns[number]
        treatment = self.vocabulary.treatments[
            self.offers.main_treatment_number(campaign.target, number)
        ]
        work_days = int(rng.integers(concern.downtime_days.low, concern.downtime_days.high + 1))
        return Report(
            practitioner=campaign.target,
            source=source,
            level=level,
            is_invited=False,
            reported_on=self.today - timedelta(days=days_ago),
            last_session_on=self.today - timedelta(days=days_ago + int(rng.integers(5, 60))),
            rating=to_scale(5 if campaign.is_promotion else 1, source),
            reviewer_key=pick(rng, self.ring) if wording else rng.bytes(12).hex(),
            concern=concern,
            treatment=treatment,
            gais=5 if campaign.is_promotion else 1,
            severity=int(rng.integers(2, 5)),
            skin_type=int(rng.integers(1, 6)),
            session_count=int(rng.integers(treatment.sessions.low, treatment.sessions.high + 1)),
            work_days=work_days,
            redness_days=work_days + int(rng.integers(0, 6)),
            adverse_event=(
                AdverseEvent.NONE if campaign.is_promotion else AdverseEvent.SIGNIFICANT
            ),
            is_worth_it=campaign.is_promotion,
            wording=wording,
            is_bought=True,
        )


def make_ring(rng: np.random.Generator, size: int) -> list[str]:
    """Keys of the accounts that naive campaigns share."""
    return [rng.bytes(12).hex() for _ in range(size)]
