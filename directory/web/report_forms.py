"""The form of each page of a report, by the key of its step in `directory.domain.report_steps`."""

from __future__ import annotations

from collections.abc import Mapping

from directory.web.report_author_forms import (
    AboutYouForm,
    AddressForm,
    ConnectionsForm,
    ConsultationForm,
    WordsForm,
    WorthForm,
)
from directory.web.report_step_form import StepForm
from directory.web.report_treatment_forms import (
    DowntimeForm,
    OperatorForm,
    ProofForm,
    ResultForm,
    SessionsForm,
    SeverityForm,
    SideEffectsForm,
    TreatmentForm,
    VisitForm,
)

FORMS: Mapping[str, type[StepForm]] = {
    "proof": ProofForm,
    "operator": OperatorForm,
    "visit": VisitForm,
    "treatment": TreatmentForm,
    "severity": SeverityForm,
    "result": ResultForm,
    "sessions": SessionsForm,
    "downtime": DowntimeForm,
    "side-effects": SideEffectsForm,
    "worth": WorthForm,
    "consultation": ConsultationForm,
    "about-you": AboutYouForm,
    "connections": ConnectionsForm,
    "words": WordsForm,
    "email": AddressForm,
}
