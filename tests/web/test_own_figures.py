"""The keeper's figures, and counting pages without a trace of who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.domain.permissions import Role
from directory.models import Practitioner
from directory.models.page_count import PageCount
from directory.services.page_counts import Seen, add_page_counts, list_page_counts
from directory.services.skill import fit_and_score
from directory.web.page_counts import ADDED_EVERY, PageCounter
from directory.web.seen_plot import BASE, RIGHT, TOP, seen_plot
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.fixtures.people import make_role
from tests.fixtures.sign_in import sign_in_as
from tests.web.conftest import text_of


@pytest.fixture
def counting_app(app: Flask) -> Iterator[Flask]:
    """The application with a counter that has counted nothing yet."""
    before = app.extensions["page_counter"]
    app.extensions["page_counter"] = PageCounter()
    yield app
    app.extensions["page_counter"] = before


@pytest.fixture
def person(session: Session, now: datetime) -> Practitioner:
    """Somebody with twelve verified reports, among eleven colleagues with as many."""
    load_the_vocabulary(session)
    people = [make_practitioner(session, slug=f"person-{n}") for n in range(12)]
    for number, each in enumerate(people):
        for report in range(12):
            make_review(session, each, gais=5 if report < 11 - number else 2)
    fit_and_score(session, now.date(), now)
    session.commit()
    return people[0]


def test_the_figures_stand_beside_those_of_the_same_profession(
    app: Flask, session: Session, person: Practitioner, now: datetime
) -> None:
    keeper = app.test_client()
    account = make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id)
    sign_in_as(keeper, account.id)
    page = text_of(keeper.get("/account/figures").text)
    assert "You: 92 of 100 in 12 verified reports; all together 46" in page
    assert "more than chance explains" in page
    assert "Of 11 others of your profession" in page
    assert "Physician licence Registry Never" in page
    rows = keeper.get("/account/figures/file").text.splitlines()
    assert rows[0].startswith("figure,of,value")
    assert rows[1].startswith("skill,all concerns,")


def test_too_little_to_compare_is_said(app: Flask, session: Session, now: datetime) -> None:
    load_the_vocabulary(session)
    keeper = app.test_client()
    alone = make_practitioner(session)
    account = make_role(session, now, Role.PRACTITIONER, practitioner_id=alone.id)
    sign_in_as(keeper, account.id)
    page = keeper.get("/account/figures").text
    assert "Not enough data" in page and "Not yet." in page


def test_an_opened_profile_is_counted_and_a_robot_is_not(
    counting_app: Flask, client: FlaskClient, session: Session, person: Practitioner
) -> None:
    robot = {"User-Agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"}
    client.get("/practitioners/person-0", headers=robot)
    assert session.scalars(select(PageCount)).all() == []
    answer = client.get("/practitioners/person-0")
    assert "Set-Cookie" not in answer.headers
    [count] = session.scalars(select(PageCount)).all()
    assert (count.practitioner_id, count.opened_count, count.listed_count) == (person.id, 1, 0)
    assert set(PageCount.__table__.columns.keys()) == {
        "practitioner_id", "day", "listed_count", "opened_count",
    }  # fmt: skip


def test_counts_are_added_once_in_a_while_and_nothing_twice(now: datetime) -> None:
    counter = PageCounter()
    counter.note(["a", "b"], [])
    assert counter.take(now) == {"a": Seen(1, 0), "b": Seen(1, 0)}
    counter.note(["a"], ["a"])
    assert counter.take(now) == {}
    assert counter.take(now + ADDED_EVERY) == {"a": Seen(1, 1)}


def test_a_day_adds_up_and_unknown_addresses_count_nothing(session: Session, today: date) -> None:
    person = make_practitioner(session, slug="nia")
    for _ in range(2):
        add_page_counts(session, {"nia": Seen(3, 1), "nobody": Seen(1, 1)}, today)
    add_page_counts(session, {"nobody": Seen(1, 1)}, today)
    add_page_counts(session, {"nia": Seen(1, 0)}, today - timedelta(days=40))
    [count] = list_page_counts(session, person.id, today)
    assert (count.listed_count, count.opened_count) == (6, 2)


def test_the_days_on_which_somebody_was_seen_are_drawn_and_added_up(
    app: Flask, session: Session, person: Practitioner, now: datetime
) -> None:
    today = now.date()
    add_page_counts(session, {person.slug: Seen(30, 3)}, today)
    add_page_counts(session, {person.slug: Seen(10, 0)}, today - timedelta(days=7))
    latest, earlier = seen_plot(list_page_counts(session, person.id, today), today).bars
    assert (latest.listed_y, latest.opened_y) == (TOP, BASE - (BASE - TOP) / 10)
    assert earlier.listed_height == pytest.approx((BASE - TOP) / 3, abs=0.1)
    assert earlier.x < latest.x < RIGHT
    keeper = app.test_client()
    sign_in_as(keeper, make_role(session, now, Role.PRACTITIONER, practitioner_id=person.id).id)
    page = text_of(keeper.get("/account/figures").text)
    assert "In lists of results: 40" in page
    assert "Profile opened: 3" in page
