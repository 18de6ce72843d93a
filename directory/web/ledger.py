"""The moderation ledger in public: pages to read, lines to verify, a checkpoint to keep."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

from directory.database import db
from directory.domain.ledger import as_json
from directory.services.ledger import make_checkpoint
from directory.services.ledger_entries import iterate_entries
from directory.services.ledger_page import get_ledger_page
from directory.web import site
from directory.web.search_urls import MOST_PAGE, clean_text

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")

LINES = 10_000
MOST_SLUG = 200
MOST_NUMBER = 2**31 - 1
FULL_BATCH_SECONDS = 24 * 60 * 60


@blueprint.get("")
def page() -> str:
    """The entries, newest first; `?practitioner=` keeps those that concern one."""
    number = min(max(request.args.get("page", 1, type=int), 1), MOST_PAGE)
    slug = clean_text(request.args.get("practitioner", ""), MOST_SLUG)
    return render_template(
        "ledger/page.html",
        ledger=get_ledger_page(db.session, number, slug),
        lines=LINES,
        site_url=current_app.config["SETTINGS"].site_url,
    )


@blueprint.get("/entries.ndjson")
def entries() -> Response:
    """The entries after number `?after=` in their order, one JSON object on each line.

    Entries never change, so that a full batch may be kept by whoever asked for it.
    """
    after = min(max(request.args.get("after", 0, type=int), 0), MOST_NUMBER)
    lines = [as_json(entry) + "\n" for entry in iterate_entries(db.session, after, LINES)]
    response = Response("".join(lines), mimetype="application/x-ndjson")
    if len(lines) == LINES:
        response.cache_control.public = True
        response.cache_control.max_age = FULL_BATCH_SECONDS
    return response


@blueprint.get("/checkpoint.json")
def checkpoint() -> Response:
    """What an outsider keeps, to find out later whether anything before it was changed."""
    made = make_checkpoint(db.session, current_app.config["SETTINGS"].site_url, site.now())
    name = f"ledger-checkpoint-{made.entry_count}.json"
    response = Response(made.as_json(), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
