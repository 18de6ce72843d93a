"""How well records of registries are matched, on labelled pairs of invented people with noise.

Half of the records, or more by `--people 1500 --records 12000`, are of people who are not in the
directory, many of whom share a name with somebody who is. What is measured: of what is taken
automatically, how much is right (precision); of the records of people here, how many are found
automatically, and how many wait for a registrar.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from datetime import date

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.matching_people import Invented, invent_people, write_record
from directory.models import (
    Base,
    Credential,
    CredentialKind,
    EvidenceLevel,
    PracticeLocation,
    Practitioner,
    PractitionerOrigin,
)
from directory.services.registry_matching import Matcher

BATCH = 500
SHARE_WITH_CLAIMED_LICENCE = 0.8


def fill(session: Session, chance: random.Random, people: Sequence[Invented]) -> None:
    """Put people into the directory as NPPES would: most with the licence number they claim."""
    for person in people:
        practitioner = Practitioner(
            id=person.key + 1,
            slug=f"person-{person.key}",
            given_name=person.name.given_name,
            family_name=person.name.family_name,
            middle_name=person.name.middle_name,
            name_suffix=person.name.name_suffix,
            profession_key=person.profession,
            origin=PractitionerOrigin.REGISTRY,
            listed_on=date(2026, 1, 1),
        )
        practitioner.locations = [
            PracticeLocation(city=person.city, region=person.region, postal_code=person.postal_code)
        ]
        if chance.random() < SHARE_WITH_CLAIMED_LICENCE:
            practitioner.credentials = [
                Credential(
                    kind=CredentialKind.LICENCE,
                    name="State licence",
                    number=person.number,
                    jurisdiction=person.region,
                    evidence_level=EvidenceLevel.CLAIMED,
                )
            ]
        session.add(practitioner)
    session.flush()
    session.expunge_all()


def judge(session: Session, people: Sequence[Invented], here: int, *, with_licence: bool) -> str:
    """One line of the table: how the records of all people were matched."""
    chance = random.Random(2)
    records = [write_record(chance, person, with_licence=with_licence) for person in people]
    matcher = Matcher(session, by_likeness=True)
    began = time.process_time()
    right = wrong = asked = asked_in_vain = 0
    for start in range(0, len(records), BATCH):
        batch = people[start : start + BATCH]
        matches = matcher.match(records[start : start + BATCH])
        for person, match in zip(batch, matches, strict=True):
            is_here = person.key < here
            if match.practitioner_id is not None:
                is_right = is_here and match.practitioner_id == person.key + 1
                right, wrong = right + is_right, wrong + (not is_right)
            elif match.candidates:
                keys = [candidate.key for candidate in match.candidates]
                is_worth_it = is_here and person.key + 1 in keys
                asked, asked_in_vain = asked + is_worth_it, asked_in_vain + (not is_worth_it)
    seconds = time.process_time() - began
    return (
        f"| {'with' if with_licence else 'without'} licence number | {right / (right + wrong):.4f} "
        f"({wrong} wrong) | {right / here:.3f} | {asked / here:.3f} | "
        f"{asked_in_vain / (len(people) - here):.3f} | {len(records) / seconds:,.0f} |"
    )


def main() -> None:
    """Print the table of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000, help="in the directory")
    parser.add_argument("--records", type=int, default=10_000, help="in the registry's list")
    parser.add_argument("--seed", type=int, default=1)
    wishes = parser.parse_args()
    here = min(wishes.people, wishes.records - 1)
    chance = random.Random(wishes.seed)
    people = invent_people(chance, wishes.records)
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    print(f"{here:,} people in the directory; {len(people):,} records\n")
    print("| records | precision | found | to a registrar | others to a registrar | per CPU s |")
    print("|---|--:|--:|--:|--:|--:|")
    with Session(engine) as session:
        fill(session, chance, people[:here])
        for with_licence in (True, False):
            print(judge(session, people, here, with_licence=with_licence))


if __name__ == "__main__":
    main()
