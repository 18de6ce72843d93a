"""Payments of industry to practitioners: disclosed at the foot of the profile, counted nowhere.

They lie on the commercial side, which nothing that ranks can import. A lunch is called a lunch:
each payment is shown with its payer, its nature and its amount, and no sum says more than that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Practitioner
from directory.models.listing import IndustryPayment
from directory.services.import_journal import ImportJournal
from directory.services.registry_facts import Write
from directory.sources.person_records import PaymentFact, PersonRecord

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one company gave in one year for one purpose; dollars and cents."""

    year: int
    payer: str
    nature: str
    dollars: float
    payment_count: int


class PaymentWriter:
    """Payments of one year: the record gives all there are of that year."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[int, list[IndustryPayment]] = {}

    def load(self, practitioner_ids: Sequence[int]) -> None:
        """Read the payments to these people."""
        self._held = defaultdict(list)
        for payment in self._session.scalars(
            select(IndustryPayment).where(IndustryPayment.practitioner_id.in_(practitioner_ids))
        ):
            self._held[payment.practitioner_id].append(payment)

    def find_changes(self, practitioner: Practitioner, record: PersonRecord) -> list[Write]:
        """New, changed and vanished payments of the record's year."""
        facts = [fact for fact in record.facts if isinstance(fact, PaymentFact)]
        years = {fact.year for fact in facts}
        held = {
            (payment.year, payment.payer, payment.nature): payment
            for payment in self._held.get(practitioner.id, ())
            if payment.year in years
        }
        writes: list[Write] = []
        for fact in facts:
            values = {"amount_cents": fact.amount_cents, "payment_count": fact.payment_count}
            payment = held.pop((fact.year, fact.payer, fact.nature), None)
            if payment is None:
                new = IndustryPayment(
                    practitioner_id=practitioner.id,
                    year=fact.year,
                    payer=fact.payer,
                    nature=fact.nature,
                    **values,
                )
                writes.append(_making(new))
            elif any(getattr(payment, name) != value for name, value in values.items()):
                writes.append(_writing(payment, values))
        return [*writes, *(_removing(payment) for payment in held.values())]


def list_disclosures(session: Session, practitioner_id: int) -> tuple[Disclosure, ...]:
    """What companies gave somebody, the newest year and the largest amount first."""
    rows = session.scalars(
        select(IndustryPayment)
        .where(IndustryPayment.practitioner_id == practitioner_id)
        .order_by(
            IndustryPayment.year.desc(), IndustryPayment.amount_cents.desc(), IndustryPayment.id
        )
        .limit(MOST_SHOWN)
    )
    return tuple(
        Disclosure(row.year, row.payer, row.nature, row.amount_cents / 100, row.payment_count)
        for row in rows
    )


def _making(payment: IndustryPayment) -> Write:
    return lambda journal: journal.make([payment])


def _writing(payment: IndustryPayment, values: dict[str, int]) -> Write:
    return lambda journal: journal.write(payment, values)


def _removing(payment: IndustryPayment) -> Write:
    def remove(journal: ImportJournal) -> None:
        journal.remove(payment)

    return remove
