"""Photos of practitioners: what may be sent, the sizes made of it, and how one is decided on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_

PHOTO_SIZES = (96, 240, 480)
"""Sides of the squares that are made, in pixels; a page shows up to half as many."""

SMALLEST_SIDE = 240
"""A photo smaller than this would be blurred."""

PHOTO_SUFFIXES: Mapping[str, str] = {".webp": "image/webp", ".jpg": "image/jpeg"}

DECLINE_REASONS: Mapping[str, str] = {
    "nobody": N_("It does not show the face of the practitioner."),
    "others": N_("It shows other people as well, or patients."),
    "advertising": N_("It has words, logos or equipment on it."),
    "result": N_("It shows results of treatments; those come from patients’ reports only."),
}


class PhotoState(StrEnum):
    """Where a photo stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    REMOVED = "removed"


class PhotoError(DomainError):
    """A photo that cannot be taken, or decided on, as it stands."""

    def __init__(self, message: str, field: str = "photo") -> None:
        super().__init__(message, field)
