"""Numbers, dates and ranges as people read them. Rounding for the eye happens only here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_skeleton

from directory.domain.geography import describe_miles, km_to_miles
from directory.domain.messages import NN_, Message
from directory.domain.vocabulary_entries import Span
from directory.services.search_chips import ROMAN_SKIN_TYPES
from directory.services.search_results import Part
from directory.web.wording import gettext, ngettext, number, page_locale, translated

MINUS = "−"
SHOWN_DECIMALS = 1


NOUNS: dict[str, Message] = {
    str(marked).removeprefix("1 "): marked
    for marked in (
        NN_("%(count)s act", "%(count)s acts", 1),
        NN_("%(count)s address", "%(count)s addresses", 1),
        NN_("%(count)s bad row", "%(count)s bad rows", 1),
        NN_("%(count)s broken row", "%(count)s broken rows", 1),
        NN_("%(count)s case", "%(count)s cases", 1),
        NN_("%(count)s changed profile", "%(count)s changed profiles", 1),
        NN_("%(count)s city", "%(count)s cities", 1),
        NN_("%(count)s claim", "%(count)s claims", 1),
        NN_("%(count)s code", "%(count)s codes", 1),
        NN_("%(count)s column", "%(count)s columns", 1),
        NN_("%(count)s correction", "%(count)s corrections", 1),
        NN_("%(count)s day", "%(count)s days", 1),
        NN_("%(count)s document", "%(count)s documents", 1),
        NN_("%(count)s entry", "%(count)s entries", 1),
        NN_("%(count)s fact", "%(count)s facts", 1),
        NN_("%(count)s flag", "%(count)s flags", 1),
        NN_("%(count)s hour", "%(count)s hours", 1),
        NN_("%(count)s line", "%(count)s lines", 1),
        NN_("%(count)s log", "%(count)s logs", 1),
        NN_("%(count)s mile", "%(count)s miles", 1),
        NN_("%(count)s minute", "%(count)s minutes", 1),
        NN_("%(count)s outcome", "%(count)s outcomes", 1),
        NN_("%(count)s page", "%(count)s pages", 1),
        NN_("%(count)s patient", "%(count)s patients", 1),
        NN_("%(count)s photo", "%(count)s photos", 1),
        NN_("%(count)s practitioner", "%(count)s practitioners", 1),
        NN_("%(count)s recovery code", "%(count)s recovery codes", 1),
        NN_("%(count)s report", "%(count)s reports", 1),
        NN_("%(count)s result", "%(count)s results", 1),
        NN_("%(count)s review", "%(count)s reviews", 1),
        NN_("%(count)s session", "%(count)s sessions", 1),
        NN_("%(count)s time", "%(count)s times", 1),
        NN_("%(count)s treatment", "%(count)s treatments", 1),
        NN_("%(count)s verified outcome", "%(count)s verified outcomes", 1),
        NN_("%(count)s verified report", "%(count)s verified reports", 1),
        NN_("%(count)s visit code", "%(count)s visit codes", 1),
        NN_("%(count)s week", "%(count)s weeks", 1),
        NN_("%(count)s year", "%(count)s years", 1),
    )
}
"""What can be counted in words. Others are counted in English only; a test names them."""


def count_of(count: float, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 review", "1,204 reviews"."""
    noun = NOUNS.get(one)
    if noun is None:
        return f"{number(count)} {one if count == 1 else many or one + 's'}"
    return _counted(noun, count, number(count))


def _counted(noun: Message, count: float, written: str) -> str:
    return ngettext(noun.source, noun.plural, 1 if count == 1 else 2) % {"count": written}


def whole(value: float) -> str:
    """A number without decimals, halves upwards."""
    return number(math.floor(value + 0.5))


def four_digits(value: float) -> str:
    """A number with four digits that count, never in powers of ten: "0.8326", "1.645", "10,000"."""
    written = Decimal(f"{value:.4g}")
    return number(value, max(0, -int(written.normalize().as_tuple().exponent)))


