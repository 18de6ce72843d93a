"""The open data in public: what they hold, their dictionary, and the files of the newest export."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, send_file

from directory.config import Settings
from directory.exports.open_data.data_files import FORMATS
from directory.exports.open_data.data_package import DATA_PACKAGE
from directory.exports.open_data.dictionary_text import describe_values
from directory.exports.open_data.tables import TABLES
from directory.services.open_data.published import find_newest_export, get_newest_export

blueprint = Blueprint("open_data", __name__, url_prefix="/open-data")

FILE_SECONDS = 60 * 60


@blueprint.get("")
def page() -> str:
    """What the open data hold, and the files of the newest export, if there is one."""
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "open_data/page.html",
        export=find_newest_export(settings.open_data_folder),
        licence=settings.open_data_licence,
        tables=TABLES,
        formats=FORMATS,
        data_package=DATA_PACKAGE,
        describe_values=describe_values,
    )


@blueprint.get("/<name>")
def file(name: str) -> Response:
    """A file of the newest export; in pieces and only if it has changed, where asked so."""
    settings: Settings = current_app.config["SETTINGS"]
    export = get_newest_export(settings.open_data_folder)
    published = export.package.files.get(name)
    if published is None and name != DATA_PACKAGE:
        abort(404)
    response = send_file(
        export.folder / name,
        mimetype=published.media_type if published else "application/json",
        as_attachment=published is not None,
        download_name=name,
        etag=published.facts.sha256 if published else True,
        last_modified=export.package.made_at,
        max_age=FILE_SECONDS,
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
