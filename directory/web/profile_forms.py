"""The forms on which a profile is edited, one for each section; they give and take plain values."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from directory.domain.messages import N_
from directory.domain.opening_hours import WEEKDAYS, format_day_hours
from directory.domain.plain_text import clean_text
from directory.domain.profile_fields import Section, Value
from directory.domain.vocabulary import Vocabulary
from directory.models import LaserOperator
from directory.services.profile_cleaning import MOST_BIOGRAPHY, MOST_EQUIPMENT, MOST_LOCATIONS
from directory.web.report_fields import OptionField, SeveralField

NOT_SAID = "not_said"
ACCEPTANCE = {"yes": True, "no": False, NOT_SAID: None}
YEAR_WORDS = N_("Enter a year, such as 2012.")


class YearField(IntegerField):
    """A year, typed."""

    widget = TextInput()

    def __init__(self, label: str, **kwargs: Any) -> None:  # noqa: ANN401  # what WTForms binds
        super().__init__(
            label,
            [Optional()],
            invalid_value_message=YEAR_WORDS,
            render_kw={"inputmode": "numeric", "size": 6, "class": "field-short"},
            **kwargs,
        )


class SectionForm(FlaskForm):
    """What every section has: the version of the profile, and the waiting change, that was seen."""

    seen_version = HiddenField()
    seen_waiting = HiddenField()

    def offer(self, vocabulary: Vocabulary) -> None:
        """Add what can be chosen."""

    def fill(self, values: dict[str, Value]) -> None:
        """Show these values."""
        raise NotImplementedError

    def values(self) -> dict[str, Value]:
        """What was typed, as values."""
        raise NotImplementedError

    def find_field(self, name: str) -> Field | None:
        """The field that a fault in the values belongs to."""
        return getattr(self, name, None)

    def show_cleaned(self) -> None:
        """Take out, of what is shown again, what cannot be seen."""


class WordsForm(SectionForm):
    """The keeper's own words."""

    biography = TextAreaField(
        N_("In your own words"),
        description=N_(
            "At most %(most_biography)s characters. *emphasis*, **strong**, and lines that begin "
            "with - for lists. No prices, offers, links or claims of being the best.",
            most_biography=MOST_BIOGRAPHY,
        ),
        render_kw={"rows": 14},
    )

    def fill(self, values: dict[str, Value]) -> None:
        self.biography.data = values["biography"]

    def values(self) -> dict[str, Value]:
        return {"biography": self.biography.data or ""}

    def show_cleaned(self) -> None:
        self.biography.data = clean_text(self.biography.data or "")


class PracticeForm(SectionForm):
    """Languages, patients, and who holds the laser."""

    languages = SeveralField(N_("Languages you treat patients in"), {})
    acceptance = OptionField(
        N_("New patients"),
        {"yes": N_("Accepting"), "no": N_("Not accepting"), NOT_SAID: N_("Not said")},
        N_("Choose."),
    )
    laser_operator = OptionField(
        N_("Who holds the laser"),
        {
            LaserOperator.PRACTITIONER: N_("I do, always"),
            LaserOperator.SUPERVISED_STAFF: N_("Staff whom I supervise, sometimes or always"),
            LaserOperator.UNKNOWN: N_("Not said"),
        },
        N_("Choose who holds the laser."),
    )
    supervising_physician = StringField(
        N_("Supervising physician"), description=N_("Where the law asks for one.")
    )
    practising_since_claimed = YearField(
        N_("Practising since"),
        description=N_("The year. It counts for little until a licence or board shows it."),
    )

    def offer(self, vocabulary: Vocabulary) -> None:
        names = {language.key: language.name for language in vocabulary.languages}
        self.languages.choices = list(names.items())
        self.languages.explanations = dict.fromkeys(names, "")

    def fill(self, values: dict[str, Value]) -> None:
        self.languages.data = values["languages"]
        self.acceptance.data = next(
            word for word, state in ACCEPTANCE.items() if state is values["is_accepting_patients"]
        )
        self.laser_operator.data = values["laser_operator"]
        self.supervising_physician.data = values["supervising_physician"]
        self.practising_since_claimed.data = values["practising_since_claimed"]

    def values(self) -> dict[str, Value]:
        return {
            "languages": self.languages.data or [],
            "is_accepting_patients": ACCEPTANCE[self.acceptance.data],
            "laser_operator": self.laser_operator.data,
            "supervising_physician": self.supervising_physician.data or "",
            "practising_since_claimed": self.practising_since_claimed.data,
        }


class DoneForm(Form):
    """One concern or treatment: whether it is done, and since which year."""

    key = HiddenField()
    is_done = BooleanField()
    since_year = YearField(N_("Since"))


