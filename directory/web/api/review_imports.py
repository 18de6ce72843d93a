"""Reviews of a partner's site by the API: sent as JSON or as a table, imported with a report."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, request
from pydantic import Field

from directory.database import db
from directory.domain.api_keys import Scope
from directory.models import ImportRun
from directory.services.api_keys import KeyUse
from directory.services.partner_reviews import (
    MOST_REVIEWS,
    get_partner_import,
    import_partner_reviews,
)
from directory.sources.csv_reviews import read_csv_reviews, read_named_reviews
from directory.sources.records import RowProblem, SkipReason
from directory.sources.review_records import ReviewEntry
from directory.web import site
from directory.web.api.contract import Answer, Parameters, answers, contract
from directory.web.api.writes import NEEDS_KEY, WriteHeaders, authorise, do_once, read_json
from directory.web.security import csrf

blueprint = Blueprint("review_imports", __name__, url_prefix="/review-imports")

CSV = "text/csv"
LONGEST_CELL = 20_000
LONGEST_SHORT_CELL = 500


class SentReview(Parameters):
    """One review, with the columns of the table of reviews.

    `practitioner` is the last part of a profile's address, an NPI, or the site's own key where the
    registrar has linked it to somebody.
    """

    site: str = Field(min_length=1, max_length=64)
    review_id: str = Field(min_length=1, max_length=LONGEST_SHORT_CELL)
    practitioner: str = Field(min_length=1, max_length=LONGEST_SHORT_CELL)
    rating: float | None = Field(None, description="Within the site's scale; null without stars.")
    text: str = Field("", max_length=LONGEST_CELL)
    written_on: date
    rating_lowest: float = 1.0
    rating_highest: float = 5.0
    link: str = Field("", max_length=LONGEST_SHORT_CELL)
    author: str = Field(
        "", max_length=LONGEST_SHORT_CELL, description="Tells authors apart; kept as a hash."
    )
    language: str = Field("", max_length=8)
    reply: str = Field("", max_length=LONGEST_CELL)
    replied_on: date | None = None


class ReviewBatch(Parameters):
    """Reviews that are imported together."""

    reviews: list[SentReview] = Field(min_length=1, max_length=MOST_REVIEWS)


class RowErrorAnswer(Answer):
    """A review that could not be read: its line or place in the list, counted from 1, and why."""

    line: int
    problem: str
    words: str
    value: str


class SkippedAnswer(Answer):
    """Why reviews were left out, and how many."""

    reason: str
    words: str
    count: int


class ReviewImportAnswer(Answer):
    """The report of an import: `read` is the sum of the four counts after it and of `bad`."""

    id: int
    state: str
    read: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    bad: int
    skipped_because: list[SkippedAnswer]
    errors: list[RowErrorAnswer]


@blueprint.post("")
@csrf.exempt
@contract.validate(
    json=ReviewBatch,
    headers=WriteHeaders,
    resp=answers(ReviewImportAnswer, 401, 403, 409, 413, 415, 422, status=201),
    tags=["partners"],
    operation_id="importReviews",
    security=NEEDS_KEY,
    skip_validation=True,
)
def import_reviews() -> Response:
    """Import reviews of one other site, as not checked ones (scope reviews:import).

    As JSON, or as the table of reviews (text/csv), at most 500 at once. A review that was sent
    before is changed where it has changed. All of it is taken or, on an error, none; reviews that
    cannot be read are left out and named by line.
    """

    def act(use: KeyUse) -> Answer:
        return _answer(import_partner_reviews(db.session, use, _read_sent(), site.now))

    return do_once(Scope.REVIEWS_IMPORT, act)


@blueprint.get("/<int:import_id>")
@contract.validate(
    resp=answers(ReviewImportAnswer, 401, 403, 404),
    tags=["partners"],
    operation_id="getReviewImport",
    security=NEEDS_KEY,
    path_parameter_descriptions={"import_id": "The `id` that the import was answered with."},
)
def review_import(import_id: int) -> Answer:
    """Give the report of an import that this key has sent (scope reviews:import)."""
    use = authorise(Scope.REVIEWS_IMPORT)
    return _answer(get_partner_import(db.session, use, import_id))


def _read_sent() -> Iterator[ReviewEntry]:
    if request.mimetype == CSV:
        return read_csv_reviews(io.BytesIO(request.get_data()))
    batch = read_json(ReviewBatch)
    return read_named_reviews(
        {
            name: str(value)
            for name, value in review.model_dump(mode="json").items()
            if value is not None
        }
        for review in batch.reviews
    )


def _answer(run: ImportRun) -> ReviewImportAnswer:
    counts = ("read", "created", "updated", "unchanged", "skipped", "bad")
    return ReviewImportAnswer(
        id=run.id,
        state=run.state,
        skipped_because=[
            SkippedAnswer(reason=reason, words=SkipReason(reason).sentence, count=count)
            for reason, count in sorted(run.skipped.items())
        ],
        errors=[
            RowErrorAnswer(**error, words=RowProblem(error["problem"]).sentence)
            for error in run.row_errors
        ],
        **{name: run.counts[name] for name in counts},
    )
