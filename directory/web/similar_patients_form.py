"""The form "people like me" of a profile: concern, severity and skin type as parts of its URL."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import Form

from directory.domain.messages import N_
from directory.domain.outcomes import FITZPATRICK_WORDS, SEVERITY_WORDS
from directory.domain.report_choices import SEVERITIES
from directory.domain.similar_patients import PatientCase
from directory.domain.vocabulary import Vocabulary
from directory.domain.wording import fold
from directory.web.report_fields import ListField
from directory.web.search_urls import PARAMETERS
from directory.web.wording import translated

SEVERITY_PARAMETER = "severity"


class SimilarPatientsForm(Form):
    """What somebody tells of themselves; carries the same parameters as a search where it can."""

    concern = ListField(
        N_("Your concern"),
        N_("Choose a concern"),
        missing=N_("Choose the concern that you want treated."),
        name=PARAMETERS["concern"],
    )
    severity = ListField(N_("How severe it is"), N_("Any severity"), name=SEVERITY_PARAMETER)
    skin_type = ListField(N_("Your skin type"), N_("Any skin type"), name=PARAMETERS["skin_type"])

    def asked(self) -> PatientCase | None:
        """The case asked about; None before anything was asked, or when it makes no sense."""
        given = any(field.raw_data and any(field.raw_data) for field in self)
        if not given or not self.validate():
            return None
        return PatientCase(
            self.concern.data,
            int(self.severity.data) if self.severity.data else None,
            int(self.skin_type.data) if self.skin_type.data else None,
        )


def read_similar_patients_form(
    arguments: MultiDict[str, str], vocabulary: Vocabulary
) -> SimilarPatientsForm:
    """The form as the URL fills it."""
    form = SimilarPatientsForm(arguments)
    names = {one.key: one.name for one in vocabulary.concerns}
    form.concern.offer(dict(sorted(names.items(), key=lambda pair: fold(translated(pair[1])))))
    form.severity.offer(
        {
            str(severity): N_(
                "%(words)s: %(explanation)s",
                words=SEVERITIES[str(severity)].words,
                explanation=SEVERITIES[str(severity)].explanation,
            )
            for severity in SEVERITY_WORDS
        }
    )
    form.skin_type.offer({str(key): words for key, words in FITZPATRICK_WORDS.items()})
    return form
