"""Names of folders that tell when what they hold was made; they sort by age."""

from __future__ import annotations

import re
from datetime import UTC, datetime

NAME_FORMAT = "%Y-%m-%dT%H-%M-%SZ"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ")


def name_by_moment(now: datetime) -> str:
    """The name of a folder whose contents are of this moment."""
    return now.astimezone(UTC).strftime(NAME_FORMAT)


def read_moment_of(name: str) -> datetime | None:
    """When what a folder holds was begun, by its name; None for any other name."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return datetime.strptime(name, NAME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
