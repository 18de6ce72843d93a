"""The search form: what to treat, where, and on which skin. Filters stand beside the results."""

from __future__ import annotations

from wtforms import Form, SelectField, StringField

from directory.domain.messages import N_
from directory.domain.outcomes import FITZPATRICK_WORDS
from directory.domain.vocabulary import Vocabulary
from directory.domain.wording import fold
from directory.services.search_request import SearchRequest
from directory.web.search_urls import MOST_PLACE, MOST_TEXT, PARAMETERS
from directory.web.wording import translated

FORM_FIELDS = ("text", "concern", "near", "skin_type")
SKIN_TYPE_CHOICES = (
    ("", N_("Any skin type")),
    *((str(skin_type), words) for skin_type, words in FITZPATRICK_WORDS.items()),
)


class SearchForm(Form):
    """Rendered here, read by `search_urls`: a search is a plain GET address, never refused."""

    text = StringField(
        N_("In your own words"), name=PARAMETERS["text"], render_kw={"maxlength": MOST_TEXT}
    )
    concern = SelectField(N_("Concern"), name=PARAMETERS["concern"])
    near = StringField(
        N_("City or ZIP code"),
        name=PARAMETERS["near"],
        render_kw={"maxlength": MOST_PLACE, "autocomplete": "postal-code"},
    )
    skin_type = SelectField(N_("Your skin type"), name=PARAMETERS["skin_type"])


def list_concern_choices(vocabulary: Vocabulary, none: str) -> tuple[tuple[str, str], ...]:
    """Every concern by its key, in the order of the reader's alphabet, after the words for none."""
    concerns = [(concern.key, concern.name) for concern in vocabulary.concerns]
    return ("", none), *sorted(concerns, key=lambda choice: fold(translated(choice[1])))


def make_search_form(request: SearchRequest, vocabulary: Vocabulary) -> SearchForm:
    """The form as it stands for this search."""
    form = SearchForm(
        data={
            "text": request.text,
            "concern": request.concern or "",
            "near": request.near,
            "skin_type": str(request.skin_type or ""),
        }
    )
    form.concern.choices = list_concern_choices(vocabulary, N_("Any concern"))
    form.skin_type.choices = SKIN_TYPE_CHOICES
    return form
