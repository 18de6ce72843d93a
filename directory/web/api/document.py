"""The OpenAPI document of the API, made from the code that answers."""

from __future__ import annotations

import copy
import threading
from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from directory.web.api.contract import contract
from directory.web.api.review_imports import CSV
from directory.web.problems import MEDIA_TYPE

blueprint = Blueprint("document", __name__)

JSON = "application/json"
FIRST_PROBLEM = 400
HEADERS = {
    "RateLimit-Limit": "Requests in one window.",
    "RateLimit-Remaining": "Requests left of them.",
    "RateLimit-Reset": "Seconds until there are more again.",
}
TOO_MANY = "429"
TABLE_OPERATION = "importReviews"

# spectree makes it when it is first asked for and takes its own models apart meanwhile.
_one_at_a_time = threading.Lock()


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description of the API for programs; `docs` shows it to people."""
    return jsonify(make_document())


def make_document() -> dict[str, Any]:
    """The OpenAPI 3.1 document: what spectree makes, with the kinds of errors and the headers."""
    with _one_at_a_time:
        made = contract.spec
    document: dict[str, Any] = copy.deepcopy(made)
    document["servers"] = [{"url": current_app.config["SETTINGS"].site_url}]
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                _complete(status, response)
            if operation["operationId"] == TABLE_OPERATION:
                operation["requestBody"]["content"][CSV] = {"schema": {"type": "string"}}
    return document


def _complete(status: str, response: dict[str, Any]) -> None:
    headers = dict(HEADERS)
    if int(status) >= FIRST_PROBLEM:
        response["content"] = {MEDIA_TYPE: response["content"][JSON]}
    if status == TOO_MANY:
        headers["Retry-After"] = "Seconds to wait."
    response["headers"] = {
        name: {"description": words, "schema": {"type": "integer"}}
        for name, words in headers.items()
    }
