"""Picks and fills sentences from the banks: alternatives, blanks, and numbers in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

ChoiceT = TypeVar("ChoiceT")

_ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def pick(rng: np.random.Generator, choices: Sequence[ChoiceT]) -> ChoiceT:
    """One of the choices, each as likely."""
    return choices[int(rng.random() * len(choices))]


def fill(rng: np.random.Generator, sentence: str, blanks: Mapping[str, str]) -> str:
    """The sentence with one alternative of each [a|b] and its {blanks} filled in."""
    chosen = _ALTERNATIVES.sub(lambda match: pick(rng, match.group(1).split("|")), sentence)
    return capitalise(chosen.format_map(blanks))


def capitalise(sentence: str) -> str:
    """The sentence with a capital at its start, the rest as it was."""
    return sentence[:1].upper() + sentence[1:]


def number_in_words(number: int) -> str:
    """Up to twelve in words, beyond in figures."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def sessions_in_words(count: int) -> str:
    """ "one session", "three sessions"."""
    return f"{number_in_words(count)} session{'' if count == 1 else 's'}"


def days_in_words(days: int) -> str:
    """A stretch of days as people say it: "two days", "about a week", "about three weeks"."""
    if days == 1:
        return "a day"
    if days in (7, 8):
        return "about a week"
    if days <= 12:
        return f"{number_in_words(days)} days"
    weeks = round(days / 7)
    return f"about {number_in_words(weeks)} weeks"
