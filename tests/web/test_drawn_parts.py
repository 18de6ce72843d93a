"""Parts of pages that are drawn once: nothing of what they show may be of before."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import update

from directory.database import db
from directory.models import Practitioner
from directory.web import drawn_parts


class Counted:
    """A macro that counts how often it draws."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, *shown: object) -> Markup:
        self.count += 1
        return Markup("<p>{}</p>").format(" ".join(map(str, shown)))


def test_the_same_facts_are_drawn_once(small_site: Flask) -> None:
    macro = Counted()
    drawn = small_site.jinja_env.globals["drawn"]
    with small_site.test_request_context("/search"):
        assert [drawn(macro, "a", 1), drawn(macro, "a", 1)] == ["<p>a 1</p>"] * 2
        assert macro.count == 1
        assert drawn(macro, "a", 2) == "<p>a 2</p>"
        assert macro.count == 2


def test_each_language_and_each_folder_of_the_site_has_its_own(small_site: Flask) -> None:
    macro = Counted()
    drawn = small_site.jinja_env.globals["drawn"]
    for environ in ({}, {"directory.language": "es"}, {"SCRIPT_NAME": "/skin"}):
        with small_site.test_request_context("/search", environ_overrides=environ):
            drawn(macro, "a")
    assert macro.count == 3


def test_with_a_shortlist_in_the_address_everything_is_drawn_anew(small_site: Flask) -> None:
    macro = Counted()
    drawn = small_site.jinja_env.globals["drawn"]
    with small_site.test_request_context("/search?shortlist=somebody"):
        drawn(macro, "a")
        drawn(macro, "a")
    assert macro.count == 2


def test_no_more_is_remembered_than_said(small_site: Flask) -> None:
    macro = Counted()
    drawn = small_site.jinja_env.globals["drawn"]
    with small_site.test_request_context("/search"):
        for number in range(drawn_parts.MOST_PARTS + 1):
            drawn(macro, number)
        drawn(macro, 0)
    assert macro.count == drawn_parts.MOST_PARTS + 2


def test_a_card_shows_what_the_database_says_now(small_site: Flask, visitor: FlaskClient) -> None:
    assert "Nia Bell" in visitor.get("/search?q=pitted scars").text
    with small_site.app_context():
        db.session.execute(
            update(Practitioner).where(Practitioner.family_name == "Bell").values(given_name="Ada")
        )
        db.session.commit()
    assert "Ada Bell" in visitor.get("/search?q=pitted scars").text
