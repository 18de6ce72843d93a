"""Telephone numbers as people type them, read by Google's rules for every country."""

from __future__ import annotations

import phonenumbers

from directory.domain.errors import InvalidValueError


def read_phone_number(text: str, country: str) -> str:
    """A number in international form; `country` is assumed where it has no country code.

    Raises InvalidValueError, which says what a number there looks like.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise InvalidValueError(_describe(text, country), "phone") from error
    if not phonenumbers.is_possible_number(number):  # by length: ranges change, 555-01 is fiction
        raise InvalidValueError(_describe(text, country), "phone")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return str(written)


def _describe(text: str, country: str) -> str:
    example = phonenumbers.example_number(country)
    such_as = ""
    if example is not None:
        shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        such_as = f" Write it as {shown}; a number of another country begins with + and its code."
    return f"“{text[:40]}” is no telephone number that can be called.{such_as}"
