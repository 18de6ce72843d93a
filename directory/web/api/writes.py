"""Writing by the API: by which key, what was sent, and doing it once however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from directory.database import db
from directory.domain.api_keys import LONGEST_IDEMPOTENCY_KEY, KeyMissingError, Scope
from directory.services.api_answers import begin_answer, get_answer, hash_request, keep_answer
from directory.services.api_keys import KeyUse, use_key
from directory.web import site
from directory.web.api.contract import KEY_SCHEME, Answer, list_faults
from directory.web.problems import Fault, RequestInvalidError

BodyT = TypeVar("BodyT", bound=BaseModel)

JSON = "application/json"
IDEMPOTENCY_KEY = "Idempotency-Key"
NEEDS_KEY: dict[str, list[str]] = {KEY_SCHEME: []}
CREATED = 201


class WriteHeaders(BaseModel):
    """What every writing request carries beside its key."""

    idempotency_key: str = Field(
        alias=IDEMPOTENCY_KEY,
        min_length=1,
        max_length=LONGEST_IDEMPOTENCY_KEY,
        pattern="^[!-~]+$",
        description="Anything new for each act, such as a UUID. The same request, sent again with "
        "it within a day, is not carried out again and gets the same answer.",
    )


def authorise(scope: Scope) -> KeyUse:
    """Whose key was sent, if it may do this. Raises KeyMissingError, ScopeMissingError."""
    return use_key(db.session, _token(), scope, site.now())


def do_once(scope: Scope, act: Callable[[KeyUse], Answer]) -> Response:
    """Carry out an act by a key and answer 201; the same request again gets the same answer."""
    use = authorise(scope)
    try:
        headers = WriteHeaders.model_validate({IDEMPOTENCY_KEY: request.headers[IDEMPOTENCY_KEY]})
    except KeyError as error:
        fault = Fault(IDEMPOTENCY_KEY, "This header is missing.")
        raise RequestInvalidError([fault]) from error
    except ValidationError as error:
        raise RequestInvalidError(list_faults(error)) from error
    once, token = headers.idempotency_key, _token()
    asked = hash_request(request.path, request.mimetype, request.get_data())
    answer = begin_answer(db.session, use.key, once, asked, site.now())
    if answer is None:
        kept = get_answer(db.session, use.key, once, token)
        return Response(kept.body, kept.status, mimetype=JSON)
    use.key.last_used_at = site.now()
    body = act(use).model_dump_json()
    keep_answer(db.session, answer, CREATED, body, token)
    return Response(body, CREATED, mimetype=JSON)


def read_json(model: type[BodyT]) -> BodyT:
    """The body of the request. Raises RequestInvalidError, UnsupportedMediaType."""
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        raise RequestInvalidError(list_faults(error)) from error


def _token() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not token.strip():
        raise KeyMissingError("Send a key of the API: “Authorization: Bearer KEY”.")
    return token.strip()
