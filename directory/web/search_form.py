"""The search form: what to treat, where, and on which skin. Filters stand beside the results."""

from __future__ import annotations

from dataclasses import dataclass

from directory.domain.messages import N_
from directory.domain.outcomes import FITZPATRICK_WORDS
from directory.domain.vocabulary import Vocabulary
from directory.domain.wording import fold
from directory.services.search_request import SearchRequest
from directory.web.wording import translated

FORM_FIELDS = ("text", "concern", "near", "skin_type")
SKIN_TYPE_CHOICES: tuple[tuple[str, str], ...] = (
    ("", N_("Any skin type")),
    *((str(skin_type), words) for skin_type, words in FITZPATRICK_WORDS.items()),
)


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What stands in the form, and what can be chosen.

    It is rendered alone: `search_urls` reads what it sends, a plain GET address, never refused.
    """

    text: str
    concern: str
    near: str
    skin_type: str
    concern_choices: tuple[tuple[str, str], ...]
    skin_type_choices: tuple[tuple[str, str], ...] = SKIN_TYPE_CHOICES


def list_concern_choices(vocabulary: Vocabulary, none: str) -> tuple[tuple[str, str], ...]:
    """Every concern by its key, in the order of the reader's alphabet, after the words for none."""
    concerns = [(concern.key, concern.name) for concern in vocabulary.concerns]
    return ("", none), *sorted(concerns, key=lambda choice: fold(translated(choice[1])))


def make_search_form(request: SearchRequest, vocabulary: Vocabulary) -> SearchForm:
    """The form as it stands for this search."""
    return SearchForm(
        text=request.text,
        concern=request.concern or "",
        near=request.near,
        skin_type=str(request.skin_type or ""),
        concern_choices=list_concern_choices(vocabulary, N_("Any concern")),
    )
