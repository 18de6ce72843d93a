"""What a list of the staff says after a decision was made on one of its entries."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

QUEUE_NOTES: Mapping[str, str] = {
    "approve": "Approved. Who sent it is told by mail.",
    "decline": "Declined. Who sent it is told the reason by mail.",
    "ask": "Asked for more. Who sent it is told by mail what is missing.",
    "end": "Ended. Who kept the profile is told the reason by mail.",
    "decided": "Decided. Who sent it is told by mail.",
    "same_person": "The record was given to that person, and its facts are on the profile.",
    "nobody": "Kept as the record of nobody here; later imports will not ask again.",
}


def queue_note() -> str:
    """The note of the decision that led to this page, by its address; empty without one."""
    return QUEUE_NOTES.get(request.args.get("done", ""), "")
