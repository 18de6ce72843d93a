"""The demonstration's mail: shown instead of sent. No other site has this page."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template

from directory.config import Settings
from directory.database import db
from directory.services.mail import list_mail

blueprint = Blueprint("outbox", __name__)

SHOWN_COUNT = 50


@blueprint.get("/demo/outbox")
def page() -> str:
    """The latest messages to anybody."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.shows_outbox:
        abort(404)
    return render_template("outbox/page.html", messages=list_mail(db.session, SHOWN_COUNT))
