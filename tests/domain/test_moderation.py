"""Moderation's data: every verdict has reasons and words, notices say what the law asks for."""

from __future__ import annotations

from datetime import date

import pytest

from directory.domain.appeals import (
    APPEALABLE,
    Appellant,
    appeal_deadline,
    can_appeal,
    may_decide,
)
from directory.domain.errors import InvalidValueError
from directory.domain.flags import FLAG_REASONS, URGENT_REASONS, flags_target, new_receipt_number
from directory.domain.moderation import (
    CASE_RULES,
    DECISION_STEPS,
    DECISION_WORDS,
    NO_AGREEMENT,
    OPEN_DECISIONS,
    REASONS,
    RULES,
    URGENT_TARGET,
    VERDICT_WORDS,
    CaseKind,
    DecisionState,
    DecisionStep,
    Verdict,
    get_reason,
    list_reasons,
    needs_second,
)
from directory.domain.notices import NOTIFIED, DecidedCase, Recipient, write_notice
from directory.domain.reviews import REJECTION_REASONS

SIGNED = "https://site.example/page"


def test_every_kind_verdict_state_and_step_has_what_the_pages_need() -> None:
    assert set(CASE_RULES) == set(REASONS) == set(CaseKind)
    assert set(VERDICT_WORDS) == set(NOTIFIED) == set(Verdict)
    assert set(DECISION_WORDS) == set(DecisionState)
    assert set(DECISION_STEPS) == set(DecisionStep)


def test_every_reason_against_a_review_names_a_rule_and_every_flag_a_reason() -> None:
    assert set(RULES) == set(REJECTION_REASONS) == set(FLAG_REASONS)
    assert set(FLAG_REASONS) >= URGENT_REASONS


@pytest.mark.parametrize("kind", CaseKind)
def test_codes_of_reasons_are_unique_and_lead_back(kind: CaseKind) -> None:
    for appealed in (None, Verdict.KEEP):
        reasons = list_reasons(kind, appealed)
        assert len({reason.code for reason in reasons}) == len(reasons)
        for reason in reasons:
            assert get_reason(kind, reason.code, appealed) == reason
        with pytest.raises(InvalidValueError):
            get_reason(kind, "because", appealed)


def test_no_agreement_cannot_be_chosen() -> None:
    for kind, reason in NO_AGREEMENT.items():
        assert reason not in list_reasons(kind)
        assert get_reason(kind, reason.code) == reason


def test_a_decision_ends_where_no_step_begins() -> None:
    ends = {after for _, after in DECISION_STEPS.values()} - OPEN_DECISIONS
    assert ends == {DecisionState.MADE, DecisionState.UNDONE, DecisionState.VOID}
    for before, _ in DECISION_STEPS.values():
        assert not before & ends


@pytest.mark.parametrize("verdict", Verdict)
def test_only_a_removal_that_the_practice_asks_for_needs_a_second(verdict: Verdict) -> None:
    assert needs_second(verdict, is_asked_by_practice=True) == (verdict is Verdict.REMOVE)
    assert not needs_second(verdict, is_asked_by_practice=False)


@pytest.mark.parametrize(
    ("decided_on", "last_day"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 30), date(2028, 2, 29)),
    ],
)
def test_an_appeal_has_six_months(decided_on: date, last_day: date) -> None:
    assert appeal_deadline(decided_on) == last_day
    assert can_appeal(Appellant.AUTHOR, Verdict.REMOVE, decided_on, last_day)
    after = date.fromordinal(last_day.toordinal() + 1)
    assert not can_appeal(Appellant.AUTHOR, Verdict.REMOVE, decided_on, after)


def test_each_appeals_only_against_what_went_against_them() -> None:
    assert APPEALABLE[Appellant.AUTHOR].isdisjoint(APPEALABLE[Appellant.FLAGGER])
    assert Verdict.CONFIRM not in APPEALABLE[Appellant.AUTHOR] | APPEALABLE[Appellant.FLAGGER]


def test_who_took_part_does_not_decide_again() -> None:
    assert not may_decide(3, {3, 4})
    assert may_decide(5, {3, None})


def test_urgent_flags_have_less_time() -> None:
    assert flags_target(["advertising", "abuse"]) == URGENT_TARGET
    assert flags_target(["advertising"]) == CASE_RULES[CaseKind.FLAGS].target


def test_numbers_of_flags_are_easy_to_say_and_differ() -> None:
    numbers = {new_receipt_number() for _ in range(50)}
    assert len(numbers) == 50
    assert all(number.startswith("F-") and len(number) == 11 for number in numbers)


def decided(kind: CaseKind, code: str, appeal_until: date | None) -> DecidedCase:
    reason = get_reason(kind, code)
    return DecidedCase(
        verdict=reason.verdict,
        reason=reason,
        facts="Found on the second page.",
        practitioner_name="Marisol Okafor",
        came_up_by="Somebody flagged the review.",
        was_decided_by_two=True,
        appeal_until=appeal_until,
        link=SIGNED,
    )


def test_a_statement_names_facts_rule_automation_scope_and_redress() -> None:
    notice = write_notice(Recipient.AUTHOR, decided(CaseKind.FLAGS, "insider", date(2027, 5, 27)))
    for part in (
        "Your report on Marisol Okafor was removed.",
        REJECTION_REASONS["insider"],
        "Found on the second page.",
        RULES["insider"],
        "Somebody flagged the review.",
        "Two moderators agreed",
        "No machine decides",
        "everywhere on this site",
        "appeal until May 27, 2027",
        "court",
        SIGNED,
    ):
        assert part in notice.text


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(kind, reason) for kind in CaseKind for reason in list_reasons(kind)],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_every_decision_can_be_told_to_all_it_concerns(kind: CaseKind, reason: object) -> None:
    for recipient in NOTIFIED[reason.verdict]:
        notice = write_notice(recipient, decided(kind, reason.code, None))
        assert reason.sentence in notice.text
        assert notice.subject
        assert "\n" not in notice.subject
