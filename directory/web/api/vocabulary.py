"""The words of the directory by the API: what its keys and codes mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Blueprint

from directory.domain.flags import FLAG_REASONS
from directory.domain.licences import LICENCE_STATUS_WORDS
from directory.domain.moderation import REASONS
from directory.domain.outcomes import FITZPATRICK_WORDS, GRADE_WORDS, LEVEL_WORDS, SEVERITY_WORDS
from directory.web import site
from directory.web.api.contract import Answer, answers, contract

blueprint = Blueprint("vocabulary", __name__)

SpanAnswer = tuple[int, int]


class ConcernAnswer(Answer):
    """What a patient wants treated; spans are typical, weeks count from the last session."""

    key: str
    name: str
    description: str
    group: str
    words: list[str]
    icd10cm: list[str]
    sessions: SpanAnswer
    downtime_days: SpanAnswer
    maturation_weeks: int


class TreatmentAnswer(Answer):
    """What is done to the skin, by mechanism; `treats` has a suitability for each concern."""

    key: str
    name: str
    mechanism: str
    depth_class: str
    downtime_days: SpanAnswer
    sessions: SpanAnswer
    suitable_skin_types: list[int]
    caution_skin_types: list[int]
    risks: list[str]
    treats: dict[str, str]
    words: list[str]


class DeviceNameAnswer(Answer):
    """A brand that patients have heard of; it leads to treatments and ranks nobody."""

    key: str
    name: str
    treatment_keys: list[str]


class ProfessionAnswer(Answer):
    """A licensed profession."""

    key: str
    name: str
    plural: str
    licence: str


class LanguageAnswer(Answer):
    """A language, by its ISO 639 code."""

    key: str
    name: str
    own_name: str


class CodeAnswer(Answer):
    """A code and what it means."""

    code: str
    words: str


class ReasonAnswer(Answer):
    """Why a report, flag, receipt, reply or appeal is decided so; `rule` is what it rests on."""

    case: str
    code: str
    verdict: str
    words: str
    rule: str


class VocabularyAnswer(Answer):
    """Every key and code that answers and searches use."""

    concerns: list[ConcernAnswer]
    treatments: list[TreatmentAnswer]
    device_names: list[DeviceNameAnswer]
    professions: list[ProfessionAnswer]
    languages: list[LanguageAnswer]
    grades: list[CodeAnswer]
    severities: list[CodeAnswer]
    skin_types: list[CodeAnswer]
    verification_levels: list[CodeAnswer]
    licence_statuses: list[CodeAnswer]
    flag_reasons: list[CodeAnswer]
    decision_reasons: list[ReasonAnswer]


@blueprint.get("/vocabulary")
@contract.validate(
    resp=answers(VocabularyAnswer), tags=["vocabulary"], operation_id="getVocabulary"
)
def vocabulary() -> Answer:
    """Give the concerns, treatments, professions and languages, and the codes of answers."""
    entries = site.vocabulary()
    return VocabularyAnswer(
        concerns=[ConcernAnswer.model_validate(one) for one in entries.concerns],
        treatments=[TreatmentAnswer.model_validate(one) for one in entries.treatments],
        device_names=[DeviceNameAnswer.model_validate(one) for one in entries.device_names],
        professions=[ProfessionAnswer.model_validate(one) for one in entries.professions],
        languages=[LanguageAnswer.model_validate(one) for one in entries.languages],
        grades=_codes(GRADE_WORDS),
        severities=_codes(SEVERITY_WORDS),
        skin_types=_codes(FITZPATRICK_WORDS),
        verification_levels=_codes(LEVEL_WORDS),
        licence_statuses=_codes(LICENCE_STATUS_WORDS),
        flag_reasons=_codes(FLAG_REASONS),
        decision_reasons=list(_decision_reasons()),
    )


def _codes(words: Mapping[int, str] | Mapping[str, str]) -> list[CodeAnswer]:
    return [CodeAnswer(code=str(code), words=text) for code, text in words.items()]


def _decision_reasons() -> Iterator[ReasonAnswer]:
    for case, reasons in REASONS.items():
        for reason in reasons:
            yield ReasonAnswer(
                case=case,
                code=reason.code,
                verdict=reason.verdict,
                words=reason.sentence,
                rule=reason.rule,
            )
