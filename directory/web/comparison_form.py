"""The form above a comparison: for which concern, and from which place the way is counted."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, StringField

from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary
from directory.web.search_form import list_concern_choices
from directory.web.search_urls import MOST_PLACE, PARAMETERS, clean_text
from directory.web.translated_select import TranslatedSelect

FORM_FIELDS = ("concern", "near")


class ComparisonForm(Form):
    """Carries the same parameters as a search; a value without meaning counts as none."""

    concern = SelectField(
        N_("Concern"), name=PARAMETERS["concern"], validate_choice=False, widget=TranslatedSelect()
    )
    near = StringField(
        N_("City or ZIP code"),
        name=PARAMETERS["near"],
        render_kw={"maxlength": MOST_PLACE, "autocomplete": "postal-code"},
    )


def read_comparison_form(arguments: MultiDict[str, str], vocabulary: Vocabulary) -> ComparisonForm:
    """The form as the address fills it."""
    key = arguments.get(PARAMETERS["concern"], "")
    form = ComparisonForm(
        data={
            "concern": key if vocabulary.find_concern(key) else "",
            "near": clean_text(arguments.get(PARAMETERS["near"], ""), MOST_PLACE),
        }
    )
    form.concern.choices = list_concern_choices(vocabulary, N_("All concerns together"))
    return form


def list_asked(arguments: MultiDict[str, str]) -> dict[str, str]:
    """What an address asks for of this form, to be handed on in another one."""
    names = (PARAMETERS[field] for field in FORM_FIELDS)
    asked = {name: clean_text(arguments.get(name, ""), MOST_PLACE) for name in names}
    return {name: value for name, value in asked.items() if value}
