"""How many years of school a text asks for: the Flesch–Kincaid grade.

Kincaid, Fishburne, Rogers & Chissom, "Derivation of new readability formulas for Navy enlisted
personnel", Research Branch Report 8-75, Naval Air Station Memphis, 1975:
0.39 · words per sentence + 11.8 · syllables per word − 15.59. Syllables are counted by spelling.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=[\s”\")]|$)|\n")
_VOWELS = re.compile(r"(?!\by[aeiou])(?:[aeiou]+y?|y)")
_APART = re.compile(  # two vowels side by side that are two syllables
    r"ia(?!l\b|n\b|r)|io(?!n|us)|(?<=[bdlnrv])iou|(?<=r)ien|\bscien|qui(?=et)|eo\b|"
    r"(?<=[aeiou][^aeiou])ea\b|(?<=cr)ea(?=t)|\bacn(?=e)|ua(?=l|r)|iu|(?<!q)uo|[aeiou]ing\b"
)
_SILENT = re.compile(  # vowels that are written and not spoken
    r"(?:[^aeiouyl]|[aeiouy]l)e\b|(?<![td])ed\b|(?:[^aeioucgsxzhl]|[^cs]h|[aeiouy]l)es\b|"
    r"(?<=[a-z]e)(?=ly\b|ful\b|less\b|ment\b)|some(?=ti|th)|there(?=fo)"
)


def reading_grade(text: str) -> float:
    """The grade of an English text; lines, colons and semicolons end a sentence like full stops.

    Raises ValueError for a text without words.
    """
    words = _WORD.findall(text)
    if not words:
        raise ValueError("A text without words has no reading grade.")
    sentence_count = sum(bool(_WORD.search(piece)) for piece in _SENTENCE_END.split(text))
    syllable_count = sum(map(count_syllables, words))
    return 0.39 * len(words) / sentence_count + 11.8 * syllable_count / len(words) - 15.59


def count_syllables(word: str) -> int:
    """The syllables of an English word, by its spelling: at least one."""
    plain = re.sub("[^a-z]", "", word.lower())
    count = len(_VOWELS.findall(plain)) + len(_APART.findall(plain)) - len(_SILENT.findall(plain))
    return max(count, 1)
