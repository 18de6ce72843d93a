"""Mail to the owner of an account about its security, sent by a page."""

from __future__ import annotations

from directory.database import db
from directory.models import Account
from directory.services.account_mail import mail_change
from directory.web import site


def tell_owner(account: Account, what: str) -> None:
    """Tell the owner that something changed: `what`, in the past; with a link to sign in."""
    mail_change(db.session, account, what, site.link_for_mail("accounts.sign_in"), site.now())
