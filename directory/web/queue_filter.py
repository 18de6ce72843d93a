"""The queue's filter as it stands in addresses, so that the next case comes from the same part."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from wtforms import Form, SelectField

from directory.domain.errors import NotFoundError
from directory.domain.integrity import RiskBand
from directory.domain.moderation import CASE_RULES, LINKED_RULES, CaseKind, CaseRules, LinkedKind
from directory.services.queue_view import QueueFilter
from directory.web.report_fields import list_choices

OVERDUE, MINE = "overdue", "mine"

ALL_RULES: Mapping[CaseKind | LinkedKind, CaseRules] = {**CASE_RULES, **LINKED_RULES}
"""Everything that the queue lists, with its words and its target."""


class QueueFilterForm(Form):
    """What to narrow the queue to; what cannot be read narrows nothing."""

    only = SelectField(
        "Kind",
        choices=list_choices(
            {"": "All"} | {kind.value: rules.words for kind, rules in ALL_RULES.items()}
        ),
        validate_choice=False,
    )
    band = SelectField(
        "Risk",
        choices=list_choices({"": "Any"} | {band.value: band.capitalize() for band in RiskBand}),
        validate_choice=False,
    )
    show = SelectField(
        "Show",
        choices=list_choices({"": "All that waits", OVERDUE: "Overdue", MINE: "Taken by me"}),
        validate_choice=False,
    )


def read_filter() -> QueueFilter:
    """What the present address narrows the queue to."""
    only, band = request.args.get("only"), request.args.get("band")
    show = request.args.get("show")
    return QueueFilter(
        kind=next((kind for kind in ALL_RULES if kind == only), None),
        band=RiskBand(band) if band in set(RiskBand) else None,
        is_overdue=show == OVERDUE,
        is_mine=show == MINE,
    )


def filter_arguments() -> dict[str, str]:
    """The filter as arguments of another address."""
    return {name: request.args[name] for name in ("only", "band", "show") if request.args.get(name)}


def read_kind(text: str) -> CaseKind:
    """The kind of case in an address. Raises NotFoundError."""
    if text not in set(CaseKind):
        raise NotFoundError("There is no such kind of case.")
    return CaseKind(text)
