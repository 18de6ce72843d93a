"""What visitors and a partner ask to be done, each act once, and how it is found afterwards."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import Engine, select

from directory.domain.practitioner_states import PractitionerStatus
from directory.domain.reviews import ReviewState
from directory.models import Flag, Practitioner, Review

PARTNER_SITE = "stars.example"
FORM = "application/x-www-form-urlencoded"
OBJECTION = "There was no such day here: "
MAILED_SHARE = 0.3

STORED_NAMES = {
    "objection": select(Flag.text).where(Flag.text.startswith(OBJECTION)),
    "imported review": select(Review.external_id).where(Review.source_key == PARTNER_SITE),
}
"""Where the names of acts are found once they were done."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be done once, however often it is sent; `done` is the status that says so."""

    kind: str
    name: str
    path: str
    body: str
    headers: Mapping[str, str]
    done: int


@dataclass(frozen=True, slots=True)
class Field:
    """What is there to be acted on, and the partner's key."""

    review_ids: Sequence[int]
    slugs: Sequence[str]
    key: str


def read_field(engine: Engine, key: str) -> Field:
    """What a site that was set up holds."""
    with engine.connect() as connection:
        reviews = connection.scalars(select(Review.id).where(Review.state == ReviewState.PUBLISHED))
        people = connection.scalars(
            select(Practitioner.slug).where(Practitioner.status == PractitionerStatus.ACTIVE)
        )
        return Field(list(reviews), list(people), key)


def object_to_a_review(field: Field, chosen: random.Random, name: str) -> Act:
    """Object to a review; some want to be told by mail."""
    said = {
        "form_token": chosen.randbytes(16).hex(),
        "reason_code": "untrue",
        "text": f"{OBJECTION}{name}.",
        "email": f"v{name}@example.org" if chosen.random() < MAILED_SHARE else "",
    }
    path = f"/reviews/{chosen.choice(field.review_ids)}/flag"
    return Act("objection", said["text"], path, urlencode(said), {"Content-Type": FORM}, 303)


def send_a_review(field: Field, chosen: random.Random, name: str) -> Act:
    """Send a review of the partner's site, which changes somebody's place in the index."""
    review = {
        "site": PARTNER_SITE,
        "review_id": name,
        "practitioner": chosen.choice(field.slugs),
        "rating": chosen.randint(1, 5),
        "text": f"It was good, said visitor {name}.",
        "written_on": "2026-03-01",
    }
    headers = {
        "Authorization": f"Bearer {field.key}",
        "Idempotency-Key": chosen.randbytes(16).hex(),
        "Content-Type": "application/json",
    }
    body = json.dumps({"reviews": [review]})
    return Act("imported review", name, "/api/v1/review-imports", body, headers, 201)


def count_stored(engine: Engine, kind: str) -> Counter[str]:
    """How often each act of a kind is in the database."""
    with engine.connect() as connection:
        return Counter(connection.scalars(STORED_NAMES[kind]))
