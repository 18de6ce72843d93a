"""The forms of a report about the treatment: proof, hand, days, severity, result, healing."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import FileField, HiddenField, StringField
from wtforms.validators import ValidationError

from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.receipts import MOST_BYTES, RECEIPT_ACCEPT, RECEIPT_KINDS
from directory.domain.report_choices import (
    ADVERSE_EVENT_HANDLING,
    ADVERSE_EVENT_KINDS,
    GRADES,
    MOST_DOWNTIME_DAYS,
    MOST_SESSIONS,
    PROOFS,
    SEVERITIES,
    UNKNOWN,
    Operator,
    Proof,
    YesNo,
)
from directory.domain.reports import check_visit_dates
from directory.web.report_fields import (
    DayField,
    ListField,
    OptionField,
    SeveralField,
    WholeNumberField,
    list_choices,
)
from directory.web.report_step_form import FormContext, StepForm


class ProofForm(StepForm):
    """Visit code, receipt, or neither."""

    proof = OptionField(
        N_("Proof"), PROOFS, N_("Choose whether you have a visit code or a receipt.")
    )
    code = StringField(
        N_("Visit code"),
        description=N_("Only if you have one: 16 letters and digits, such as 0C4F-H7JK-M2NP-RTV8."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    receipt = FileField(
        N_("Receipt"),
        description=N_(
            "Only if you have one: %(receipt_kinds)s of up to %(most_bytes)s MB. You can "
            "add it later as well. It is deleted some time after the check.",
            receipt_kinds=RECEIPT_KINDS,
            most_bytes=MOST_BYTES // 1024**2,
        ),
        render_kw={"accept": RECEIPT_ACCEPT},
    )
    code_problem = HiddenField()
    receipt_problem = HiddenField()

    def validate_code(self, field: StringField) -> None:
        if self.proof.data != Proof.CODE:
            return
        if self.code_problem.data:
            raise ValidationError(self.code_problem.data)
        if not (field.data or "").strip():
            raise ValidationError(N_("Enter the visit code, or choose another way to show it."))
        try:
            self.context.check_code(field.data)
        except DomainError as error:
            raise ValidationError(error.message) from error

    def validate_receipt(self, _field: FileField) -> None:
        if self.receipt_problem.data:
            raise ValidationError(self.receipt_problem.data)


class OperatorForm(StepForm):
    """Who held the laser."""

    laser_operator = OptionField(
        N_("The laser was held by"),
        {Operator.PRACTITIONER: "", Operator.OTHER: "", Operator.UNKNOWN: ""},
        N_("Choose who held the laser."),
    )

    def prepare(self, context: FormContext) -> None:
        super().prepare(context)
        self.laser_operator.choices = list_choices(
            {
                Operator.PRACTITIONER: context.practitioner_name,
                Operator.OTHER: N_("Somebody else"),
                Operator.UNKNOWN: N_("I do not know"),
            }
        )

    def validate_laser_operator(self, field: OptionField) -> None:
        if field.data == Operator.OTHER:
            raise ValidationError(
                N_(
                    "Then the report should not be about %(practitioner_name)s. Search for the "
                    "person who held the laser, and write it from their profile.",
                    practitioner_name=self.context.practitioner_name,
                )
            )


class VisitForm(StepForm):
    """The days of the first and the last session."""

    first_session_on = DayField(
        N_("First session"),
        N_("Enter the day of the first session."),
        description=N_("Month/day/year, such as 3/14/2026. The nearest day you can tell will do."),
    )
    last_session_on = DayField(
        N_("Last session so far"),
        description=N_("Month/day/year. Leave it empty if there was only one."),
    )

    def validate(self, extra_validators: Mapping[str, list[object]] | None = None) -> bool:
        is_valid = super().validate(extra_validators)
        first_on = self.first_session_on.data
        if not is_valid or first_on is None:
            return False
        try:
            check_visit_dates(
                first_on,
                self.last_session_on.data or first_on,
                self.context.licensed_on,
                self.context.today,
            )
        except DomainError as error:
            field = self[error.field or "first_session_on"]
            field.errors = [*field.errors, error.message]
            return False
        return True


class TreatmentForm(StepForm):
    """The concern and what was done about it."""

    concern_key = ListField(
        N_("What was treated"), N_("Choose a concern"), N_("Choose what was treated.")
    )
    treatment_key = ListField(
        N_("How it was treated"),
        N_("Choose a treatment"),
        N_("Choose how it was treated, or that you do not know."),
        description=N_("By what it does, not by the name of the machine."),
    )

    def prepare(self, context: FormContext) -> None:
        super().prepare(context)
        self.concern_key.offer(
            {concern.key: concern.name for concern in context.vocabulary.concerns}
        )
        self.treatment_key.offer(
            {
                UNKNOWN: N_("I do not know"),
                **{each.key: each.name for each in context.vocabulary.treatments},
            }
        )


class SeverityForm(StepForm):
    """How severe it was before."""

    severity = OptionField(
        N_("Before the first session it was"), SEVERITIES, N_("Choose how it was.")
    )


class ResultForm(StepForm):
    """The grade."""

    gais = OptionField(
        N_("Compared with before, it is now"),
        GRADES,
        N_("Choose how your skin is now, compared with before."),
    )


class SessionsForm(StepForm):
    """How many sessions there were."""

    session_count = WholeNumberField(
        N_("Number of sessions"),
        (1, MOST_SESSIONS),
        N_("Enter how many sessions you have had."),
        description=N_("With this person, for what you report on. A whole number."),
    )


class DowntimeForm(StepForm):
    """Days until work and until no redness."""

    work_downtime_days = WholeNumberField(
        N_("Days until you could work or be among people"),
        (0, MOST_DOWNTIME_DAYS),
        description=N_(
            "After the session that took longest. 0 if at once; empty if you do not know."
        ),
    )
    redness_downtime_days = WholeNumberField(
        N_("Days until no redness was left"),
        (0, MOST_DOWNTIME_DAYS),
        description=N_("Leave it empty if you do not know, or if some is left."),
    )


class SideEffectsForm(StepForm):
    """Adverse events and how they were handled."""

    happened = OptionField(
        N_("Something went wrong"),
        {YesNo.YES: N_("Yes"), YesNo.NO: N_("No")},
        N_("Choose whether anything went wrong."),
    )
    kinds = SeveralField(
        N_("What it was"),
        {key: kind.words for key, kind in ADVERSE_EVENT_KINDS.items()},
        description=N_("If yes: tick all that happened."),
    )
    handling = OptionField(
        N_("How the practice dealt with it"), ADVERSE_EVENT_HANDLING, description=N_("If yes.")
    )

    def validate_kinds(self, field: SeveralField) -> None:
        if self.happened.data == YesNo.YES and not field.data:
            raise ValidationError(N_("Tick what happened. The nearest will do."))
        if self.happened.data == YesNo.NO and field.data:
            raise ValidationError(
                N_(
                    "You answered that nothing went wrong, but something is ticked here. "
                    "Change one of the two."
                )
            )

    def validate(self, extra_validators: Mapping[str, list[object]] | None = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.happened.data == YesNo.YES and not self.handling.data:
            self.handling.errors = [N_("Choose how the practice dealt with it.")]
            return False
        return is_valid
