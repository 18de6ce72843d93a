"""Who is asking: the session of the browser's cookie, its account, and views that need one.

The cookie holds a random token and nothing else of the account; the table of sessions knows whose.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from directory.database import db
from directory.domain.permissions import Permission, Role, can_do
from directory.models import Account, AccountSession
from directory.services import account_sessions
from directory.services.second_factor import has_second_factor, needs_second_factor
from directory.web import known_browsers, problems, security_log, site
from directory.web.browser_names import name_browser
from directory.web.security_log import SecurityEvent
from directory.web.static_files import FILE_VIEWS
from directory.web.transactions import own_transaction

P = ParamSpec("P")
R = TypeVar("R")

WITHOUT_COOKIES = FILE_VIEWS | {"badges.image"}
"""Views whose answers are the same for everybody, so that caches keep them for all."""

TOKEN = "token"  # noqa: S105  # the name of the token's place, not a token


def register(app: Flask) -> None:
    """Note the use of sessions, before anything else is written."""
    app.before_request(_note_use)


def current_session() -> AccountSession | None:
    """The open session of this browser, also one that waits for its second factor."""
    if TOKEN not in session:
        return None
    if "account_session" not in g:
        g.account_session = account_sessions.find_session(db.session, session[TOKEN], site.now())
    own: AccountSession | None = g.account_session
    return own


def forget_who_asks() -> None:
    """Let nobody be looked up any more by this request; the browser stays signed in."""
    g.account_session = None


def current_account() -> Account | None:
    """The account that is signed in, with all it takes, or None."""
    account = waiting_account()
    own = current_session()
    if account is None or own is None or not account_sessions.is_complete(account, own):
        return None
    return account


def own_account() -> Account:
    """The account that is signed in, in views that require one."""
    account = current_account()
    if account is None:
        abort(403)
    return account


def waiting_account() -> Account | None:
    """The account of this browser's session, whether or not its second factor was given yet."""
    own = current_session()
    return db.session.get(Account, own.account_id) if own else None


def begin(account: Account, next_path: str = "") -> Response:
    """Sign the browser in, with a new token, and lead on: to the second factor, if there is one."""
    end()
    token = account_sessions.start_session(
        db.session, account, name_browser(request.user_agent.string), site.now()
    )
    _keep(token)
    security_log.note(SecurityEvent.SIGNED_IN, account.id)
    if has_second_factor(account):
        return redirect(url_for("second_factor.ask", next=next_path or None))
    return _arrive(account, next_path)


def complete(account: Account, next_path: str = "") -> Response:
    """Note that the second factor was given: the session gets a new token and all its rights."""
    own = current_session()
    assert own is not None  # noqa: S101  # the view has found its account by it
    _keep(account_sessions.note_second_factor(db.session, account, own, site.now()))
    security_log.note(SecurityEvent.SECOND_FACTOR_GIVEN, account.id)
    return _arrive(account, next_path)


def end() -> None:
    """Sign this browser out."""
    own, account = current_session(), waiting_account()
    if own and account:
        account_sessions.revoke_session(db.session, account, own.id, site.now())
    session.clear()
    g.pop("account_session", None)


def is_fresh() -> bool:
    """Whether whoever is signed in gave the second factor just now, or has none."""
    account, own = current_account(), current_session()
    return bool(account and own and account_sessions.is_fresh(account, own, site.now()))


def require_account(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Let a view be asked by those only who are signed in; others are led to sign in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if current_account() is None:
            is_waiting = waiting_account() is not None
            endpoint = "second_factor.ask" if is_waiting else "accounts.sign_in"
            return redirect(url_for(endpoint, next=_path_to_return_to()))
        return view(*args, **kwargs)

    return guarded


def require_fresh(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Let a view be asked by those only who gave their second factor just now, if they have one.

    For what changes the second factor: a browser left open is not enough.
    """

    @wraps(view)
    @require_account
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not is_fresh():
            return redirect(url_for("second_factor.ask", next=url_for("second_factor.page")))
        return view(*args, **kwargs)

    return guarded


def require_permission(
    permission: Permission,
) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let a view be asked by roles with this permission only, after the second factor if needed."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        @require_account
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            account = own_account()
            if not can_do(Role(account.role), permission):
                abort(403)
            if needs_second_factor(account):
                return redirect(url_for("second_factor.page"))
            return view(*args, **kwargs)

        return guarded

    return decorate


def safe_next_path(text: str) -> str:
    """A path of this site to go on to, or nothing: no address of elsewhere gets through."""
    is_path = text.startswith("/") and not text.startswith("//") and text.isprintable()
    return text if is_path and "\\" not in text else ""


def _note_use() -> None:
    if request.endpoint in WITHOUT_COOKIES or problems.is_asked_for():
        return
    own = current_session()
    if own is not None and account_sessions.is_use_worth_noting(own, site.now()):
        session_id = own.id
        with own_transaction() as before:
            account_sessions.note_use(before, session_id, site.now())


def _path_to_return_to() -> str | None:
    if request.method != "GET" or request.endpoint == "accounts.account":
        return None
    return request.script_root + request.full_path.rstrip("?")


def _keep(token: str) -> None:
    """Give the browser a token, and a new secret of its forms: nothing of before goes on."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    g.pop("account_session", None)


def _arrive(account: Account, next_path: str) -> Response:
    response = redirect(safe_next_path(next_path) or url_for("accounts.account"))
    known_browsers.remember(response, account.email)
    return response
