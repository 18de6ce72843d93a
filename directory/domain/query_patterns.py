"""Patterns that stand for a filter in a line of folded words: skin type, years, new patients.

What is made of them is decided in `understanding`.
"""

from __future__ import annotations

import re

ROMAN_SKIN_TYPES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
SKIN_TYPE = re.compile(
    r"(?:^|(?<= ))(?:"
    r"(?:fitzpatrick|phototype|fototipo)(?: skin)?(?: type)? (?P<scale>[1-6]|vi|iv|v|i{1,3})"
    r"|(?:skin type|tipo de piel) (?P<skin>[1-6]|vi|iv|v|i{1,3})"
    r"|type (?P<before_skin>[1-6]|vi|iv|v|i{1,3}) skin"
    r"|type (?P<roman>vi|iv|v|i{2,3})"
    r")(?= |$)"
)
NUMBERS_IN_WORDS = {
    **{"five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30},
    **{"cinco": 5, "diez": 10, "quince": 15, "veinte": 20, "treinta": 30},
}
MINIMUM_YEARS = re.compile(
    r"(?:^|(?<= ))"
    r"(?P<least>(?:at least|over|more than|min|minimum|minimum of|mas de|al menos) )?"
    rf"(?P<years>[0-9]{{1,2}}|{'|'.join(NUMBERS_IN_WORDS)})(?P<plus>\+)?"
    r" ?(?:years?|yrs?|anos?)(?P<late_plus>\+)?"
    r"(?P<practice> (?:of |in |de )?(?:experience|experienced|exp|practice|experiencia))?"
    r"(?= |$)"
)
ACCEPTING = re.compile(
    r"(?:^|(?<= ))(?:"
    r"(?:is |are |still )?(?:accepting|accepts|accept|taking|takes) (?:on )?(?:new )?patients"
    r"|(?:que )?(?:acepta|acepte|aceptan|acepten) (?:nuevos )?pacientes(?: nuevos)?"
    r")(?= |$)"
)
