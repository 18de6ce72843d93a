"""The styles that every page needs, as one file: who is new here asks once, not nine times."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request

from directory.web.static_files import STATIC_SECONDS, static_folder, static_path, version_of

blueprint = Blueprint("shared_styles", __name__)

PATH = "/shared.css"
SHARED_STYLES = (
    "tokens",
    "base",
    "layout",
    "components",
    "tables",
    "forms",
    "charts",
    "shortlist",
    "states",
)
"""Files of `static/css/`; where two rules weigh the same, the later file wins."""


@dataclass(frozen=True, slots=True)
class _Joined:
    content: bytes
    version: str


@blueprint.get(PATH)
def styles() -> Response:
    """All shared styles. The address names their content, so that it may be kept for a year."""
    joined = _join()
    response = Response(joined.content, mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = STATIC_SECONDS
    response.set_etag(joined.version)
    response.make_conditional(request)
    return response


def shared_styles_url() -> str:
    """The address of the shared styles, the same for pages of every language."""
    return f"{PATH}?v={_join().version}"


def _join() -> _Joined:
    known: _Joined | None = current_app.extensions.get("shared_styles")
    if known is not None and not current_app.debug:
        return known
    files = (static_folder() / "css" / f"{name}.css" for name in SHARED_STYLES)
    text = "".join(file.read_text("utf-8") for file in files)
    content = text.replace('url("../', f'url("{static_path("")}').encode()
    joined = _Joined(content, version_of(content))
    current_app.extensions["shared_styles"] = joined
    return joined
