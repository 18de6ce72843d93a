"""The form that tries the weight of the distance: carries the same parameters as a search."""

from __future__ import annotations

from wtforms import DecimalRangeField, Form, SelectField, StringField

from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.services.search_request import SearchRequest
from directory.web.search_form import list_concern_choices
from directory.web.search_urls import MOST_PLACE, PARAMETERS
from directory.web.translated_select import TranslatedSelect
from search_index.ranking_rule import MOST_POINTS_PER_DOUBLING

STEP = 0.5


class WeightForm(Form):
    """Rendered here, read by `search_urls` like any search."""

    concern = SelectField(
        N_("Concern"), name=PARAMETERS["concern"], validate_choice=False, widget=TranslatedSelect()
    )
    near = StringField(
        N_("City or ZIP code"),
        name=PARAMETERS["near"],
        render_kw={"maxlength": MOST_PLACE, "autocomplete": "postal-code"},
    )
    distance_weight = DecimalRangeField(
        N_("Points that each doubling of the distance costs"),
        name=PARAMETERS["distance_weight"],
        render_kw={"min": 0, "max": f"{MOST_POINTS_PER_DOUBLING:g}", "step": STEP},
        places=None,
    )


def make_weight_form(request: SearchRequest, vocabulary: Vocabulary) -> WeightForm:
    """The form as it stands for this search."""
    form = WeightForm(
        data={
            "concern": request.concern or "",
            "near": request.near,
            "distance_weight": f"{request.distance_weight:g}",
        }
    )
    form.concern.choices = list_concern_choices(vocabulary, N_("All concerns together"))
    return form
