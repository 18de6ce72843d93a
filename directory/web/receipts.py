"""The file of a receipt, for the moderator on its case and nobody else."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from directory.database import db
from directory.domain.permissions import Permission
from directory.services.receipt_cases import get_receipt_file
from directory.web import uploads
from directory.web.sessions import require_permission

blueprint = Blueprint("receipts", __name__, url_prefix="/moderation/receipts")

FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
"""A receipt is a stranger's file: it may be looked at, but nothing in it may run or be kept."""


@blueprint.get("/<int:receipt_id>/file")
@require_permission(Permission.SEE_RECEIPTS)
def file(receipt_id: int) -> Response:
    """The file itself, to be saved; a picture is also shown on the page of its case."""
    receipt, path = get_receipt_file(db.session, uploads.folder(), receipt_id)
    response = send_file(
        path,
        mimetype=receipt.content_type,
        as_attachment=True,
        download_name=f"receipt-{receipt.id}{path.suffix}",
        etag=False,
        conditional=False,
    )
    response.headers.update(FILE_HEADERS)
    return response
