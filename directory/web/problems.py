"""Errors of the API as problem documents (RFC 9457): the kind of problem, and what to do about it.

What is asked for below `/api` is answered so, below `/fhir` by OperationOutcomes as FHIR has them,
and everything else by pages, see `errors`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus

from flask import Response, request, url_for
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from directory.domain.api_keys import KeyMissingError, SameTimeError, ScopeMissingError
from directory.domain.delegates import DelegateError
from directory.domain.errors import DomainError, NotFoundError
from directory.domain.rate_limits import RateLimitError
from directory.domain.throttling import TooManyAttemptsError
from directory.exports.fhir_answers import make_outcome
from directory.web.outages import Outage
from directory.web.transactions import FIRST_ERROR_STATUS
from search_index import SearchIndexError

MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/api/"
FHIR_PREFIX = "/fhir/"
FHIR_MEDIA_TYPE = "application/fhir+json"
RETRY_AFTER = "Retry-After"
SAME_TIME_SECONDS = "5"
INDEX_RETRY_SECONDS = "30"

FHIR_CODES: Mapping[int, str] = {
    404: "not-found",
    405: "not-supported",
    429: "throttled",
    500: "exception",
    503: "transient",
}
"""FHIR's names of what statuses mean; all others are “invalid”."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: the status that it has, what it is, and what to do about it."""

    name: str
    status: int
    title: str
    advice: str


KINDS: tuple[ProblemKind, ...] = (
    ProblemKind(
        "invalid-request",
        400,
        "The request does not keep to the description of the API",
        "“errors” says which parameter or part of the body is wrong, and how.",
    ),
    ProblemKind(
        "key-missing",
        401,
        "A key is needed, and none that works was sent",
        "Send it as the header “Authorization: Bearer KEY”.",
    ),
    ProblemKind(
        "scope-missing",
        403,
        "The key may not do this",
        "Use a key with the scope that the description names.",
    ),
    ProblemKind(
        "not-found",
        404,
        "There is nothing at this address",
        "Take addresses from answers of the API rather than making them.",
    ),
    ProblemKind(
        "method-not-allowed",
        405,
        "The address cannot be used with this method",
        "The header Allow names those that it can be used with.",
    ),
    ProblemKind(
        "conflict",
        409,
        "Something else is going on at the same time",
        "Send the same request again after the seconds that the header Retry-After names.",
    ),
    ProblemKind(
        "too-large",
        413,
        "The request is too large",
        "Nothing of it was taken. Send less at once.",
    ),
    ProblemKind(
        "unsupported-media-type",
        415,
        "The body is of a kind that is not read here",
        "The description names the kinds that are; Content-Type says which one is sent.",
    ),
    ProblemKind(
        "unusable-value",
        422,
        "A value is well-formed, but means nothing here",
        "“detail” says which one; keys are listed at /vocabulary.",
    ),
    ProblemKind(
        "too-many-requests",
        429,
        "Too many requests",
        "Wait for the seconds that the header Retry-After names.",
    ),
    ProblemKind(
        "internal-error",
        500,
        "Something went wrong on our side",
        "It was noted, and nothing was saved. Try again in a moment.",
    ),
    ProblemKind(
        "unavailable",
        503,
        "Something that the answer needs is away",
        "Send the same request again after the seconds that the header Retry-After names.",
    ),
)
"""Every kind of problem, in the order of their statuses; each status has one."""

_KIND_OF_STATUS = {kind.status: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where in the request, and what."""

    where: str
    detail: str


class RequestInvalidError(DomainError):
    """A request that does not keep to the description of the API; `faults` say where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


def is_asked_for() -> bool:
    """Whether the request is a program’s, so that its errors are no pages."""
    return request.path.startswith((API_PREFIX, FHIR_PREFIX))


def answer_to(error: Exception) -> Response:
    """What answers a program’s error, whatever its kind."""
    status, detail = 500, ""
    faults: Sequence[Fault] = ()
    headers: dict[str, str] = {}
    match error:
        case RequestInvalidError():
            status, detail, faults = 400, error.message, error.faults
        case NotFoundError():
            status, detail = 404, error.message
        case KeyMissingError():
            status, detail = 401, error.message
            headers["WWW-Authenticate"] = "Bearer"
        case ScopeMissingError() | DelegateError():
            status, detail = 403, error.message
        case SameTimeError():
            status, detail = 409, error.message
            headers[RETRY_AFTER] = SAME_TIME_SECONDS
        case RateLimitError():
            status, detail = 429, error.message
            headers[RETRY_AFTER] = str(error.standing.reset_seconds)
        case TooManyAttemptsError():
            status, detail = 429, error.message
            headers[RETRY_AFTER] = str(math.ceil(error.wait.total_seconds()))
        case DomainError():
            status, detail = 422, error.message
            faults = [Fault(error.field, error.message)] if error.field else ()
        case DataError():
            status, detail = 422, "A value has characters that no text here can have."
        case SearchIndexError():
            status, detail = 503, "The search is not ready; its index is made anew."
            headers[RETRY_AFTER] = INDEX_RETRY_SECONDS
        case HTTPException(code=int(code)) if code >= FIRST_ERROR_STATUS:
            status = code
            headers |= {name: value for name, value in error.get_headers() if name == "Allow"}
        case HTTPException():
            return Response.force_type(error.get_response())
    return _make(status, detail, faults, headers)


def answer_to_outage(outage: Outage) -> Response:
    """What answers a program while the database or the disk fails."""
    return _make(503, outage.advice, headers={RETRY_AFTER: str(outage.retry_seconds)})


def _make(
    status: int,
    detail: str = "",
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    kind = _KIND_OF_STATUS.get(status)
    detail = detail or (kind.advice if kind else HTTPStatus(status).description)
    if request.path.startswith(FHIR_PREFIX):
        status = 400 if status == 422 else status  # FHIR makes no difference in searches
        body: object = make_outcome(FHIR_CODES.get(status, "invalid"), detail)
        media_type = FHIR_MEDIA_TYPE
    else:
        body = _problem(status, kind, detail, faults)
        media_type = MEDIA_TYPE
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=media_type)
    response.headers.update(headers or {})
    return response


def _problem(
    status: int, kind: ProblemKind | None, detail: str, faults: Sequence[Fault]
) -> dict[str, object]:
    return {
        "type": url_for("api_docs.page", _anchor=kind.name) if kind else "about:blank",
        "title": kind.title if kind else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [asdict(fault) for fault in faults],
    }
