"""Words that patients hardly use: those of the practice about itself, and of its advertising."""

from __future__ import annotations

import re
from math import prod

from directory.domain.integrity.assessment import Signal, SignalKind

PRACTICE_STRENGTH = 0.7
ADVERTISING_STRENGTH = 0.3

_OF_THE_PRACTICE = r"""
    our (?:\w+ )?(?:clinic|office|practice|spa|studio|patients|clients|staff|specialists?|services)
    we (?:offer|provide|specialize|specialise|treat all|are (?:proud|committed|happy to|open))
    (?:visit|call|contact|follow|join|trust) us
    (?:book|schedule) (?:your|an?) (?:free )?(?:appointment|consultation|session) (?:today|now)
    come (?:in|see us) (?:for|today|and)
    (?:i work|i am|as) (?:here|the owner|an employee|staff)
    nuestr[oa]s? (?:clinica|consulta|consultorio|equipo|pacientes|clientes|centro)
    (?:reserve|reserva|pida|pide) (?:su|tu) cita
    (?:le|te|les|os) esperamos
"""
_ADVERTISING = r"""
    (?:state of the art|cutting edge|latest|most advanced) (?:technology|equipment|lasers?|devices?)
    (?:go|goes|going|went) (?:above and beyond|the extra mile)
    (?:do not|dont|never) look (?:anywhere|any further|further)
    look no further
    (?:is|are) (?:simply |truly )?(?:the )?(?:number one|best) in
    (?:best|top|leading) (?:clinic|practice|provider|doctor|place|spa) in
    (?:you )?(?:will|wont) (?:not )?regret
    (?:ten|10) out of (?:ten|10)
    (?:all the|five|5) stars
    lucky to have
    (?:super|very) affordable
    (?:much|far) better (?:clinics?|places?|options?|doctors?)
    go (?:to any other|anywhere else|elsewhere)
    (?:total|complete) (?:scam|fraud|rip off)
    tecnologia de (?:punta|vanguardia|ultima generacion)
    (?:la|el) mejor (?:clinica|centro|doctora?|especialista) de
    no se arrepentiran?
    (?:cinco|5) estrellas
"""


def _compile(phrases: str) -> re.Pattern[str]:
    alternatives = "|".join(line.strip() for line in phrases.strip().splitlines())
    return re.compile(rf"\b(?:{alternatives})\b")


PRACTICE_WORDS = _compile(_OF_THE_PRACTICE)
ADVERTISING_WORDS = _compile(_ADVERTISING)


def insider_language(folded_text: str) -> Signal | None:
    """The text speaks as the practice does, or as its advertising or a rival's.

    `folded_text` is lower case without accents, by single spaces (`fold_phrase`). Fake reviews have
    more superlatives, and more of the first person than of the place (Ott et al., "Finding
    deceptive opinion spam by any stretch of the imagination", ACL 2011); here are phrases, not
    single words, because patients are enthusiastic, too.
    """
    own = _list_phrases(PRACTICE_WORDS, folded_text)
    advertising = _list_phrases(ADVERTISING_WORDS, folded_text)
    if not own and not advertising:
        return None
    strength = 1.0 - prod(
        (1.0 - PRACTICE_STRENGTH,) * len(own) + (1.0 - ADVERTISING_STRENGTH,) * len(advertising)
    )
    said = ", ".join(f"“{phrase}”" for phrase in [*own, *advertising])
    whose = "the practice itself" if own else "an advertisement"
    return Signal(
        SignalKind.INSIDER_LANGUAGE, strength, f"The text speaks as {whose} would: {said}."
    )


def _list_phrases(pattern: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(match.group() for match in pattern.finditer(text)))
