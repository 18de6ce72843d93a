"""Photos of profiles: sending and removing one, deciding on it, and the files themselves."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.photos import DECLINE_REASONS, PHOTO_SIZES, SMALLEST_SIDE
from directory.models import Practitioner
from directory.services import photos
from directory.services.own_profile import get_own_practitioner
from directory.services.photos import PHOTO_FOLDER
from directory.web import site, uploads
from directory.web.errors import show_on_form
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("photos", __name__)

PHOTO_SECONDS = 24 * 60 * 60


class PhotoForm(FlaskForm):
    """The photo."""

    photo = FileField(
        N_("Photo"),
        description=N_(
            "Your face, alone; at least %(smallest_side)s pixels wide and high, up to 10 MB. It is "
            "cut to a square.",
            smallest_side=SMALLEST_SIDE,
        ),
        render_kw={"accept": "image/*"},
    )


def folder() -> Path:
    """Where photos lie."""
    return uploads.folder() / PHOTO_FOLDER


@blueprint.get("/account/photo")
@require_permission(Permission.KEEP_OWN_PROFILE)
def page() -> str:
    """The photo that is public, the one that waits, and the form for another."""
    return _render(PhotoForm(formdata=None))


@blueprint.post("/account/photo")
@require_permission(Permission.KEEP_OWN_PROFILE)
@uploads.accepts_receipt
def send() -> AnyResponse | tuple[str, int]:
    """Send a photo to the registrars."""
    form = PhotoForm()
    file = request.files.get("photo")
    practitioner = _own_practitioner()
    try:
        if file is None or not file.filename:
            form.photo.errors = [N_("Choose a photo.")]
        else:
            photos.send_photo(
                db.session,
                folder(),
                practitioner,
                file.stream,
                account_id=own_account().id,
                now=site.now(),
            )
    except DomainError as error:
        show_on_form(form, error)
    if not form.errors:
        return redirect(url_for(".page"), 303)
    db.session.rollback()
    return _render(form), 400


@blueprint.post("/account/photo/remove")
@require_permission(Permission.KEEP_OWN_PROFILE)
def remove() -> AnyResponse:
    """Take the photos away."""
    photos.remove_photos(db.session, _own_practitioner(), site.now())
    return redirect(url_for(".page"), 303)


@blueprint.get("/photos/<file_name>")
def file(file_name: str) -> Response:
    """One size of a photo; its name never means another one, so that it may be kept for a day."""
    path, content_type = photos.get_photo_file(db.session, folder(), file_name)
    response = send_file(path, mimetype=content_type, max_age=PHOTO_SECONDS)
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


@blueprint.get("/admin/photos")
@require_permission(Permission.REVIEW_CLAIMS)
def queue() -> str:
    """The photos that wait, the oldest first."""
    return render_template(
        "photos/queue.html",
        waiting=photos.list_waiting_photos(db.session),
        reasons=DECLINE_REASONS,
        size=PHOTO_SIZES[1],
    )


@blueprint.post("/admin/photos/<int:photo_id>")
@require_permission(Permission.REVIEW_CLAIMS)
def decide(photo_id: int) -> AnyResponse:
    """Make a photo public (`decision=approve`), or decline it by the code of a reason."""
    decision = request.form.get("decision", "")
    if decision != "approve" and decision not in DECLINE_REASONS:
        abort(400)
    reason_code = "" if decision == "approve" else decision
    photos.decide_photo(
        db.session,
        photo_id,
        reason_code,
        own_account().id,
        site.now(),
        page_link=site.link_for_mail("photos.page"),
    )
    done = "decline" if reason_code else "approve"
    return redirect(url_for(".queue", done=done), 303)


def _own_practitioner() -> Practitioner:
    return get_own_practitioner(db.session, own_account(), DelegateRight.EDIT)


def _render(form: PhotoForm) -> str:
    practitioner = _own_practitioner()
    return render_template(
        "photos/page.html",
        practitioner=practitioner,
        form=form,
        photos=photos.list_photos(db.session, practitioner.id),
    )
