"""Asking to be listed, for people whom no registry lists."""

from __future__ import annotations

from dataclasses import fields

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from directory.database import db
from directory.domain.errors import DomainError
from directory.domain.messages import N_
from directory.services.listing_applications import (
    MOST_CHARACTERS,
    Application,
    apply_to_be_listed,
)
from directory.web import site
from directory.web.errors import show_on_form
from directory.web.report_fields import ListField
from directory.web.sessions import own_account, require_account

blueprint = Blueprint("listing_applications", __name__, url_prefix="/apply")

COUNTRIES = {
    "US": N_("United States"),
    "CA": N_("Canada"),
    "GB": N_("United Kingdom"),
    "IE": N_("Ireland"),
    "AU": N_("Australia"),
    "DE": N_("Germany"),
}


def _text(name: str, label: str, missing: str, **attributes: str) -> StringField:
    return StringField(
        label, [InputRequired(missing), Length(max=MOST_CHARACTERS[name])], render_kw=attributes
    )


class ApplicationForm(FlaskForm):
    """Who wants to be listed, with which licence, and where they practise."""

    given_name = _text(
        "given_name", N_("Given name"), N_("Enter your given name."), autocomplete="given-name"
    )
    family_name = _text(
        "family_name", N_("Family name"), N_("Enter your family name."), autocomplete="family-name"
    )
    profession_key = ListField(
        N_("Profession"), N_("Choose a profession"), N_("Choose your profession.")
    )
    licence_number = _text(
        "licence_number", N_("Licence number"), N_("Enter your licence number."), autocomplete="off"
    )
    licence_issuer = _text(
        "licence_issuer",
        N_("Who issued the licence"),
        N_("Enter who issued it."),
        autocomplete="off",
    )
    clinic_name = _text(
        "clinic_name", N_("Practice"), N_("Enter the practice’s name."), autocomplete="organization"
    )
    street = _text("street", N_("Street"), N_("Enter the street."), autocomplete="street-address")
    city = _text("city", N_("Town"), N_("Enter the town."), autocomplete="address-level2")
    region = _text(
        "region", N_("State or region"), N_("Enter the region."), autocomplete="address-level1"
    )
    postal_code = _text(
        "postal_code", N_("Postal code"), N_("Enter the postal code."), autocomplete="postal-code"
    )
    country = ListField(N_("Country"), N_("Choose a country"), N_("Choose the country."))


@blueprint.route("", methods=["GET", "POST"])
@require_account
def apply() -> str | tuple[str, int] | Response:
    """The form; what follows is the claim to the new profile."""
    form = ApplicationForm()
    form.profession_key.offer(
        {profession.key: profession.name for profession in site.vocabulary().professions}
    )
    form.country.offer(COUNTRIES)
    if form.validate_on_submit():
        application = Application(
            **{field.name: form[field.name].data or "" for field in fields(Application)}
        )
        try:
            claim = apply_to_be_listed(
                db.session, own_account(), application, site.vocabulary(), site.now()
            )
        except DomainError as error:
            show_on_form(form, error)
            db.session.rollback()
        else:
            return redirect(url_for("claims.page", claim_id=claim.id), 303)
    page = render_template("listing_applications/apply.html", form=form)
    return (page, 400) if form.errors else page
