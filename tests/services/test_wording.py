"""Messages outside of pages: in the language asked for, and every notice of a decision in each."""

from __future__ import annotations

from datetime import date

import pytest

from directory.domain.locales import ENGLISH, SPANISH, PageLink
from directory.domain.messages import N_, NN_
from directory.domain.moderation import REASONS, DecisionReason, Verdict
from directory.domain.notices import NOTIFIED, DecidedCase, Recipient, write_notice
from directory.services.decision_notices import CAME_UP_BY, CAME_UP_BY_CHECKS
from directory.services.wording import say

REASONS_BY_VERDICT = {reason.verdict: reason for reasons in REASONS.values() for reason in reasons}


def test_messages_numbers_days_and_links_are_said_in_a_language() -> None:
    message = N_("Confirm your report")
    assert (say(message, ENGLISH), say(message, SPANISH)) == (message, "Confirme su informe")
    assert say(N_("The file is deleted %(days)s days from now.", days=1200), SPANISH) == (
        "El archivo se borra dentro de 1,200 días."
    )
    assert say(N_("Rule: %(rule)s", rule=message), SPANISH) == "Regla: Confirme su informe"
    assert say(NN_("%(count)s day", "%(count)s days", 2), SPANISH) == "2 días"
    assert say(date(2026, 11, 23), SPANISH) == "23 de noviembre de 2026"
    assert say("Improved", SPANISH) == "Improved", "what nobody marked is nobody's to change"
    link = PageLink("https://directory.example/report/a?b=c")
    assert say(link, ENGLISH) == "https://directory.example/report/a?b=c"
    assert say(link, SPANISH) == "https://directory.example/es/report/a?b=c"


@pytest.mark.parametrize(
    ("verdict", "recipient"),
    [(verdict, recipient) for verdict, told in NOTIFIED.items() for recipient in told],
)
@pytest.mark.parametrize("was_decided_by_two", [True, False])
def test_every_notice_of_a_decision_can_be_said_in_spanish(
    verdict: Verdict, recipient: Recipient, was_decided_by_two: bool
) -> None:
    notice = write_notice(recipient, decided(REASONS_BY_VERDICT[verdict], was_decided_by_two))
    for sentence in (notice.subject, *notice.paragraphs):
        assert say(sentence, SPANISH) != say(sentence, ENGLISH)


def test_how_a_case_came_up_can_be_said_in_spanish() -> None:
    for sentence in (*CAME_UP_BY.values(), CAME_UP_BY_CHECKS):
        assert say(sentence, SPANISH) != sentence


def decided(reason: DecisionReason, was_decided_by_two: bool) -> DecidedCase:
    return DecidedCase(
        verdict=reason.verdict,
        reason=reason,
        facts="",
        practitioner_name="Marisol Okafor",
        came_up_by=CAME_UP_BY_CHECKS,
        was_decided_by_two=was_decided_by_two,
        appeal_until=date(2027, 5, 23),
        link="https://directory.example/page",
    )
