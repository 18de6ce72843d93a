"""A list to choose from whose words are shown in the reader's language."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms.fields.choices import Choice
from wtforms.widgets import Select

from directory.web.wording import translated


class TranslatedSelect(Select):
    """WTForms writes the options itself, past the templates that translate what they print."""

    @classmethod
    def render_option(cls, choice: Choice, **kwargs: Any) -> Markup:  # noqa: ANN401
        """One option."""
        return super().render_option(choice._replace(label=translated(choice.label)), **kwargs)
