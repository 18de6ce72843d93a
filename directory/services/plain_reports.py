"""Publishing several plain reports at once: those without any sign of doubt, each opened before.

Nothing else can be decided in bulk: whatever is rejected, removed or appealed is looked at alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from directory.domain.errors import InvalidValueError
from directory.domain.moderation import CaseKind, ModerationError
from directory.models import Account
from directory.services.cases import get_case
from directory.services.decisions import decide
from directory.services.queue_view import list_rows

WITHIN_RULES = "within_rules"


def publish_together(
    session: Session, review_ids: Sequence[int], account: Account, now: datetime
) -> int:
    """Decide to publish these reports, all or none; each can be undone by itself.

    Raises InvalidValueError where none was chosen, ModerationError where one is not plain, was not
    opened by this moderator, or is decided.
    """
    if not review_ids:
        raise InvalidValueError("Tick the reports to publish. Only those you opened can be ticked.")
    plain = {
        row.case.subject_id
        for row in list_rows(session, account, review_ids, now)
        if row.can_be_published_together and row.holder is None
    }
    for review_id in dict.fromkeys(review_ids):
        if review_id not in plain:
            raise ModerationError(
                f"Report {review_id} cannot be published together with others: it must be plain, "
                "and opened by you. Nothing was saved."
            )
        case = get_case(session, CaseKind.REVIEW, review_id)
        decide(session, case, WITHIN_RULES, account, now)
    return len(plain & set(review_ids))
