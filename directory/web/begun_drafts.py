"""By which browser a draft was begun: whoever opens it in another is told so.

Otherwise somebody could begin a draft, give its address to a patient, and read what is typed there.
The cookie is no key: it goes to this draft's pages only, and without it they work as well.
"""

from __future__ import annotations

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from directory.services.review_drafts import KEPT_FOR
from directory.web.cookie_names import name_for_a_path

COOKIE = "begun_here"


def remember(response: Response, token: str) -> None:
    """Note in a browser that it has begun this draft."""
    response.set_cookie(
        _name(),
        "yes",
        max_age=KEPT_FOR,
        path=url_for("reviews.resume", token=token),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def is_begun_here() -> bool:
    """Whether the browser that asks for a page of a draft has begun it."""
    return _name() in request.cookies


def _name() -> str:
    return name_for_a_path(COOKIE, is_https=current_app.config["SESSION_COOKIE_SECURE"])
