"""What can be answered in a report: options, in their order on the page, and bounds of numbers.

Severity and grades are in our own plain words, from the scales by which practitioners judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.domain.messages import N_

UNKNOWN = "unknown"

MOST_SESSIONS = 50
MOST_DOWNTIME_DAYS = 365
OLDEST_VISIT_YEARS = 5
"""Older treatments are not asked about: memory fades, and the hand may have changed."""

MOST_TEXT = 5000


class Proof(StrEnum):
    """How the author shows that they were treated."""

    CODE = "code"
    RECEIPT = "receipt"
    NONE = "none"


class Operator(StrEnum):
    """Who held the laser, as the author knows it."""

    PRACTITIONER = "practitioner"
    OTHER = "other"
    UNKNOWN = UNKNOWN


class YesNo(StrEnum):
    """An answer to a question that may be left open."""

    YES = "yes"
    NO = "no"
    UNKNOWN = UNKNOWN

    @property
    def truth(self) -> bool | None:
        """As the database keeps it: true, false, or not known."""
        return {YesNo.YES: True, YesNo.NO: False}.get(self)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its words, and a sentence that explains it, or nothing."""

    words: str
    explanation: str = ""


PROOFS: Mapping[str, Choice] = {
    Proof.CODE: Choice(N_("I have a visit code"), N_("From the card of the practice.")),
    Proof.RECEIPT: Choice(
        N_("I have a receipt or invoice"),
        N_("A photo or PDF of it. Only the moderator sees it."),
    ),
    Proof.NONE: Choice(N_("Neither"), N_("Your report will be labelled as not proven.")),
}

SEVERITIES: Mapping[str, Choice] = {
    "1": Choice(N_("Mild"), N_("I saw it myself; others hardly did.")),
    "2": Choice(N_("Moderate"), N_("Others could see it from close by; make-up covered it.")),
    "3": Choice(
        N_("Marked"), N_("It could be seen across a table; make-up covered it only in part.")
    ),
    "4": Choice(N_("Severe"), N_("It was the first thing people saw; nothing covered it.")),
    UNKNOWN: Choice(N_("I do not remember")),
}

GRADES: Mapping[str, Choice] = {
    "5": Choice(N_("Very much improved"), N_("As good as I could have hoped for.")),
    "4": Choice(N_("Much improved"), N_("Clearly better, though some of it is left.")),
    "3": Choice(N_("Improved"), N_("Somewhat better; I would want more done.")),
    "2": Choice(N_("No change"), N_("About the same as before.")),
    "1": Choice(N_("Worse"), N_("Worse than before, or a new problem came of it.")),
}


@dataclass(frozen=True, slots=True)
class AdverseEventKind:
    """Something that can go wrong; significant ones are lasting harm or needed treatment."""

    words: str
    is_significant: bool


ADVERSE_EVENT_KINDS: Mapping[str, AdverseEventKind] = {
    "strong_reaction": AdverseEventKind(
        N_("Pain, swelling or crusts beyond what I was told"), False
    ),
    "outbreak": AdverseEventKind(N_("Cold sores, pimples or itching"), False),
    "redness_for_weeks": AdverseEventKind(N_("Redness that went within 8 weeks"), False),
    "colour_for_weeks": AdverseEventKind(
        N_("Darker or lighter skin that went within 8 weeks"), False
    ),
    "redness": AdverseEventKind(N_("Redness for more than 8 weeks"), True),
    "colour": AdverseEventKind(N_("Darker or lighter skin for more than 8 weeks"), True),
    "burn": AdverseEventKind(N_("A burn or blisters"), True),
    "infection": AdverseEventKind(N_("An infection that needed treatment"), True),
    "scar": AdverseEventKind(N_("A scar"), True),
}

ADVERSE_EVENT_HANDLING: Mapping[str, str] = {
    "well": N_("They looked at it soon and helped"),
    "slowly": N_("They helped, but only after I insisted or waited"),
    "badly": N_("They did not help"),
    "elsewhere": N_("I went to somebody else"),
    "not_told": N_("I did not tell them"),
}

YES_NO: Mapping[str, str] = {
    YesNo.YES: N_("Yes"),
    YesNo.NO: N_("No"),
    YesNo.UNKNOWN: N_("I am not sure"),
}

AGE_BANDS: Mapping[str, str] = {
    "18-29": N_("18 to 29"),
    "30-39": N_("30 to 39"),
    "40-49": N_("40 to 49"),
    "50-59": N_("50 to 59"),
    "60-69": N_("60 to 69"),
    "70+": N_("70 or older"),
}

RELATIONS: Mapping[str, str] = {
    "none": N_("None, other than being treated there"),
    "staff": N_("I work or worked there"),
    "family": N_("I am family or a friend of somebody there"),
    "competitor": N_("I work for another practice"),
}

INCENTIVES: Mapping[str, str] = {
    "none": N_("Nothing"),
    "discount": N_("A discount or a free session"),
    "gift": N_("Money or a gift"),
    "pressure": N_("Nothing, but I was pressed to write, or what to write"),
}
