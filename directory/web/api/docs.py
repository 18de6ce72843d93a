"""The description of the API for people: a page of the site, made from the OpenAPI document."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.web.api.document import make_document
from directory.web.problems import KINDS

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1/docs")


@blueprint.get("")
def page() -> str:
    """Every address, parameter, answer and error."""
    return render_template("api/docs.html", document=make_document(), problems=KINDS)
