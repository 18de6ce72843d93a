"""The moderator's queue: what waits, taking a case, and publishing plain reports together."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.moderation import LEASE, CaseKind, LinkedKind, ModerationError
from directory.domain.permissions import Permission
from directory.services.case_leases import take_case
from directory.services.cases import get_case
from directory.services.conflicts import check_may_decide
from directory.services.plain_reports import publish_together
from directory.services.queue_view import find_next, get_queue
from directory.web import site
from directory.web.queue_filter import (
    ALL_RULES,
    QueueFilterForm,
    filter_arguments,
    read_filter,
    read_kind,
)
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")

MOST_PAGES = 10_000
TRIES = 3

LINKED_PAGES = {
    LinkedKind.WORDS: "report_words.index",
}
"""Where each kind of case is decided that has a page of its own."""


@blueprint.get("")
@require_permission(Permission.MODERATE)
def queue() -> str:
    """What waits, the cases that are due first on top."""
    return _render()


@blueprint.post("/next")
@require_permission(Permission.MODERATE)
def take_next() -> Response:
    """Take the case that is due first among those the filter leaves, and open it."""
    return open_next()


def open_next() -> Response:
    """Take and open the next case, or go back to the queue where none is left.

    Where somebody else takes it in the same moment, the one after it is tried: the decision that
    led here must not be lost for that.
    """
    account, now = own_account(), site.now()
    for _ in range(TRIES):
        case = find_next(db.session, account, read_filter(), now)
        if case is None:
            break
        if isinstance(case.kind, LinkedKind):
            return redirect(url_for(LINKED_PAGES[case.kind]), 303)
        try:
            take_case(db.session, CaseKind(case.kind), case.subject_id, account, now)
        except ModerationError:
            continue
        address = {"kind": case.kind, "subject_id": case.subject_id}
        return redirect(url_for("cases.case", **address, **filter_arguments()), 303)
    return redirect(url_for("moderation.queue", **filter_arguments(), done=1), 303)


@blueprint.post("/<kind>/<int:subject_id>/take")
@require_permission(Permission.MODERATE)
def take(kind: str, subject_id: int) -> Response:
    """Take a case, so that nobody else opens it meanwhile."""
    account = own_account()
    case = get_case(db.session, read_kind(kind), subject_id)
    check_may_decide(db.session, account, case.review, case.decided_by)
    take_case(db.session, case.kind, subject_id, account, site.now())
    return redirect(
        url_for("cases.case", kind=kind, subject_id=subject_id, **filter_arguments()), 303
    )


@blueprint.post("/publish")
@require_permission(Permission.MODERATE)
def publish() -> Response | tuple[str, int]:
    """Publish the plain reports that are ticked, each of which this moderator has opened."""
    chosen = [int(text) for text in request.form.getlist("review") if text.isdecimal()]
    try:
        publish_together(db.session, chosen, own_account(), site.now())
    except DomainError as error:
        db.session.rollback()
        return _render(error.message), 400
    return redirect(url_for(".queue", **filter_arguments()), 303)


def _render(problem: str = "") -> str:
    page = min(request.args.get("page", 1, type=int), MOST_PAGES)
    form = QueueFilterForm(request.args)
    arguments = filter_arguments()
    return render_template(
        "moderation/queue.html",
        queue=get_queue(db.session, own_account(), read_filter(), site.now(), page),
        form=form,
        problem=problem,
        is_done="done" in request.args,
        case_rules=ALL_RULES,
        linked_pages=LINKED_PAGES,
        now=site.now(),
        lease_minutes=LEASE.seconds // 60,
        arguments=arguments,
        page_url=lambda number: url_for(".queue", page=number, **arguments),
    )
