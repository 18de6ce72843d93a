"""What search engines are told: which pages there are, and which they should leave alone."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, abort, current_app, stream_with_context, url_for

from directory.database import db
from directory.domain.locales import LANGUAGES
from directory.exports.sitemap import (
    SitemapPage,
    SitemapPart,
    write_index,
    write_part,
)
from directory.services.sitemap import count_profiles, iterate_profiles
from directory.web import site
from directory.web.locales import list_translations

blueprint = Blueprint("sitemap", __name__)

LISTED_PAGES = (
    "home.index",
    "search.results",
    "concerns.index",
    "treatments.index",
    "guide.index",
    "healing.page",
    "checklists.general",
    "methodology.page",
    "transparency.page",
    "ledger.page",
    "sources.page",
    "open_data.page",
    "rules.page",
    "fact_checks.accuracy",
    "reviews.find",
    "claims.find",
    "api_docs.page",
)
"""The pages without parts that vary which search engines may list."""

LEFT_ALONE = (
    "/account",
    "/admin",
    "/claims/",
    "/delegation/",
    "/demo/",
    "/flags/",
    "/follow-up/",
    "/moderation",
    "/open-account/",
    "/report/",
    "/reset-password",
    "/reviews/",
    "/sign-in/",
    "/suggest",
    "/your-data/",
)
"""Beginnings of paths that hold nothing to be found."""

PROFILES_PER_PART = 5_000
"""Far fewer than the protocol allows: a part is written while somebody waits for a thread."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What robots leave alone; all of a demonstration, whose people are fictional."""
    lines = ["User-agent: *"]
    if current_app.config["SETTINGS"].is_demo:
        lines.append("Disallow: /")
    else:
        lines += [
            f"Disallow: {language.prefix}{path}"
            for language in LANGUAGES.values()
            for path in LEFT_ALONE
        ]
        lines.append(f"Sitemap: {site.absolute_url('sitemap.index')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The index: one part of pages, and as many of profiles as the protocol asks for."""
    part_count = -(-count_profiles(db.session) // PROFILES_PER_PART)
    parts = [SitemapPart(site.absolute_url("sitemap.pages"))]
    parts += [
        SitemapPart(site.absolute_url("sitemap.profiles", number=number))
        for number in range(1, part_count + 1)
    ]
    return _xml(write_index(parts))


@blueprint.get("/sitemaps/pages.xml")
def pages() -> Response:
    """The pages that are no profiles."""
    vocabulary = site.vocabulary()
    paths = [url_for(endpoint) for endpoint in LISTED_PAGES]
    paths += [url_for("concerns.concern", key=concern.key) for concern in vocabulary.concerns]
    paths += [
        url_for("treatments.treatment", key=treatment.key) for treatment in vocabulary.treatments
    ]
    paths += [
        url_for("guide.article", key=article.key) for article in site.guide_folder().guide.articles
    ]
    return _xml(write_part(map(_page, paths)))


@blueprint.get("/sitemaps/profiles-<int:number>.xml")
def profiles(number: int) -> Response:
    """One part of the profiles, each with the day of the latest thing that it says."""
    offset = (number - 1) * PROFILES_PER_PART
    if number < 1 or offset >= count_profiles(db.session):
        abort(404)
    listed = iterate_profiles(db.session, offset, PROFILES_PER_PART)
    # url_for takes as long as the database for each; the slug is the only part that varies
    before, after = url_for("practitioners.profile", slug="SLUG").split("SLUG")
    return _xml(
        write_part(
            SitemapPage(_page(before + profile.slug + after).urls, profile.changed_on)
            for profile in listed
        )
    )


def _page(path: str) -> SitemapPage:
    return SitemapPage({page.language.key: page.url for page in list_translations(path)})


def _xml(written: Iterator[str]) -> Response:
    return Response(stream_with_context(written), mimetype="application/xml")
