"""What is looked at before a report is published without anybody reading it first.

Each check is simple and said on the page; one that strikes sends the report to a moderator, and
never rejects it. How reports weigh is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from directory.domain.messages import N_

SHORTEST_TEXT = 20
LONGEST_TEXT = 2000
"""Characters of a text that says something and that somebody reads; longer ones are looked at."""

UNPROVEN = "unproven"

LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|net|org|info|biz|io|co|us|uk|de|shop)\b", re.I)
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.I)
PHONE = re.compile(r"(?:\d[\s().+-]{0,2}){8,}")


@dataclass(frozen=True, slots=True)
class ReportText:
    """What the checks look at."""

    text: str
    relation: str
    incentive: str
    is_operator_known: bool
    has_proof: bool
    is_risky: bool = False


def _is_too_short(report: ReportText) -> bool:
    return 0 < len(report.text) < SHORTEST_TEXT


CHECKS: Mapping[str, Callable[[ReportText], bool]] = {
    "insider": lambda report: report.relation != "none",
    "incentive": lambda report: report.incentive != "none",
    "operator_unknown": lambda report: not report.is_operator_known,
    "contact_data": lambda report: bool(EMAIL.search(report.text) or PHONE.search(report.text)),
    "link": lambda report: bool(LINK.search(EMAIL.sub("", report.text))),
    "too_short": _is_too_short,
    "too_long": lambda report: len(report.text) > LONGEST_TEXT,
    "risk": lambda report: report.is_risky,
    UNPROVEN: lambda report: not report.has_proof,
}

CHECK_WORDS: Mapping[str, str] = {
    "insider": N_("The author is connected with the practice."),
    "incentive": N_("The author received or was promised something for the report."),
    "operator_unknown": N_("The author does not know who held the laser."),
    "contact_data": N_("The text holds an e-mail address or a telephone number."),
    "link": N_("The text holds a link."),
    "too_short": N_(
        "The text has fewer than %(shortest_text)s characters.", shortest_text=SHORTEST_TEXT
    ),
    "too_long": N_(
        "The text has more than %(longest_text)s characters.", longest_text=LONGEST_TEXT
    ),
    "risk": N_("Something about how the report came about needs a moderator’s look."),
    UNPROVEN: N_("The treatment is not proven by a visit code or an accepted receipt."),
}
"""Why a moderator has to look, by code, as moderator and author read it."""


def screen(report: ReportText) -> tuple[str, ...]:
    """The codes of the checks that strike, in their order; empty when nobody has to look."""
    return tuple(code for code, strikes in CHECKS.items() if strikes(report))
