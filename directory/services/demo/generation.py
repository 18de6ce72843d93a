"""The fictional directory as a whole: from the seed to profiles and reviews, in memory.

Each stage draws from a generator of its own, so that a change in one leaves the others as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from directory.domain.vocabulary import Vocabulary
from directory.models import Practitioner
from directory.models.listing import Listing
from directory.services.demo.campaigns import CampaignWriter, make_ring, plan_campaigns
from directory.services.demo.cases import CaseModel
from directory.services.demo.files import DemoFiles
from directory.services.demo.hands import Floats, Hands, draw_hands
from directory.services.demo.listings import ListingMaker
from directory.services.demo.offers import draw_offers
from directory.services.demo.people import Person, draw_people
from directory.services.demo.practices import draw_practices
from directory.services.demo.profiles import ProfileMaker
from directory.services.demo.reports import Report, ReportWriter, collect_cases
from directory.services.demo.review_texts import ReviewWriter
from directory.services.demo.slots import SlotPlanner, draw_listed_days
from directory.services.demo.visits import DemoBlock, DemoFollowUp, VisitWriter

STAGES = (
    "people", "hands", "offers", "listed", "clinics", "profiles", "listings",
    "campaigns", "case_model", "slots", "cases", "reports", "texts", "visits",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GeneratedDirectory:
    """What was drawn; the parts marked hidden are for tests of the world and are never stored.

    `listings` has None for who is listed by a registry only; `texts` run parallel to `reports`.
    """

    practitioners: list[Practitioner]
    listings: list[Listing | None]
    reports: list[Report]
    texts: list[str]
    blocks: list[DemoBlock]
    follow_ups: list[DemoFollowUp]
    hidden_hands: Hands
    hidden_success: Floats


def generate_directory(files: DemoFiles, vocabulary: Vocabulary, today: date) -> GeneratedDirectory:
    """Draw the fictional directory as it stands on the day `today`."""
    world = files.world
    seeds = np.random.SeedSequence(world.seed).spawn(len(STAGES))
    rng = {stage: np.random.default_rng(seed) for stage, seed in zip(STAGES, seeds, strict=True)}
    people = draw_people(rng["people"], files, world.size.practitioner_count)
    hands = draw_hands(rng["hands"], world, people, len(vocabulary.concerns))
    offers = draw_offers(rng["offers"], people, vocabulary)
    listed_days = draw_listed_days(rng["listed"], hands)
    practices = draw_practices(rng["clinics"], files, people)
    profiles = ProfileMaker(
        rng["profiles"], files, vocabulary, people, hands, offers, practices, listed_days, today
    ).make_all()
    campaign_writer = CampaignWriter(
        rng["campaigns"],
        files,
        vocabulary,
        offers,
        listed_days,
        make_ring(rng["campaigns"], world.campaigns.ring_size),
        today,
    )
    bought = [
        report
        for campaign in plan_campaigns(rng["campaigns"], files, people, hands)
        for report in campaign_writer.write(campaign)
    ]
    model = CaseModel(rng["case_model"], world.cases, vocabulary, hands, offers)
    slots = SlotPlanner(rng["slots"], world, vocabulary, hands, listed_days).draw(
        world.size.review_count - len(bought)
    )
    cases = collect_cases(rng["cases"], world.reporting, model, hands, slots)
    honest = ReportWriter(rng["reports"], world, vocabulary, hands, today).write(slots, cases)
    reports = sorted(honest + bought, key=lambda report: (report.reported_on, report.reviewer_key))
    visits = VisitWriter(rng["visits"], world.visits, reports, today)
    return GeneratedDirectory(
        practitioners=profiles,
        listings=_make_listings(
            ListingMaker(rng["listings"], world.marketing, vocabulary, today),
            hands,
            people,
            profiles,
        ),
        reports=reports,
        texts=_write_texts(rng["texts"], files, people, reports),
        blocks=visits.draw_blocks(hands),
        follow_ups=visits.draw_follow_ups(),
        hidden_hands=hands,
        hidden_success=model.success_of_reference_case(),
    )


def _make_listings(
    maker: ListingMaker, hands: Hands, people: list[Person], profiles: list[Practitioner]
) -> list[Listing | None]:
    return [
        None
        if hands.is_registry_only[number]
        else maker.make(
            float(hands.marketing[number]), people[number].city.country, profile.listed_on
        )
        for number, profile in enumerate(profiles)
    ]


def _write_texts(
    rng: np.random.Generator, files: DemoFiles, people: list[Person], reports: list[Report]
) -> list[str]:
    writer = ReviewWriter(rng, files)
    return [writer.write(report, people[report.practitioner]) for report in reports]