class TreatmentsForm(SectionForm):
    """What is treated and done."""

    concerns = FieldList(FormField(DoneForm))
    treatments = FieldList(FormField(DoneForm))

    def fill(self, values: dict[str, Value]) -> None:
        for name, entries in self._entries.items():
            chosen = dict(values[name])
            for key in entries:
                self[name].append_entry(
                    {"key": key, "is_done": key in chosen, "since_year": chosen.get(key)}
                )

    def offer(self, vocabulary: Vocabulary) -> None:
        self._entries = {
            "concerns": {entry.key: entry.name for entry in vocabulary.concerns},
            "treatments": {entry.key: entry.name for entry in vocabulary.treatments},
        }

    def find_field(self, name: str) -> Field | None:
        list_name, _, number = name.partition("-")
        done = [entry.form for entry in self[list_name] if entry.form.is_done.data]
        return done[int(number)].since_year if number else super().find_field(name)

    def name_of(self, name: str, key: str) -> str:
        """What the entry of a key is called; an unknown key is shown as it came."""
        return self._entries[name].get(key, key)

    def values(self) -> dict[str, Value]:
        return {
            name: [
                [entry.form.key.data, entry.form.since_year.data]
                for entry in self[name]
                if entry.form.is_done.data
            ]
            for name in self._entries
        }


class LocationForm(Form):
    """One place of practice."""

    clinic_name = StringField(N_("Practice"))
    street = StringField(N_("Street"))
    city = StringField(N_("Town"))
    region = StringField(N_("State or region"))
    postal_code = StringField(N_("Postal code"))
    country = StringField(N_("Country, in two letters"), default="US", render_kw={"size": 3})
    phone = StringField(N_("Telephone"))
    website = StringField(N_("Website"), description=N_("Such as practice.example."))
    mon = StringField(N_("Monday"))
    tue = StringField(N_("Tuesday"))
    wed = StringField(N_("Wednesday"))
    thu = StringField(N_("Thursday"))
    fri = StringField(N_("Friday"))
    sat = StringField(N_("Saturday"))
    sun = StringField(N_("Sunday"))
    is_removed = BooleanField(N_("Remove this place"))

    def is_empty(self) -> bool:
        """Whether nothing was typed, as in the form for a further place."""
        return not any(
            field.data for field in self if field.name.rpartition("-")[2] not in {"country"}
        )


class LocationsForm(SectionForm):
    """All places of practice, and an empty form for one more."""

    locations = FieldList(FormField(LocationForm))

    def fill(self, values: dict[str, Value]) -> None:
        for each in values["locations"]:
            hours = {day: format_day_hours(each["hours"].get(day)) for day in WEEKDAYS}
            self.locations.append_entry({**each, **hours})
        if len(values["locations"]) < MOST_LOCATIONS:
            self.locations.append_entry({"country": "US"})

    def values(self) -> dict[str, Value]:
        return {
            "locations": [
                {
                    **{
                        name: value or ""
                        for name, value in form.data.items()
                        if name not in {*WEEKDAYS, "is_removed"}
                    },
                    "country": (form.country.data or "").strip().upper(),
                    "hours": {day: form[day].data or "" for day in WEEKDAYS},
                }
                for form in self._kept()
            ]
        }

    def find_field(self, name: str) -> Field | None:
        _, separator, place = name.partition("-")
        if not separator:
            return None
        number, _, part = place.partition("-")
        return self._kept()[int(number)][part]

    def _kept(self) -> list[LocationForm]:
        return [
            entry.form
            for entry in self.locations
            if not entry.form.is_removed.data and not entry.form.is_empty()
        ]


class EquipmentForm(SectionForm):
    """Equipment, one name on a line."""

    equipment = TextAreaField(
        N_("Equipment"),
        description=N_(
            "One on each line, at most %(most_equipment)s. Shown at the foot of the profile, with "
            "the words that it does not count.",
            most_equipment=MOST_EQUIPMENT,
        ),
        render_kw={"rows": 6},
    )

    def fill(self, values: dict[str, Value]) -> None:
        self.equipment.data = "\n".join(values["equipment"])

    def values(self) -> dict[str, Value]:
        return {"equipment": (self.equipment.data or "").splitlines()}


SECTION_FORMS: dict[Section, type[SectionForm]] = {
    Section.WORDS: WordsForm,
    Section.PRACTICE: PracticeForm,
    Section.TREATMENTS: TreatmentsForm,
    Section.LOCATIONS: LocationsForm,
    Section.EQUIPMENT: EquipmentForm,
}
