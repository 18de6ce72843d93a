"""What follow-ups ask, from the fields of the report itself; short enough for two taps.

Nothing is chosen beforehand, except what the same person answered before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from directory.domain.follow_ups import CourseAnswers, FollowUpPlan
from directory.domain.messages import N_
from directory.domain.report_choices import ADVERSE_EVENT_KINDS, YES_NO, YesNo
from directory.web.report_author_forms import WorthForm
from directory.web.report_fields import OptionField, SeveralField
from directory.web.report_step_form import StepForm
from directory.web.report_treatment_forms import DowntimeForm, ResultForm, SideEffectsForm


class FollowUpForm(StepForm):
    """What every follow-up asks; `ASKED` are the names of all its fields, in their order."""

    ASKED: ClassVar[tuple[str, ...]]

    kinds = SeveralField(
        N_("Did anything go wrong?"),
        {key: kind.words for key, kind in ADVERSE_EVENT_KINDS.items()},
        description=N_("Tick what happened. Tick nothing if all went well."),
    )


class HealingForm(DowntimeForm, FollowUpForm):
    """How healing went."""

    ASKED = ("work_downtime_days", "redness_downtime_days", "kinds")

    def validate(self, extra_validators: Mapping[str, list[object]] | None = None) -> bool:
        is_valid = super().validate(extra_validators)
        if is_valid and all(self[name].data in (None, []) for name in self.ASKED):
            self.work_downtime_days.errors = [N_("Answer at least one of the questions.")]
            return False
        return is_valid


class LaterResultForm(ResultForm, FollowUpForm):
    """How the result is by now."""

    ASKED = ("gais", "kinds", "is_worth_it")

    is_worth_it = OptionField(N_("Worth the time, money and healing"), YES_NO)


class CorrectionForm(ResultForm, DowntimeForm, SideEffectsForm, WorthForm):
    """All that an author may correct of a report that was sent."""

    ASKED: ClassVar[tuple[str, ...]] = (
        "gais",
        "work_downtime_days",
        "redness_downtime_days",
        "happened",
        "kinds",
        "handling",
        "is_worth_it",
    )


def form_of(plan: FollowUpPlan) -> type[HealingForm | LaterResultForm]:
    """The form of a follow-up."""
    return LaterResultForm if plan.asks_result else HealingForm


def as_typed(answers: CourseAnswers) -> dict[str, object]:
    """Answers as the forms hold them."""
    worth = {True: YesNo.YES, False: YesNo.NO, None: YesNo.UNKNOWN}[answers.is_worth_it]
    return {
        "gais": str(answers.gais),
        "work_downtime_days": answers.work_downtime_days,
        "redness_downtime_days": answers.redness_downtime_days,
        "happened": YesNo.YES if answers.adverse_event_kinds else YesNo.NO,
        "kinds": list(answers.adverse_event_kinds),
        "handling": answers.adverse_event_handling,
        "is_worth_it": worth,
    }


def read_answers(form: StepForm) -> CourseAnswers:
    """The answers of a form that was found valid; what it does not ask stays open."""
    typed = form.data
    kinds = tuple(typed["kinds"] or ())
    return CourseAnswers(
        gais=int(typed["gais"]) if typed.get("gais") else None,
        work_downtime_days=typed.get("work_downtime_days"),
        redness_downtime_days=typed.get("redness_downtime_days"),
        adverse_event_kinds=kinds,
        adverse_event_handling=(typed.get("handling") or "") if kinds else "",
        is_worth_it=YesNo(typed["is_worth_it"]).truth if typed.get("is_worth_it") else None,
    )
