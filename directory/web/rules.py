"""The rules that reports keep to, and how it is decided whether they do: rendered from the data."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.domain.appeals import APPEAL_MONTHS
from directory.domain.flags import FLAG_REASONS, URGENT_REASONS
from directory.domain.moderation import (
    CASE_RULES,
    OWN_RULE,
    RULES,
    UNDO_WINDOW,
    URGENT_TARGET,
    CaseKind,
)
from directory.domain.reviews import REJECTION_REASONS
from directory.domain.screening import CHECK_WORDS

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def page() -> str:
    """Rules, checks, who decides, within which time, and what can be done about it."""
    return render_template(
        "rules/page.html",
        rules=[(RULES[code], sentence) for code, sentence in REJECTION_REASONS.items()],
        own_rule=OWN_RULE,
        checks=CHECK_WORDS.values(),
        case_rules=CASE_RULES.values(),
        urgent_reasons=[FLAG_REASONS[code] for code in FLAG_REASONS if code in URGENT_REASONS],
        urgent_seconds=URGENT_TARGET.total_seconds(),
        kinds=CaseKind,
        undo_minutes=UNDO_WINDOW.seconds // 60,
        appeal_months=APPEAL_MONTHS,
    )
