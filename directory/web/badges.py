"""Badges: a picture of the live figures that practices put on pages of their own, and how."""

from __future__ import annotations

import base64
import hashlib

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from directory.database import db
from directory.domain.errors import NotFoundError
from directory.services.badge import Badge, get_badge
from directory.services.profile_merges import find_merged_into
from directory.web import site

blueprint = Blueprint("badges", __name__, url_prefix="/practitioners")

WIDTH, HEIGHT = 340, 120
KEPT_SECONDS = 60 * 60
PLOT_LEFT, PLOT_RIGHT = 16, 324


@blueprint.get("/<slug>/badge.svg")
def image(slug: str) -> AnyResponse:
    """The badge as an SVG without a script, in light or dark as the reader's system is."""
    badge = _find(slug)
    if badge is None:
        return _lead_on("image", slug)
    style = _draw("badges/style.css").strip()
    drawing = _draw(
        "badges/badge.svg", badge=badge, style=style, size=(WIDTH, HEIGHT), plot_x=_plot_x
    )
    response = Response(drawing, mimetype="image/svg+xml")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    )
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<slug>/badge")
def page(slug: str) -> str | AnyResponse:
    """What the badge looks like, and the HTML that puts it on a page."""
    badge = _find(slug)
    if badge is None:
        return _lead_on("page", slug)
    return render_template(
        "badges/page.html",
        badge=badge,
        size=(WIDTH, HEIGHT),
        image_url=site.absolute_url(".image", slug=slug),
        profile_url=site.absolute_url("practitioners.profile", slug=slug),
    )


def _find(slug: str) -> Badge | None:
    """The badge; None where the profile was merged. Raises NotFoundError."""
    try:
        return get_badge(db.session, slug, site.today(), site.vocabulary())
    except NotFoundError:
        if find_merged_into(db.session, slug) is None:
            raise
        return None


def _draw(template: str, **values: object) -> str:
    """A template without what pages know of their reader: a badge is the same for everybody."""
    return current_app.jinja_env.get_template(template).render(values)


def _lead_on(view: str, slug: str) -> AnyResponse:
    return redirect(url_for(f".{view}", slug=find_merged_into(db.session, slug)), 301)


def _plot_x(points: float) -> float:
    """The place of so many points of 100 across the badge."""
    return round(PLOT_LEFT + (PLOT_RIGHT - PLOT_LEFT) * min(max(points, 0.0), 100.0) / 100, 1)
