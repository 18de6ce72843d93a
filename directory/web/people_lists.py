"""Lists of practitioners in addresses: whom to compare, and the shortlist that is carried along.

With JavaScript the shortlist is kept in the browser; without, each link to a page from which it can
be added to carries it. There is no cookie and nothing of it is stored here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request, url_for
from werkzeug.datastructures import MultiDict

from directory.services.comparison import LEAST_COMPARED, MOST_COMPARED
from directory.services.shortlist import MOST_SHORTLISTED

PEOPLE = "people"
"""The parameter of those whom a page is about; several times, or once with commas."""

SHORTLIST = "shortlist"
"""The parameter that carries the shortlist along on other pages."""

CARRYING = frozenset(
    {
        "comparison.page",
        "concerns.concern",
        "concerns.index",
        "home.index",
        "methodology.page",
        "practitioners.profile",
        "search.results",
        "treatments.index",
        "treatments.treatment",
    }
)
"""The pages whose addresses carry the shortlist along."""

PLAIN_IN_QUERY = "!$'()*,/:;?@"
"""What stands as it is in the addresses that `url_for` writes, so that ours are the same."""

SLUG = re.compile(r"[\w-]{1,120}")


def register(app: Flask) -> None:
    """Let addresses of pages carry the shortlist, and give templates what they need for it."""
    app.url_defaults(_carry_shortlist)
    app.jinja_env.globals.update(
        carried_parameters=carried_parameters,
        carried_shortlist=carried_shortlist,
        comparison_url=comparison_url,
        shortlist_url=shortlist_url,
        toggled_shortlist_url=toggled_shortlist_url,
        LEAST_COMPARED=LEAST_COMPARED,
        MOST_COMPARED=MOST_COMPARED,
        MOST_SHORTLISTED=MOST_SHORTLISTED,
    )


def read_people(arguments: MultiDict[str, str], parameter: str = PEOPLE) -> tuple[str, ...]:
    """The people named in an address, each once; what can be nobody's address is passed over."""
    named = (slug.strip() for value in arguments.getlist(parameter) for slug in value.split(","))
    known = dict.fromkeys(slug for slug in named if SLUG.fullmatch(slug))
    return tuple(known)[:MOST_SHORTLISTED]


def carried_shortlist() -> tuple[str, ...]:
    """The shortlist that the address of this page carries."""
    if not has_request_context():
        return ()
    # Asked for each address of a page, and most carry none: nothing else is looked at for those.
    arguments = request.args
    return read_people(arguments, SHORTLIST) if SHORTLIST in arguments else ()


def carried_parameters() -> list[tuple[str, str]]:
    """What a form has to send along so that the shortlist is not lost."""
    carried = carried_shortlist()
    return [(SHORTLIST, _joined(carried))] if carried else []


def shortlist_url(slugs: Sequence[str], **asked: str | None) -> str:
    """The address of a shortlist: whoever has it has the list, and what was `asked` for."""
    return url_for("shortlist.page", **_parameter(PEOPLE, slugs), **asked)


def comparison_url(slugs: Sequence[str], **parameters: str | None) -> str:
    """The address of a comparison of these people."""
    return url_for("comparison.page", **_parameter(PEOPLE, slugs), **parameters)


def toggled_shortlist_url(slug: str, anchor: str) -> str:
    """The address of this very page with somebody added to the shortlist, or taken off it."""
    carried = carried_shortlist()
    toggled = [one for one in carried if one != slug]
    if slug not in carried:
        toggled = [*carried, slug][-MOST_SHORTLISTED:]
    page = _own_address()
    if not toggled:
        return f"{page}#{anchor}"
    joint = "&" if "?" in page else "?"
    return f"{page}{joint}{urlencode({SHORTLIST: _joined(toggled)}, safe=PLAIN_IN_QUERY)}#{anchor}"


def _own_address() -> str:
    """The address of this very page without a shortlist; worked out once for all its toggles."""
    if "own_address" not in g:
        values = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
        values[SHORTLIST] = None
        g.own_address = url_for(request.endpoint or "search.results", **values)
    address: str = g.own_address
    return address


def _carry_shortlist(endpoint: str, values: dict[str, object]) -> None:
    if endpoint in CARRYING and SHORTLIST not in values and (carried := carried_shortlist()):
        values[SHORTLIST] = _joined(carried)


def _parameter(name: str, slugs: Sequence[str]) -> dict[str, str]:
    return {name: _joined(slugs)} if slugs else {}


def _joined(slugs: Iterable[str]) -> str:
    return ",".join(slugs)
