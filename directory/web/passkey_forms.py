"""The forms that carry what a browser's passkey answers, and the site as passkeys know it."""

from __future__ import annotations

from flask import current_app
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from directory.domain.messages import N_
from directory.services.passkeys import LONGEST_NAME, RelyingParty

NO_ANSWER = N_("The browser gave no passkey. Try once more, or use an authenticator app.")
LONGEST_CREDENTIAL = 20_000


class UsePasskeyForm(FlaskForm):
    """What a passkey signed; filled in by the script."""

    credential = HiddenField(
        validators=[InputRequired(NO_ANSWER), Length(max=LONGEST_CREDENTIAL, message=NO_ANSWER)]
    )


class PasskeyForm(UsePasskeyForm):
    """A new passkey, and the name by which its owner knows it."""

    name = StringField(
        N_("Name of the passkey, such as “my telephone”"),
        [
            InputRequired(N_("Give the passkey a name.")),
            Length(
                max=LONGEST_NAME,
                message=N_("Use at most %(longest_name)s characters.", longest_name=LONGEST_NAME),
            ),
        ],
        render_kw={"autocomplete": "off"},
    )


def relying_party() -> RelyingParty:
    """This site, by its own address: what a request says of its host can be forged."""
    return RelyingParty.of_site(current_app.config["SETTINGS"].site_url)