def file_size(byte_count: int) -> str:
    """The size of a file: "640 B", "12 kB", "3.4 MB"."""
    size, unit = float(byte_count), "B"
    for larger in ("kB", "MB", "GB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    written = number(size, SHOWN_DECIMALS if unit != "B" and size < 10 else 0)
    return f"{written}\N{NO-BREAK SPACE}{unit}"


def signed(points: float) -> str:
    """Points with their sign and one decimal: "+3.1", "−0.4", "0.0"."""
    rounded = round(points, SHOWN_DECIMALS)
    if rounded == 0:
        return number(0, SHOWN_DECIMALS)
    return f"{MINUS if rounded < 0 else '+'}{number(abs(rounded), SHOWN_DECIMALS)}"


def days(count: float) -> str:
    """A number of days: "1 day", "6.5 days"."""
    decimals = len(f"{count:g}".partition(".")[2])
    return _counted(NOUNS["day"], count, number(count, decimals))


def duration(seconds: float) -> str:
    """A time in the largest unit that has at least two: "25 minutes", "23 hours", "3 days"."""
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * length:
            return count_of(math.floor(seconds / length + 0.5), unit)
    return gettext("under 2 minutes")


def evidenced_years(years: float) -> str:
    """Years in practice, never rounded up: "14 years", "under a year"."""
    full = math.floor(years)
    return count_of(full, "year") if full >= 1 else gettext("under a year")


def day_date(day: date | datetime) -> str:
    """A day as the reader's language writes it: "Nov 2, 2026"."""
    return format_date(day, "medium", locale=page_locale())


def weekday_date(day: date) -> str:
    """A day with its weekday, in the language of the page: "Thursday, December 3, 2026"."""
    return format_date(day, "full", locale=page_locale())


def month_date(day: date) -> str:
    """A month: "March 2026"."""
    return format_skeleton("yMMMM", day, locale=page_locale())


def instant(moment: datetime) -> str:
    """A moment with its zone: "Nov 2, 2026, 14:05 UTC"."""
    return f"{day_date(moment)}, {moment:%H:%M} UTC"


def distance(km: float, is_approximate: bool = False) -> str:
    """A way in miles and kilometres: "about 2.1 miles (3.4 km)"; in Spanish the other way round."""
    way: str = translated(describe_miles(km_to_miles(km)))
    return gettext("about %(distance)s") % {"distance": way} if is_approximate else way


def span(low_to_high: Span, one: str) -> str:
    """A range with its unit: "3–10 days", "1 session", "no days"."""
    low, high = low_to_high
    if low == high and high:
        return count_of(high, one)
    return _counted(NOUNS[one], 2, f"{number(low)}–{number(high)}") if high else _none_of(one)


def _none_of(one: str) -> str:
    return {"day": gettext("no days"), "session": gettext("no sessions")}.get(one, f"no {one}s")


def skin_types(types: Iterable[int]) -> str:
    """Fitzpatrick types as Roman numerals, neighbours joined: "I–III, V"."""
    runs: list[list[int]] = []
    for skin_type in sorted(types):
        if runs and runs[-1][-1] == skin_type - 1:
            runs[-1].append(skin_type)
        else:
            runs.append([skin_type])
    return ", ".join(
        ROMAN_SKIN_TYPES[run[0]]
        if len(run) == 1
        else f"{ROMAN_SKIN_TYPES[run[0]]}–{ROMAN_SKIN_TYPES[run[-1]]}"
        for run in runs
    )


def rounded_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts rounded for the eye so that the rounded ones add up to the rounded sum.

    Largest remainders: whoever lost most by rounding down is rounded up, until the sum is right.
    """
    scale = 10**SHOWN_DECIMALS
    scaled = [part.points * scale for part in parts]
    floors = [math.floor(value) for value in scaled]
    missing = math.floor(sum(scaled) + 0.5) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - scaled[i])
    for i in by_remainder[:missing]:
        floors[i] += 1
    return tuple(
        Part(part.label, part.detail, floor / scale)
        for part, floor in zip(parts, floors, strict=True)
    )


def comma_and(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "a, b and c"."""
    if len(words) < 2:
        return "".join(map(translated, words))
    listed = [translated(word) for word in words]
    before = ", ".join(listed[:-1])
    return gettext("%(before)s and %(last)s") % {"before": before, "last": listed[-1]}
