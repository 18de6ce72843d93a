"""The forms of a report about its author: what they think, who they are, where to reach them."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, Form, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from directory.domain.email_addresses import LONGEST_EMAIL, read_email_address
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.outcomes import FITZPATRICK_WORDS
from directory.domain.plain_text import has_markup
from directory.domain.report_choices import AGE_BANDS, INCENTIVES, MOST_TEXT, RELATIONS, YES_NO
from directory.web.report_fields import ListField, OptionField
from directory.web.report_step_form import FormContext, StepForm


class WorthForm(StepForm):
    """Whether it was worth it."""

    is_worth_it = OptionField(
        N_("Worth the time, money and healing"), YES_NO, N_("Choose whether it was worth it.")
    )


class ConsultationForm(StepForm):
    """The quality of the consultation."""

    had_enough_time = OptionField(
        N_("There was enough time for my questions"),
        YES_NO,
        N_("Choose whether there was enough time."),
    )
    were_risks_explained = OptionField(
        N_("Risks and other ways were explained"),
        YES_NO,
        N_("Choose whether risks were explained."),
    )
    felt_pressure_to_buy = OptionField(
        N_("I felt pressed to buy"), YES_NO, N_("Choose whether you felt pressed to buy.")
    )


class AboutYouForm(StepForm):
    """Skin type and age band, each with a consent of its own."""

    fitzpatrick = ListField(N_("Your skin type"), N_("I would rather not say"))
    fitzpatrick_consent = BooleanField(
        N_("I agree that my skin type is kept and used for statistics")
    )
    age_band = ListField(N_("Your age"), N_("I would rather not say"))
    age_band_consent = BooleanField(N_("I agree that my age band is kept and used for statistics"))

    def prepare(self, context: FormContext) -> None:
        super().prepare(context)
        self.fitzpatrick.offer({str(key): words for key, words in FITZPATRICK_WORDS.items()})
        self.age_band.offer(AGE_BANDS)

    def validate_fitzpatrick_consent(self, field: BooleanField) -> None:
        _check_consent(field, self.fitzpatrick)

    def validate_age_band_consent(self, field: BooleanField) -> None:
        _check_consent(field, self.age_band)


class ConnectionsForm(StepForm):
    """Relation to the practice, and incentives."""

    relation = OptionField(
        N_("My connection to the practice"),
        RELATIONS,
        N_("Choose your connection to the practice."),
    )
    incentive = OptionField(
        N_("For this report I received or was promised"),
        INCENTIVES,
        N_("Choose what you received or were promised for this report."),
    )


class WordsForm(StepForm):
    """Free text."""

    text = TextAreaField(
        N_("Your words"),
        [
            Length(
                max=MOST_TEXT,
                message=N_(
                    "Shorten this to %(most_text)s characters or fewer.", most_text=MOST_TEXT
                ),
            )
        ],
        description=N_("Up to %(most_text)s characters, or nothing.", most_text=MOST_TEXT),
        render_kw={"rows": 10},
    )

    def validate_text(self, field: TextAreaField) -> None:
        if has_markup(field.data or ""):
            raise ValidationError(
                N_(
                    "This looks like HTML or a script. Write plain text: take out what stands in "
                    "pointed brackets."
                )
            )


class AddressForm(StepForm):
    """The e-mail address."""

    email = EmailField(
        N_("E-mail address"),
        [
            InputRequired(N_("Enter your e-mail address.")),
            Length(max=LONGEST_EMAIL, message=N_("This is too long.")),
        ],
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )

    def validate_email(self, field: EmailField) -> None:
        try:
            read_email_address(field.data or "")
        except DomainError as error:
            raise ValidationError(error.message) from error


class SendForm(Form):
    """The agreement under which a report is sent; outcomes are health data."""

    agreement = BooleanField(
        N_(
            "I was treated as I describe. I agree that this report, which tells of my "
            "health, is kept "
            "and published without my name, and I know that I can take it back at any time."
        ),
        [InputRequired(N_("Tick the box if you agree. The report cannot be sent otherwise."))],
    )


def _check_consent(consent: BooleanField, field: ListField) -> None:
    if field.data and not consent.data:
        raise ValidationError(
            N_(
                "%(question)s: tick this if you agree, or choose “I would rather not say” above. "
                "Nothing is kept without it.",
                question=field.label.text,
            )
        )
