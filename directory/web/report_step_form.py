"""What every form of a report has: what it must know, and that invisible characters are told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from wtforms import Form, HiddenField

from directory.domain.messages import N_
from directory.domain.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class FormContext:
    """What the forms must know beyond what was typed; `check_code` raises CodeError."""

    practitioner_name: str
    licensed_on: date | None
    today: date
    vocabulary: Vocabulary
    check_code: Callable[[str], object]


class StepForm(Form):
    """A page of the report; `invisible` names fields from which characters were taken out."""

    context: FormContext
    invisible = HiddenField()

    UNSEEN: ClassVar[frozenset[str]] = frozenset({"invisible", "code_problem", "receipt_problem"})

    def prepare(self, context: FormContext) -> None:
        """Fit the fields to this practitioner and vocabulary."""
        self.context = context

    def validate(self, extra_validators: Mapping[str, list[object]] | None = None) -> bool:
        """Check all fields; also tell where invisible characters were taken out."""
        is_valid: bool = super().validate(extra_validators)
        for name in (self.invisible.data or "").split():
            if name in self:
                self[name].errors = [
                    *self[name].errors,
                    N_(
                        "Invisible control characters were taken out of this. "
                        "Read it once more, then continue."
                    ),
                ]
                is_valid = False
        return is_valid
