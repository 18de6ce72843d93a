"""From what was typed to forms, from forms to a report, and to the words of the last page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, FileField, SelectMultipleField
from wtforms.fields import SelectField

from directory.domain.email_addresses import read_email_address
from directory.domain.messages import N_
from directory.domain.plain_text import clean_text, has_invisible
from directory.domain.report_choices import UNKNOWN, Operator, Proof, YesNo
from directory.domain.report_steps import STEPS, Step
from directory.domain.reports import Report
from directory.models import ReviewDraft
from directory.web.formats import day_date
from directory.web.report_forms import FORMS
from directory.web.report_step_form import FormContext, StepForm
from directory.web.wording import translated

NOT_GIVEN = N_("Not given")


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """One page as the last page sums it up: its answers in words, or what is still wrong."""

    step: Step
    rows: tuple[tuple[str, str], ...]
    is_answered: bool
    problems: tuple[str, ...]


def read_typed(step_key: str, sent: MultiDict[str, str]) -> dict[str, list[str]]:
    """What a browser sent for a page, cleaned; `invisible` names the fields where that mattered."""
    names = [
        field.name
        for field in FORMS[step_key]()
        if field.name not in StepForm.UNSEEN and not isinstance(field, FileField)
    ]
    typed = {name: [clean_text(value) for value in sent.getlist(name)] for name in names}
    touched = [name for name in names if any(has_invisible(value) for value in sent.getlist(name))]
    return {**typed, "invisible": [" ".join(touched)]}


def make_form(step_key: str, draft: ReviewDraft, context: FormContext) -> StepForm:
    """The form of a page with what was typed in it so far."""
    typed: Mapping[str, Sequence[str]] = draft.answers.get(step_key, {})
    values = [(name, value) for name, sent in typed.items() for value in sent]
    form = FORMS[step_key](MultiDict(values))
    form.prepare(context)
    return form


def find_first_unanswered(draft: ReviewDraft, context: FormContext) -> Step | None:
    """The first page that is not yet answered rightly; None when the report is complete."""
    for step in STEPS:
        if step.key not in draft.answers or not make_form(step.key, draft, context).validate():
            return step
    return None


def sum_up(draft: ReviewDraft, context: FormContext) -> tuple[AnsweredStep, ...]:
    """Every page with its answers in words."""
    answered = []
    for step in STEPS:
        form = make_form(step.key, draft, context)
        is_answered = step.key in draft.answers and form.validate()
        problems = [error for field in form for error in field.errors]
        answered.append(AnsweredStep(step, _rows(form), is_answered, tuple(problems)))
    return tuple(answered)


def answer_in_words(field: Field) -> str:
    """The answer as a person reads it."""
    if isinstance(field, BooleanField):
        return N_("Yes") if field.data else N_("No")
    if isinstance(field, SelectMultipleField):
        return "; ".join(map(translated, _chosen(field))) or NOT_GIVEN
    if isinstance(field, SelectField):
        return next(iter(_chosen(field)), NOT_GIVEN)
    if field.data is None or field.data == "":
        return NOT_GIVEN
    return day_date(field.data) if hasattr(field.data, "isoformat") else str(field.data)


def read_report(draft: ReviewDraft, context: FormContext) -> Report:
    """The report that a complete draft holds; call it only when no page is unanswered."""
    answers = {
        name: value
        for step in STEPS
        for name, value in make_form(step.key, draft, context).data.items()
    }
    has_event = answers["happened"] == YesNo.YES
    return Report(
        proof=Proof(answers["proof"]),
        code=answers["code"] or "",
        laser_operator=Operator(answers["laser_operator"]),
        first_session_on=answers["first_session_on"],
        last_session_on=answers["last_session_on"] or answers["first_session_on"],
        concern_key=answers["concern_key"],
        treatment_key=_known(answers["treatment_key"]),
        severity=_number(answers["severity"]),
        gais=int(answers["gais"]),
        session_count=answers["session_count"],
        work_downtime_days=answers["work_downtime_days"],
        redness_downtime_days=answers["redness_downtime_days"],
        adverse_event_kinds=tuple(answers["kinds"] or ()) if has_event else (),
        adverse_event_handling=answers["handling"] or "" if has_event else "",
        is_worth_it=YesNo(answers["is_worth_it"]).truth,
        had_enough_time=YesNo(answers["had_enough_time"]).truth,
        were_risks_explained=YesNo(answers["were_risks_explained"]).truth,
        felt_pressure_to_buy=YesNo(answers["felt_pressure_to_buy"]).truth,
        fitzpatrick=_number(answers["fitzpatrick"]),
        age_band=_known(answers["age_band"]),
        relation=answers["relation"],
        incentive=answers["incentive"],
        text=answers["text"] or "",
        email=read_email_address(answers["email"]),
    )


def _rows(form: StepForm) -> tuple[tuple[str, str], ...]:
    """Labels and answers; what was left empty is told only where nothing was answered."""
    rows = tuple(
        (field.label.text, answer_in_words(field))
        for field in form
        if field.name not in StepForm.UNSEEN and _is_shown(field)
    )
    return tuple(row for row in rows if row[1] != NOT_GIVEN) or rows


def _is_shown(field: Field) -> bool:
    """Boxes of consent are shown when they were needed; a file is never kept by its form."""
    return not isinstance(field, FileField) and not (
        isinstance(field, BooleanField) and not field.data
    )


def _chosen(field: SelectField) -> list[str]:
    return [each.label for each in field.iter_choices() if each.selected and each.value]


def _known(key: str | None) -> str | None:
    return None if key in {None, "", UNKNOWN} else key


def _number(key: str | None) -> int | None:
    known = _known(key)
    return int(known) if known is not None else None
