"""What a field says to the script that shows suggestions under it, in the reader's language."""

from __future__ import annotations

from directory.web.wording import gettext


def with_suggestions(address: str) -> dict[str, str]:
    """Attributes of a field whose suggestions this address gives."""
    return {
        "data-combobox": address,
        "data-suggestions": gettext("Suggestions"),
        "data-several": gettext("{count} suggestions, use the arrow keys"),
        "data-none": gettext("No suggestions"),
    }
