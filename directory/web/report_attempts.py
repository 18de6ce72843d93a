"""How often a network, a draft or a mailbox may ask for drafts, checks and mails of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.domain.report_choices import Proof
from directory.domain.throttling import AttemptScope, TooManyAttemptsError
from directory.web import attempts
from directory.web.known_browsers import current_network


def admit_draft() -> None:
    """Count a draft that is begun. Raises TooManyAttemptsError."""
    attempts.admit({AttemptScope.DRAFT_BY_NETWORK: current_network()})


def admit_mail(address: str) -> None:
    """Count a mail about a report, by network and by mailbox. Raises TooManyAttemptsError."""
    attempts.admit(
        {
            AttemptScope.MAIL_BY_NETWORK: current_network(),
            AttemptScope.REPORT_MAIL_TO_ADDRESS: address,
        }
    )


def admit_code() -> None:
    """Count a code that is checked before there is a draft. Raises TooManyAttemptsError."""
    attempts.admit_apart({AttemptScope.CODE_BY_NETWORK: current_network()})


def find_code_refusal(token: str, typed: Mapping[str, Sequence[str]]) -> str:
    """Count a code that was typed into this draft; gives why it is not checked now, or nothing."""
    if typed["proof"] != [Proof.CODE] or not any(typed["code"]):
        return ""
    counted_by = {
        AttemptScope.CODE_BY_NETWORK: current_network(),
        AttemptScope.CODE_BY_DRAFT: token,
    }
    return _find_refusal(counted_by, ", then press “Save and continue” once more. The code is kept")


def find_upload_refusal(token: str) -> str:
    """Count a file sent for this draft or report; gives why it is not taken now, or nothing."""
    counted_by = {
        AttemptScope.RECEIPT_BY_NETWORK: current_network(),
        AttemptScope.RECEIPT_BY_REPORT: token,
    }
    return _find_refusal(counted_by, ", then choose the file once more")


def _find_refusal(counted_by: Mapping[AttemptScope, str], otherwise: str) -> str:
    try:
        attempts.admit_apart(counted_by, otherwise)
    except TooManyAttemptsError as error:
        return error.message
    return ""
