"""What a reply should not do, as data: the rule, why it matters, and neutral words to use instead.

A warning is a question to whoever writes, never a verdict. The words are in `patterns`.
"""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.messages import N_
from directory.domain.replies import patterns


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """One rule: what is wrong, why it matters, and what could be written in its place."""

    key: str
    title: str
    reason: str
    advice: str
    wording: patterns.Wording


REPLY_RULES: tuple[ReplyRule, ...] = (
    ReplyRule(
        "confirms_patient",
        N_("It says that somebody is, or is not, your patient."),
        N_(
            "That alone is protected health information (45 CFR 164.502, HIPAA; GDPR article 9), "
            "also where the author told it first."
        ),
        N_(
            "Privacy law does not let us say whether anybody is or was a patient here. Anybody can "
            "reach me directly; the telephone number stands above."
        ),
        patterns.CONFIRMS_PATIENT,
    ),
    ReplyRule(
        "health_data",
        N_("It tells something about somebody’s health."),
        N_(
            "Diagnoses, skin, medicines and how somebody healed are health data; publishing them "
            "needs their written authorisation, even to defend yourself."
        ),
        N_(
            "In general, redness after this treatment lasts from some days to some weeks, and "
            "darker skin needs more care. I cannot speak of any one person."
        ),
        patterns.HEALTH_DATA,
    ),
    ReplyRule(
        "insult",
        N_("It insults the author, or says that they lie."),
        N_("Whoever reads it thinks of how you speak to patients. Moderators publish no insults."),
        N_("I see this differently, and I respect that others see it their way."),
        patterns.INSULT,
    ),
    ReplyRule(
        "asks_removal",
        N_("It asks for the review to be taken back or changed, or threatens."),
        N_(
            "Suppressing reviews by pressure is unlawful (16 CFR 465.7), and reviews stay as their "
            "authors wrote them. If one breaks a rule, dispute it: a moderator decides."
        ),
        N_("I would like to understand what happened. My door is open."),
        patterns.ASKS_REMOVAL,
    ),
    ReplyRule(
        "offers_compensation",
        N_("It offers something."),
        N_(
            "What is offered in public reads as the price of a better review, and paying for one "
            "is unlawful (16 CFR 465.4). Settle it in private, with no condition."
        ),
        N_("Please call the office; the complaints procedure is printed on every invoice."),
        patterns.OFFERS_COMPENSATION,
    ),
)
"""In the order in which they are shown: the first two can cost a licence."""

SPEAKS_OF_AUTHOR = ReplyRule(
    "speaks_of_author",
    N_("It speaks of the author in person."),
    N_(
        "Whatever a reply says of the author tends to confirm that they are a patient. Speak of "
        "your practice and of what you do in general."
    ),
    N_("In our practice, everybody gets a test patch and a number to call at any hour."),
    patterns.SPEAKS_OF_AUTHOR_WORDS,
)
"""Only said where no other rule is: it catches what they have no words for."""

RULES_BY_KEY = {rule.key: rule for rule in (*REPLY_RULES, SPEAKS_OF_AUTHOR)}
