"""Visit codes: the practitioner's page, and the cards and the file of a new block."""

from __future__ import annotations

import csv
import io

import segno
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from directory.database import db
from directory.domain.delegates import DelegateRight
from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_
from directory.domain.permissions import Permission
from directory.domain.visit_codes import MOST_CODES_A_DAY, VALID_DAYS, format_code
from directory.models import Practitioner
from directory.services import visit_codes as visit_code_service
from directory.services.own_profile import get_own_practitioner
from directory.services.visit_codes import IssuedBlock
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.sessions import own_account, require_permission

blueprint = Blueprint("visit_codes", __name__)

_WRONG_COUNT = N_(
    "Enter a number of patients from 1 to %(most_codes_a_day)s.", most_codes_a_day=MOST_CODES_A_DAY
)


class IssueForm(FlaskForm):
    """For how many patients; `number` is the block's number that the page promised."""

    number = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(N_("Reload this page and try again."))]
    )
    count = IntegerField(
        N_("How many patients are treated that day?"),
        [InputRequired(_WRONG_COUNT), NumberRange(1, MOST_CODES_A_DAY, _WRONG_COUNT)],
        render_kw={"autocomplete": "off"},
    )


@blueprint.get("/account/visit-codes")
@require_permission(Permission.KEEP_OWN_PROFILE)
def index() -> str:
    """The blocks issued so far, with what became of their codes, and the form for the next."""
    return _render_index(IssueForm(formdata=None))


@blueprint.post("/account/visit-codes")
@require_permission(Permission.KEEP_OWN_PROFILE)
def issue() -> Response | tuple[str, int]:
    """Issue a block. This answer alone shows its codes: as cards to print, and for a file."""
    form = IssueForm()
    account = own_account()
    practitioner = get_own_practitioner(db.session, account, DelegateRight.VISIT_CODES)
    if form.validate_on_submit():
        try:
            issued = visit_code_service.issue_block(
                db.session,
                practitioner.id,
                form.count.data or 0,
                account.id,
                site.now(),
                number=form.number.data,
            )
        except InvalidValueError as error:
            show_on_form(form, error)
        else:
            return _show_once(practitioner, issued)
    return _render_index(form), 400


@blueprint.post("/account/visit-codes/<int:number>/file")
@require_permission(Permission.KEEP_OWN_PROFILE)
def download(number: int) -> Response:
    """The codes of the block just issued as a CSV file; the page that shows them sends them."""
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.VISIT_CODES)
    codes = request.form.getlist("code")
    block = visit_code_service.check_codes_of_block(db.session, practitioner.id, number, codes)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("block", "number", "code", "address", "good until"))
    for place, code in enumerate(codes, start=1):
        writer.writerow((number, place, code, _address_of(code), block.expires_on.isoformat()))
    response = Response(table.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"visit-codes-{number}.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/account/visit-codes/<int:number>/revoke")
@require_permission(Permission.KEEP_OWN_PROFILE)
def revoke(number: int) -> AnyResponse:
    """Revoke what was not used of a block."""
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.VISIT_CODES)
    visit_code_service.revoke_block(db.session, practitioner.id, number, site.now())
    return redirect(url_for(".index"))


def _render_index(form: IssueForm) -> str:
    practitioner = get_own_practitioner(db.session, own_account(), DelegateRight.VISIT_CODES)
    overview = visit_code_service.get_code_overview(db.session, practitioner.id, site.today())
    form.number.data, form.number.raw_data = overview.next_number, None
    return render_template(
        "visit_codes/index.html",
        practitioner=practitioner,
        form=form,
        overview=overview,
        valid_days=VALID_DAYS,
    )


def _show_once(practitioner: Practitioner, issued: IssuedBlock) -> Response:
    response = make_response(
        render_template(
            "visit_codes/issued.html",
            practitioner=practitioner,
            block=issued.block,
            cards=[(format_code(code), _draw_qr(_address_of(code))) for code in issued.codes],
            report_address=site.absolute_url("reviews.find"),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _address_of(code: str) -> str:
    return site.absolute_url("reviews.find", code=code)


def _draw_qr(address: str) -> Markup:
    """A QR code as inline SVG, black on white whatever the page's colours: cameras ask for it."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, dark="black", light="white", lineclass=None, svgclass="visit-card-code"
    )
    return Markup(drawing)  # noqa: S704  # segno draws nothing of the text into the SVG
