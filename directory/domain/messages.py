"""Sentences of the rules that can be shown in another language. Which languages there are, and how
they are looked up, is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Self


class Message(str):
    """A sentence in English that remembers what it was made of, so that it can be made anew.

    It is used like any other text: whoever knows nothing of languages has the English sentence.
    `source` is what translators see, with `%(name)s` for each of `values`, which may be messages
    themselves, numbers or days; `plural` and `number` are set where a number decides between two
    forms.
    """

    source: str
    plural: str
    number: float
    values: Mapping[str, object]
    is_lowered: bool

    def __new__(
        cls,
        source: str,
        values: Mapping[str, object],
        plural: str = "",
        number: float = 1,
        is_lowered: bool = False,
    ) -> Self:
        chosen = plural if plural and number != 1 else source
        shown = {name: _in_english(value) for name, value in values.items()}
        english = chosen % shown if shown else chosen
        made = super().__new__(cls, english.lower() if is_lowered else english)
        made.source, made.plural, made.number = source, plural, number
        made.values, made.is_lowered = values, is_lowered
        return made

    def lower(self) -> Message:
        """The message in small letters, in every language, to stand inside of another one."""
        return Message(self.source, self.values, self.plural, self.number, True)

    def __mod__(self, values: object) -> Message:
        """The message with these values as well: what checkers of forms fill in themselves."""
        filled = {**self.values, **values} if isinstance(values, Mapping) else self.values
        return Message(self.source, filled, self.plural, self.number, self.is_lowered)

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        return Message, (self.source, self.values, self.plural, self.number, self.is_lowered)


def N_(source: str, /, **values: object) -> Message:  # noqa: N802  # the mark that gettext's tools know
    """Mark a sentence for translation, with what stands in place of its `%(name)s`."""
    return Message(source, values)


def listed(words: Sequence[str]) -> str:
    """Words one after another: "Melasma, severe, skin type IV"; each stays translatable."""
    return reduce(lambda before, last: N_("%(before)s, %(last)s", before=before, last=last), words)


def one_after_another(sentences: Sequence[str]) -> str:
    """Sentences with spaces between them; each stays translatable."""
    return reduce(
        lambda before, last: N_("%(before)s %(last)s", before=before, last=last), sentences
    )


def NN_(  # noqa: N802  # as above
    one: str, many: str, number: float, /, **values: object
) -> Message:
    """Mark a sentence with a number that chooses between its two forms; `%(count)s` is the number.

    >>> NN_("%(count)s review", "%(count)s reviews", 2)
    '2 reviews'
    """
    return Message(one, {"count": number, **values}, many, number)


def _in_english(value: object) -> object:
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:%B} {value.day}, {value.year}" if isinstance(value, date) else value
