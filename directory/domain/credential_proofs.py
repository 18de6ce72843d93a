"""How a credential becomes evidence: the ladder, the decision on a document, expiry, where to look.

Claimed, document seen, registry, sampled treatment log: each step is shown with its day. A claimed
credential counts for no years.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.professions import NURSES, PHYSICIANS

REMIND_BEFORE_EXPIRY = timedelta(days=60)
"""So long before a credential expires its holder is reminded by mail."""

DOCUMENT_KEPT = timedelta(days=30)
"""So long after the decision the file of a document is kept; the decision stays."""

ACCEPT_REASONS: Mapping[str, str] = {
    "shows_it": N_("The document shows this credential, of this person, with these dates."),
    "looked_up": N_("The issuer’s own register shows it as well."),
}
REFUSE_REASONS: Mapping[str, str] = {
    "unreadable": N_("Name, issuer or date cannot be read on it."),
    "other_person": N_("It is about somebody else."),
    "other_dates": N_("Its dates are not those that were given."),
    "not_it": N_("It does not show this credential."),
    "altered": N_("It appears to have been altered."),
    "not_found": N_("The issuer’s register does not show it."),
}
DOCUMENT_REASONS: Mapping[str, str] = {**ACCEPT_REASONS, **REFUSE_REASONS}


class CredentialError(DomainError):
    """A credential or its document that cannot be kept, or decided on, as it stands."""


@dataclass(frozen=True, slots=True)
class BoardLink:
    """A public register where anybody can look a credential up; empty tuples mean any."""

    name: str
    address: str
    kinds: tuple[str, ...]
    countries: tuple[str, ...]
    professions: Collection[str] = ()


BOARD_LINKS: tuple[BoardLink, ...] = (
    BoardLink(
        N_("DocInfo, of the state medical boards"),
        "https://www.docinfo.org/",
        ("licence",),
        ("US",),
        PHYSICIANS,
    ),
    BoardLink(
        N_("Certification Matters, of the medical specialties’ boards"),
        "https://www.certificationmatters.org/",
        ("board_certification",),
        ("US",),
        PHYSICIANS,
    ),
    BoardLink(
        N_("Nursys, of the state boards of nursing"),
        "https://www.nursys.com/",
        ("licence",),
        ("US",),
        NURSES,
    ),
    BoardLink(
        "NCCPA, of physician assistants",
        "https://www.nccpa.net/verify-pa/",
        ("board_certification",),
        ("US",),
        ("physician_assistant",),
    ),
    BoardLink(
        N_("The medical register of the GMC"),
        "https://www.gmc-uk.org/registrants-and-the-register",
        ("licence", "board_certification"),
        ("GB",),
        PHYSICIANS,
    ),
    BoardLink(
        N_("The register of the NMC"),
        "https://www.nmc.org.uk/registration/search-the-register/",
        ("licence",),
        ("GB",),
        NURSES,
    ),
    BoardLink(
        N_("The registers of Ahpra"),
        "https://www.ahpra.gov.au/registration/registers-of-practitioners.aspx",
        ("licence", "board_certification"),
        ("AU",),
    ),
)


def list_board_links(kind: str, country: str, profession: str) -> tuple[BoardLink, ...]:
    """Where a credential of this kind can be looked up."""
    return tuple(
        link
        for link in BOARD_LINKS
        if kind in link.kinds
        and country in link.countries
        and (not link.professions or profession in link.professions)
    )
