"""Who writes: one author on many practitioners, and addresses that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from directory.domain.integrity.assessment import Signal, SignalKind

USUAL_PRACTITIONERS_PER_ACCOUNT = 2
"""A person may well see two practitioners; ratings of many are a ring's or a rival's work."""

_PUBLIC_MAIL_DOMAINS = """
    aol.com comcast.net fastmail.com gmail.com gmx.com gmx.de gmx.net googlemail.com hey.com
    hotmail.com hotmail.es icloud.com live.com mac.com mail.com me.com msn.com outlook.com
    outlook.es pm.me proton.me protonmail.com t-online.de tutanota.com verizon.net web.de
    yahoo.com yahoo.co.uk yahoo.es yandex.com ymail.com zoho.com
"""
PUBLIC_MAIL_DOMAINS = frozenset(_PUBLIC_MAIL_DOMAINS.split())
"""Where anybody can have an address, so that sharing the domain says nothing."""

DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})

ALIAS_STRENGTH = 0.9
PRACTICE_DOMAIN_STRENGTH = 0.9
COMMON_DOMAIN_STRENGTH = 0.4
COMMON_DOMAIN_FROM = 3
"""So many authors about one practitioner from one small domain are noticed."""


def account_integrity(practitioners_rated: int) -> float:
    """Weight, 0–1, of a report by an account that has rated this many practitioners."""
    excess = max(practitioners_rated / USUAL_PRACTITIONERS_PER_ACCOUNT, 1.0)
    return float(excess**-2)


def many_practitioners(practitioners_rated: int) -> Signal | None:
    """One author has rated more practitioners than a patient sees.

    Reviewers who rate unusually many of one kind are among the clearest marks of groups that write
    for pay (Mukherjee, Liu & Glance, "Spotting fake reviewer groups", WWW 2012).
    """
    strength = 1.0 - account_integrity(practitioners_rated)
    if not strength:
        return None
    return Signal(
        SignalKind.MANY_PRACTITIONERS,
        strength,
        f"The same author has reviewed {practitioners_rated} practitioners.",
    )


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """What the author's address has in common with others.

    `alias_count` other addresses lead into the same mailbox; `is_of_practice` tells that the
    practice's own account is at the same small domain; `domain_author_count` authors about this
    practitioner write from it.
    """

    alias_count: int = 0
    is_of_practice: bool = False
    domain_author_count: int = 0


def shared_address(shared: SharedAddress) -> Signal | None:
    """The author's address belongs with those of other authors, or with the practice.

    Plus-tags and the dots that some providers ignore (RFC 5233) make many addresses of one mailbox;
    a domain that only a firm uses gives away its staff.
    """
    noticed = []
    if shared.alias_count:
        noticed.append(
            (
                ALIAS_STRENGTH,
                f"{shared.alias_count + 1} addresses that wrote reviews lead into one mailbox.",
            )
        )
    if shared.is_of_practice:
        noticed.append(
            (PRACTICE_DOMAIN_STRENGTH, "The author writes from the practice’s own mail domain.")
        )
    if shared.domain_author_count >= COMMON_DOMAIN_FROM:
        noticed.append(
            (
                COMMON_DOMAIN_STRENGTH,
                f"{shared.domain_author_count} authors about this practitioner write from one "
                "small mail domain.",
            )
        )
    if not noticed:
        return None
    strength = 1.0 - prod(1.0 - one for one, _ in noticed)
    return Signal(
        SignalKind.SHARED_ADDRESS, strength, " ".join(sentence for _, sentence in noticed)
    )


def mailbox_of(address: str) -> str:
    """The mailbox that an address leads into, as far as its spelling tells."""
    name, _, domain = address.lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in DOTS_IGNORED:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def small_domain_of(address: str) -> str:
    """The domain of an address where not everybody can have one; "" for public providers."""
    domain = address.lower().rpartition("@")[2]
    return "" if domain in PUBLIC_MAIL_DOMAINS else domain
