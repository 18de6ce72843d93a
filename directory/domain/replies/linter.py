"""Reads a reply before it is sent, and warns of wording that breaks a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from directory.domain.replies.rules import REPLY_RULES, SPEAKS_OF_AUTHOR, ReplyRule
from directory.domain.wording import fold


@dataclass(frozen=True, slots=True)
class ReplyWarning:
    """A rule that a reply seems to break, and the phrase of the reply by which."""

    rule: ReplyRule
    phrase: str


def lint_reply(text: str) -> tuple[ReplyWarning, ...]:
    """The warnings about a reply, at most one per rule, in the order of the rules.

    Where no rule strikes, speaking of the author in person is warned of.

    It finds wording and knows no meaning, so that it warns of some harmless words and misses others
    (docs/replies.md says how often): whoever writes decides, and a moderator after them.
    """
    folded, places = _fold_with_places(text)

    def strike(rules: Iterable[ReplyRule]) -> tuple[ReplyWarning, ...]:
        return tuple(
            ReplyWarning(rule, text[places[match.start()] : places[match.end() - 1] + 1])
            for rule in rules
            if (match := rule.wording.pattern.search(folded))
        )

    return strike(REPLY_RULES) or strike([SPEAKS_OF_AUTHOR])


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The text folded, with a single space for what is no word, and where each letter came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in fold(character):
            is_word = letter.isalnum()
            if not is_word and folded and folded[-1] == " ":
                continue
            folded.append(letter if is_word else " ")
            places.append(place)
    return "".join(folded), places
