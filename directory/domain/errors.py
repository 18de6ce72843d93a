"""The errors of the domain: a sentence for the person, and the field it concerns, if any."""

from __future__ import annotations


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` says what is wrong and what to do."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFoundError(DomainError):
    """The thing named does not exist, or no longer."""


class InvalidValueError(DomainError):
    """A value given cannot be used as it stands."""
