"""Feeds of what was published: reviews of everybody, of one practitioner, and the ledger."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, url_for
from flask_babel import gettext

from directory.database import db
from directory.domain.outcomes import GRADE_WORDS
from directory.exports.atom import Feed, FeedEntry, write_feed
from directory.models import Practitioner, Review
from directory.services.feeds import get_feed_practitioner, list_latest_reviews
from directory.services.ledger_page import get_ledger_page
from directory.web import site
from directory.web.locales import current_language
from directory.web.structured_data import SITE_NAME

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/reviews.atom")
def reviews() -> Response:
    """The reviews written here that were published last."""
    return _answer(
        gettext("Newly published reviews"),
        site.absolute_url("feeds.reviews"),
        site.absolute_url("search.results"),
        [_review_entry(*listed) for listed in list_latest_reviews(db.session)],
    )


@blueprint.get("/practitioners/<slug>/reviews.atom")
def practitioner_reviews(slug: str) -> Response:
    """Those of one practitioner."""
    practitioner = get_feed_practitioner(db.session, slug)
    return _answer(
        gettext("Reviews of %(name)s", name=practitioner.full_name),
        site.absolute_url("feeds.practitioner_reviews", slug=slug),
        site.absolute_url("practitioners.profile", slug=slug),
        [_review_entry(*listed) for listed in list_latest_reviews(db.session, practitioner.id)],
    )


@blueprint.get("/ledger/entries.atom")
def ledger() -> Response:
    """The latest entries of the moderation ledger."""
    page_url = site.absolute_url("ledger.page")
    entries = [
        FeedEntry(
            f"{page_url}#entry-{shown.entry.number}",
            gettext("Entry %(number)s: %(words)s", number=shown.entry.number, words=shown.words),
            page_url,
            shown.entry.at,
            "; ".join(shown.facts),
        )
        for shown in get_ledger_page(db.session, 1).entries
    ]
    return _answer(
        gettext("Moderation ledger"), site.absolute_url("feeds.ledger"), page_url, entries
    )


def _review_entry(review: Review, practitioner: Practitioner) -> FeedEntry:
    url = url_for("practitioners.profile", slug=practitioner.slug, _anchor=f"review-{review.id}")
    grade = GRADE_WORDS[review.outcome.gais] if review.outcome else gettext("Without a grade")
    return FeedEntry(
        identifier=site.site_url() + url,
        title=f"{practitioner.full_name}: {grade}",
        url=site.site_url() + url,
        updated_at=_moment(review),
        text=review.text,
        language=review.language,
    )


def _moment(review: Review) -> datetime:
    published_at = review.published_at
    assert published_at is not None  # noqa: S101  # the service lists no others
    return max(published_at, review.words_corrected_at or published_at)


def _answer(title: str, own_url: str, url: str, entries: list[FeedEntry]) -> Response:
    feed = Feed(
        title=f"{title} – {SITE_NAME}",
        author=SITE_NAME,
        own_url=own_url,
        url=url,
        language=current_language().key,
        entries=entries,
    )
    return Response(write_feed(feed, site.now()), mimetype="application/atom+xml")
