"""The API for programs, version 1: what the pages show as JSON, described by OpenAPI.

Requests are checked and the description is made from the same declarations (`contract`); errors
are problem documents (`directory.web.problems`). No view here reads a cookie.
"""

from __future__ import annotations

from flask import Blueprint

from directory.web.api import (
    delivery,
    document,
    methodology,
    practitioners,
    rate_limits,
    review_imports,
    search,
    visit_code_blocks,
    vocabulary,
)

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
for part in (
    search,
    practitioners,
    vocabulary,
    methodology,
    review_imports,
    visit_code_blocks,
    document,
):
    blueprint.register_blueprint(part.blueprint)
blueprint.before_request(rate_limits.count_request)
blueprint.after_request(rate_limits.tell_standing)
blueprint.after_request(delivery.deliver)
