"""The directory as FHIR R4: reading and searching, as JSON; errors are OperationOutcomes.

Counted and delivered as the API is; what can be asked stands at `/fhir/metadata`.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from directory.database import db
from directory.domain.errors import InvalidValueError
from directory.exports.fhir import Resource
from directory.exports.fhir_answers import make_bundle, make_capabilities
from directory.services.fhir_directory import (
    FhirSearch,
    get_resource,
    list_abilities,
    search_resources,
)
from directory.web import problems, site
from directory.web.api import delivery, rate_limits

blueprint = Blueprint("fhir", __name__, url_prefix="/fhir")
blueprint.before_request(rate_limits.count_request)
blueprint.after_request(rate_limits.tell_standing)
blueprint.after_request(delivery.deliver)

COUNT, AFTER, FORMAT = "_count", "_after", "_format"
INCLUDE, REVERSE_INCLUDE = "_include", "_revinclude"
USUAL_COUNT = 20
MOST_COUNT = 100
MOST_AFTER = 2**31 - 1


@blueprint.get("/metadata")
def capabilities() -> Response:
    """What this server can do."""
    midnight = site.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return _answer(make_capabilities(_base(), list_abilities(), midnight))


@blueprint.get("/<kind>")
def search(kind: str) -> Response:
    """Search one type of resource; all parameters have to be met."""
    own = {COUNT, AFTER, FORMAT, INCLUDE, REVERSE_INCLUDE}
    asked = list(request.args.items(multi=True))
    criteria = [(name, value) for name, value in asked if name not in own]
    inclusions = [(name, value) for name, value in asked if name in {INCLUDE, REVERSE_INCLUDE}]
    count = min(max(_number(COUNT, USUAL_COUNT), 1), MOST_COUNT)
    page = search_resources(
        db.session,
        site.vocabulary(),
        site.site_url(),
        FhirSearch(
            kind,
            criteria,
            _number(AFTER, 0),
            count,
            includes=request.args.getlist(INCLUDE),
            reverse_includes=request.args.getlist(REVERSE_INCLUDE),
        ),
    )
    again = [*criteria, *inclusions, (COUNT, str(count))]
    links = {"self": _link(kind, again)}
    if page.next_after is not None:
        links["next"] = _link(kind, [*again, (AFTER, str(page.next_after))])
    return _answer(make_bundle(_base(), page.resources, page.included, links))


@blueprint.get("/<kind>/<int:number>")
def read(kind: str, number: int) -> Response:
    """One resource."""
    return _answer(get_resource(db.session, site.vocabulary(), site.site_url(), kind, number))


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()) or int(text[:11]) > MOST_AFTER:
        raise InvalidValueError(f"{name} has to be a whole number, not {text[:40]!r}.", name)
    return int(text[:11])


def _base() -> str:
    return site.absolute_url("fhir.capabilities").removesuffix("/metadata")


def _link(kind: str, parameters: list[tuple[str, str]]) -> str:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    return site.absolute_url(".search", kind=kind, **values)  # type: ignore[arg-type]


def _answer(resource: Resource) -> Response:
    return Response(json.dumps(resource, ensure_ascii=False), mimetype=problems.FHIR_MEDIA_TYPE)
