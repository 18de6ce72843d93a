"""What a profile's own words may not say: offers, prizes, countdowns, and claims of being the best.

The site says how good somebody is, from evidence; a practice's own words say what they do and how.
Each rule is data: what it forbids, why, and the phrases by which it is noticed. A notice stops the
text until its author changes it, so a phrase is listed only where it is almost never innocent.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from directory.domain.messages import N_

APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-"})
LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class QualityRule:
    """One thing that may not be said, with the sentence that tells its author why."""

    code: str
    title: str
    why: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QualityNotice:
    """Where a text breaks a rule: the words themselves, quoted."""

    rule: QualityRule
    quote: str


_PLACE = (
    r"(?:town|the (?:city|state|country|area|region|world|valley|county|nation|business)|"
    r"(?-i:[A-Z][a-z]+))"
)
_MONEY = r"(?:[$€£]\s?\d[\d.,]*|\d[\d.,]*\s?(?:dollars|euros?|pounds|usd|eur))"

QUALITY_RULES: tuple[QualityRule, ...] = (
    QualityRule(
        "offer",
        N_("Offers, discounts and prices"),
        N_("Prices and offers never count here, and a profile’s words are not the place for them."),
        (
            r"\d{1,2}\s?(?:%|percent) (?:off|discount|savings?)",
            r"\b(?:save|get|take) (?:up to )?\d{1,2}\s?(?:%|percent)",
            rf"\b(?:save|only|just|from|for|now|under) {_MONEY}",
            rf"{_MONEY} (?:off|per (?:session|area|treatment)|each|credit|gift)",
            r"\b(?:two|three|four|six|ten) (?:sessions )?for (?:the price of )?(?:one|two|\d+)\b",
            r"\bbuy (?:one|two|three|\d+)\b.{0,20}\b(?:get|free)\b",
            r"\b(?:half[- ]price|discount(?:s|ed)?|coupons?|vouchers?|promo(?:tion(?:al)?)?s?|"
            r"groupon)\b",
            r"\b(?:special offers?|special pricing|introductory (?:offer|price)|gift cards?)\b",
            r"\b(?:package deals?|(?:best|lowest|affordable|unbeatable) prices?|price match)",
            r"\bfree (?:consultations?|sessions?|treatments?|gifts?|products?|peels?|facials?)",
            r"\b(?:first|one) (?:session|treatment|visit) (?:is )?(?:free|on us|on the house)",
            r"\b(?:refer a friend|referral bonus|loyalty (?:points|program)|financing available)",
        ),
    ),
    QualityRule(
        "prize",
        N_("Prizes, contests and gifts for reviews"),
        N_("Whoever gives something for a visit or a review buys it."),
        (
            r"\b(?:win|chance to win|enter to win|raffle|giveaways?|sweepstakes?|prize draw|"
            r"lucky draw)\b",
            r"\b(?:leave|write|post|give) (?:us |me )?an? (?:\w+ ){0,2}(?:review|rating)s?\b.{0,60}"
            r"\b(?:get|receive|free|off|gift|discount|credit|reward)",
            r"\b(?:get|receive|earn|free|gift|discount|credit|reward)\b.{0,60}\bfor (?:an?|every|"
            r"your) "
            r"(?:\w+ )?(?:review|rating)",
        ),
    ),
    QualityRule(
        "pressure",
        N_("Countdowns and pressure"),
        N_("A treatment of the skin is decided without hurry."),
        (
            r"\b(?:today|this (?:week|weekend|month)|tonight) only\b",
            r"\b(?:limited[- ]time|limited (?:spots|places|availability|offer)|while (?:supplies|"
            r"stocks?) last)",
            r"\b(?:(?<!no )hurry|act (?:now|fast)|book (?:now|today|before)|"
            r"don'?t (?:miss (?:out|this)|wait))\b",
            r"\b(?:only|just) (?:\d+|one|two|three|a few) (?:spots?|places?|slots?|days?|"
            r"appointments?) "
            r"(?:left|remain(?:ing)?|available)",
            r"\b(?:offer|sale|deal|special|price) (?:ends|expires|valid until|good until)\b",
            r"\b(?:last chance|ends (?:soon|sunday|friday|today|tomorrow)|countdown|black friday|"
            r"cyber monday)\b",
        ),
    ),
    QualityRule(
        "superlative",
        N_("Being the best"),
        N_("Who is best is what the evidence on this page is for; nobody says it of themselves."),
        (
            r"\b(?:the|is|as|voted|rated|named|your|town'?s|city'?s|region'?s|"
            r"(?-i:[A-Z][a-z]+)'s) (?:very )?(?:number one|no\. ?1|#1|best|top|leading|premier|"
            r"finest|foremost|greatest)"
            r"(?:[- ]rated)? (?:\w+ ){0,3}(?:dermatologists?|surgeons?|doctors?|physicians?|"
            r"nurses?|clinics?|"
            r"practices?|providers?|practitioners?|experts?|specialists?|injectors?|aestheticians?|"
            r"med ?spas?|hands?|laser center)",
            rf"\b(?:best|finest|number one|#1|no\. ?1|leading|top) (?:\w+ ){{0,3}}in {_PLACE}",
            r"\b(?:second to none|world[- ](?:class|renowned|famous)|unrivall?ed|unmatched|"
            r"unparalleled|"
            r"unsurpassed|award[- ]winning|top[- ]rated|five[- ]star|5[- ]star|"
            r"celebrity (?:dermatologist|"
            r"doctor|injector))\b",
            r"\b(?:better|safer|gentler|more experienced) than (?:any(?:one|body|where)?|all|"
            r"every|other|most|our)\b",
            r"\bnobody (?:\w+ ){0,3}(?:better|more)\b",
        ),
    ),
    QualityRule(
        "guarantee",
        N_("Guaranteed or riskless results"),
        N_("No treatment of the skin is without risk, and no result can be promised."),
        (
            r"\b(?:guaranteed?\b|100\s?%|money[- ]back|or your money)",
            r"\b(?:risk[- ]free|(?:is|are) no risks?|without any risks?|completely (?:safe|"
            r"painless)|"
            r"totally (?:safe|painless)|perfectly safe|zero (?:risk|downtime|side effects)|"
            r"no (?:pain|side effects|downtime) (?:at all|whatsoever|ever|guaranteed))\b",
            r"\b(?:flawless|perfect|miracle|magic(?:al)?) (?:skin|results?|cure|treatment|laser)\b",
            r"\b(?:permanent(?:ly)?|forever) (?:cure[sd]?|remov(?:e|es|al)|gone|eliminat\w+|"
            r"eras\w+)",
            r"\b(?:erase|eliminate|remove|cure)s? (?:all|every|any) (?:\w+ )?(?:scars?|wrinkles?|"
            r"spots?|acne)",
        ),
    ),
    QualityRule(
        "equipment_praise",
        N_("Praise of equipment"),
        N_("The hand matters, not the tool; equipment is listed at the foot and does not count."),
        (
            r"\b(?:the |most |very )?(?:latest|newest|most advanced|most powerful|cutting[- ]edge|"
            r"state[- ]of[- ]the[- ]art|revolutionary|next[- ]generation) (?:\w+ ){0,2}"
            r"(?:lasers?|technolog(?:y|ies)|devices?|machines?|equipment|systems?)",
        ),
    ),
    QualityRule(
        "contact",
        N_("Links and telephone numbers"),
        N_(
            "The practice’s telephone and site have fields of their own, where they can be checked."
        ),
        (
            r"\bhttps?://\S+|\bwww\.\S+",
            r"\b[\w-]+\.(?:com|net|org|clinic|health|info|biz|co\.uk)\b",
            r"\+?\d[\d ().-]{8,}\d",
            r"[\w.+-]+@[\w-]+\.\w+",
            r"(?<!\w)@[a-z_][\w.]{3,}",
        ),
    ),
)

_COMPILED = tuple(
    (rule, re.compile("|".join(f"(?:{phrase})" for phrase in rule.phrases), re.IGNORECASE))
    for rule in QUALITY_RULES
)


def list_quality_notices(text: str) -> tuple[QualityNotice, ...]:
    """Where a text breaks the rules, each rule at most once, in the order of the rules."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(APOSTROPHES).split())
    plain = plain.replace("*", "").replace("_", " ")
    return tuple(
        QualityNotice(rule, found[0].strip()[:LONGEST_QUOTE])
        for rule, pattern in _COMPILED
        if (found := pattern.search(plain))
    )
