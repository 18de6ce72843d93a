"""The form of the healing calendar: treatment, skin type and day as parts of its URL."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form, ValidationError

from directory.domain.outcomes import FITZPATRICK_WORDS
from directory.domain.vocabulary import Vocabulary
from directory.web.report_fields import DayField, ListField
from directory.web.search_urls import PARAMETERS

DATE_PARAMETER = "date"
OLDEST = timedelta(days=366)
LATEST = timedelta(days=2 * 366)


class HealingForm(Form):
    """What is asked of the calendar; carries the same parameters as a search where it can."""

    treatment = ListField(
        lazy_gettext("Treatment"),
        lazy_gettext("Choose a treatment"),
        missing=lazy_gettext("Choose the treatment."),
        name=PARAMETERS["treatment"],
    )
    skin_type = ListField(
        lazy_gettext("Your skin type"),
        lazy_gettext("All skin types"),
        name=PARAMETERS["skin_type"],
    )
    day = DayField(
        lazy_gettext("Day of treatment, if it is set"),
        name=DATE_PARAMETER,
    )

    def __init__(self, arguments: MultiDict[str, str], today: date) -> None:
        super().__init__(arguments)
        self._today = today

    @property
    def is_asked(self) -> bool:
        """Whether anything was asked yet."""
        return any(field.raw_data and any(field.raw_data) for field in self)

    def validate_day(self, field: DayField) -> None:
        """A calendar of long ago or far ahead is most likely a slip."""
        if field.data and not self._today - OLDEST <= field.data <= self._today + LATEST:
            raise ValidationError(gettext("Enter a day between a year ago and two years from now."))


def read_healing_form(
    arguments: MultiDict[str, str], vocabulary: Vocabulary, today: date
) -> HealingForm:
    """The form as the URL fills it."""
    form = HealingForm(arguments, today)
    form.treatment.offer({one.key: one.name for one in vocabulary.treatments})
    form.skin_type.offer({str(key): words for key, words in FITZPATRICK_WORDS.items()})
    return form
