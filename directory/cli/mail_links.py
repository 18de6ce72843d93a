"""Links for mail that is written where no request tells where the site is reached."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from directory.config import Settings
from directory.services.keeper_links import KeeperLinks
from directory.services.status_links import StatusLinks


def page_address(site_url: str, endpoint: str, **values: int) -> str:
    """The absolute address of a page without a secret."""
    return site_url + current_app.url_map.bind("").build(endpoint, values)


def link_maker(site_url: str, endpoint: str) -> Callable[[str], str]:
    """Make the absolute addresses of a page by its secret; here is no request to ask for them."""
    addresses = current_app.url_map.bind("")
    return lambda token: site_url + addresses.build(endpoint, {"token": token})


def status_links_of(settings: Settings) -> StatusLinks:
    """Links to the pages of authors, and of those who flagged, on this site."""
    return StatusLinks(
        secret_key=settings.secret_key,
        review_address=link_maker(settings.site_url, "review_status.status"),
        flag_address=link_maker(settings.site_url, "flags.status"),
    )


def keeper_links_of(settings: Settings) -> KeeperLinks:
    """Links to the pages of those who keep a profile on this site."""
    url = settings.site_url
    return KeeperLinks(
        credentials=page_address(url, "credentials.index"),
        treatment_log=page_address(url, "treatment_logs.index"),
        claim=lambda claim_id: page_address(url, "claims.page", claim_id=claim_id),
    )
