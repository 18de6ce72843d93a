"""Nothing commercial moves a rank: not equipment, price, offers, photos, payment, nor a claim."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import grimp
import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from directory.domain.skill import Evidence
from directory.models import Practitioner
from directory.models.listing import Listing
from directory.services.indexing import rebuild_index
from directory.services.skill import fit_and_score
from search_index import PractitionerDocument, SearchQuery, Sort, open_index
from tests.factories import load_the_vocabulary, make_practitioner, make_review

RANKING_MODULES = (
    "directory.domain",
    "directory.services.documents",
    "directory.services.evidence",
    "directory.services.facets",
    "directory.services.indexing",
    "directory.services.search",
    "directory.services.search_reading",
    "directory.services.skill",
    "search_index",
)
COMMERCIAL_WORDS = (
    "equipment",
    "device",
    "price",
    "deal",
    "discount",
    "offer",
    "photo",
    "paid",
    "payment",
    "claim_status",
    "claimed_on",
    "listing",
)
PEOPLE = 24


@pytest.mark.parametrize("module", RANKING_MODULES)
def test_ranking_code_cannot_reach_the_commercial_table(module: str) -> None:
    graph = grimp.build_graph("directory", "search_index")
    assert "directory.models.listing" in graph.modules
    chain = graph.find_shortest_chain(module, "directory.models.listing", as_packages=True)
    assert chain is None, f"{module} reaches it through {chain}"


def test_no_relation_leads_from_a_practitioner_to_the_commercial_table() -> None:
    targets = {relation.mapper.class_ for relation in inspect(Practitioner).relationships}
    assert Listing not in targets


@pytest.mark.parametrize("record", [PractitionerDocument, Evidence])
def test_what_ranks_has_no_commercial_field(record: type) -> None:
    names = [field.name for field in fields(record)]
    assert names
    assert not [name for name in names for word in COMMERCIAL_WORDS if word in name]


def test_permuting_everything_commercial_changes_no_order(
    session: Session, tmp_path: Path, today: date, now: datetime
) -> None:
    chance = random.Random(7)
    load_the_vocabulary(session)
    for number in range(PEOPLE):
        person = make_practitioner(
            session,
            name=f"Person {number:02d}",
            licensed_on=date(1996 + number, 1, 1),
            concerns=("acne_scars", "melasma"),
        )
        for _ in range(chance.randrange(8)):
            make_review(session, person, gais=chance.randint(1, 5))
        session.add(_listing(person.id, number))
    session.flush()

    before = _orders(session, tmp_path / "before", today, now)
    numbers = list(range(PEOPLE))
    chance.shuffle(numbers)
    for listing, number in zip(session.query(Listing).all(), numbers, strict=True):
        session.delete(listing)
        session.flush()
        session.add(_listing(listing.practitioner_id, number))
    session.flush()
    after = _orders(session, tmp_path / "after", today, now)

    assert before == after
    assert len(set(before[Sort.SKILL])) == PEOPLE


def _listing(practitioner_id: int, number: int) -> Listing:
    return Listing(
        practitioner_id=practitioner_id,
        equipment=[f"Laser {i}" for i in range(number)],
        price_from_cents=10_000 * number,
        discount_percent=number,
        photo_count=number * 3,
        is_paid=bool(number % 2),
        claimed_on=date(2020, 1, 1) if number % 3 else None,
    )


def _orders(
    session: Session, folder: Path, today: date, now: datetime
) -> dict[Sort, list[tuple[int, float]]]:
    fit_and_score(session, today, now)
    index = open_index(f"whoosh://{folder}")
    rebuild_index(session, index, today)
    orders = {
        sort: [
            (hit.key, hit.utility)
            for hit in index.search(
                SearchQuery(snapshot_on=today, concern="acne_scars", sort=sort, per_page=PEOPLE)
            ).hits
        ]
        for sort in Sort
    }
    index.close()
    return orders
