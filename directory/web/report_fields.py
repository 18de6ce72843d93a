"""The kinds of field that a report is made of: options with explanations, whole numbers, days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from directory.domain.messages import N_
from directory.domain.report_choices import Choice
from directory.web.translated_select import TranslatedSelect

NOT_AN_OPTION = N_("Choose one of the options listed.")


def list_choices(words: Mapping[str, str]) -> list[SelectChoice]:
    """Options by their keys as WTForms takes them."""
    return [SelectChoice(value=key, label=label) for key, label in words.items()]


class OptionField(RadioField):
    """One of several options, none chosen beforehand, each in words and maybe explained."""

    def __init__(
        self,
        label: str,
        options: Mapping[str, Choice] | Mapping[str, str],
        missing: str = "",
        **kwargs: Any,  # noqa: ANN401  # whatever WTForms binds
    ) -> None:
        explained = {
            key: option if isinstance(option, Choice) else Choice(option)
            for key, option in options.items()
        }
        super().__init__(
            label,
            [InputRequired(missing)] if missing else [Optional()],
            choices=list_choices({key: option.words for key, option in explained.items()}),
            invalid_choice_message=NOT_AN_OPTION,
            **kwargs,
        )
        self.explanations = {key: option.explanation for key, option in explained.items()}


class SeveralField(SelectMultipleField):
    """Any number of several options, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, options: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(
            label,
            choices=list_choices(options),
            invalid_choice_message=N_(
                "Choose among the options listed: %(value)s is none of them."
            ),
            **kwargs,
        )
        self.label.field_id = ""
        self.explanations = dict.fromkeys(options, "")


class ListField(SelectField):
    """One entry of a longer list, with an empty first one."""

    widget = TranslatedSelect()

    def __init__(
        self,
        label: str,
        first: str,
        missing: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(
            label,
            [InputRequired(missing)] if missing else [Optional()],
            choices=list_choices({"": first}),
            invalid_choice_message=NOT_AN_OPTION,
            **kwargs,
        )

    def offer(self, entries: Mapping[str, str]) -> None:
        """Add what can be chosen."""
        self.choices = [*self.choices, *list_choices(entries)]


class WholeNumberField(IntegerField):
    """A whole number within bounds; typed as text, because spinning wheels change numbers."""

    widget = TextInput()

    def __init__(
        self,
        label: str,
        bounds: tuple[int, int],
        missing: str = "",
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        low, high = bounds
        between = N_("Enter a whole number from %(low)s to %(high)s.", low=low, high=high)
        super().__init__(
            label,
            [
                InputRequired(missing) if missing else Optional(),
                NumberRange(min=low, max=high, message=between),
            ],
            invalid_value_message=between,
            render_kw={"inputmode": "numeric", "size": 6, "class": "field-short"},
            **kwargs,
        )


class DayField(DateField):
    """A day, typed as people write it: pickers hide years and differ between browsers."""

    widget = TextInput()

    def __init__(self, label: str, missing: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(
            label,
            [InputRequired(missing) if missing else Optional()],
            format=["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%m/%d/%y"],
            invalid_value_message=N_(
                "Enter a day that exists as month/day/year, such as 3/14/2026."
            ),
            render_kw={"class": "field-medium"},
            **kwargs,
        )
