"""Parts of pages that are drawn once and remembered by what they show (decision 0153).

A result card, the head and the foot of a page are the same for everybody who is shown the same
facts. They are looked up by those facts themselves, so that nothing remembered can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache

from flask import Flask, request
from markupsafe import Markup

from directory.web.locales import current_language
from directory.web.people_lists import carried_shortlist

MOST_PARTS = 500
"""How many each process remembers; a card, the biggest, has some 5 kB."""

Macro = Callable[..., Markup]


def register(app: Flask) -> None:
    """Give templates `drawn(macro, …)`, with a memory of its own for each application."""

    @lru_cache(MOST_PARTS, typed=True)
    def draw(_language: str, _root: str, macro: Macro, *shown: Hashable) -> Markup:
        return macro(*shown)

    def drawn(macro: Macro, *shown: Hashable) -> Markup:
        """What the macro draws of these facts, and of nothing else but the language of the page."""
        if carried_shortlist():  # addresses carry it along
            return macro(*shown)
        return draw(current_language().key, request.script_root, macro, *shown)

    app.jinja_env.globals["drawn"] = drawn
