"""Pages for whoever watches the site: is the process alive, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from directory.database import db
from directory.domain.checks import CheckState
from directory.schema import find_newest_revision
from directory.services.site_checks import list_site_checks
from directory.web import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
def live() -> Response:
    """200 where the process answers: to restart it would mend nothing that is amiss elsewhere."""
    return jsonify(status="alive")


@blueprint.get("/health/ready")
@blueprint.get("/healthz")
def ready() -> tuple[Response, int]:
    """200 where database, tables and index serve, else 503; what only wants a look is told too."""
    checks = list(
        list_site_checks(
            db.session,
            site.search_index(),
            site.request_counter(),
            find_newest_revision(),
            site.now(),
        )
    )
    is_ready = all(check.state is not CheckState.FAIL for check in checks)
    answer = jsonify(
        status="ready" if is_ready else "not ready",
        checks=[
            {"name": check.name, "state": check.state, "sentence": check.sentence}
            | ({"advice": check.advice} if check.advice else {})
            for check in checks
        ],
    )
    return answer, 200 if is_ready else 503
