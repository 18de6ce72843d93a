"""The addresses of status pages for mail, as this site makes them."""

from __future__ import annotations

from flask import current_app

from directory.services.status_links import StatusLinks
from directory.web import site


def status_links() -> StatusLinks:
    """Makes the addresses that a notice carries."""
    return StatusLinks(
        secret_key=current_app.config["SECRET_KEY"],
        review_address=lambda token: site.link_for_mail("review_status.status", token=token),
        flag_address=lambda token: site.link_for_mail("flags.status", token=token),
    )
