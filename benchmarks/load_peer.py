"""The peer of `benchmarks.load`: the least that a directory of people with reviews can be.

Flask, SQLAlchemy and SQLite's FTS5; results ordered by the mean of their stars, ten on a page with
their number, and profiles with the newest reviews. No facets, places, languages, roles or sessions:
a floor for what a page costs on the same stack, not a rival.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import ForeignKey, create_engine, func, literal_column, select, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

DATABASE = "PEER_DATABASE"
PER_PAGE = 10
NEWEST = 20

TEMPLATES = {
    "page.html": """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<header>
<a href="/">Directory</a>
<form action="/search"><input name="q" value="{{ words }}"><button>Search</button></form>
</header>
<main><h1>{{ title }}</h1>{% block main %}{% endblock %}</main>
</body>
</html>""",
    "results.html": """\
{% extends "page.html" %}
{% block main %}
<ol>
{% for person in people %}
<li>
<h2><a href="/people/{{ person.slug }}">{{ person.name }}</a></h2>
<p>{{ person.profession }}, {{ person.clinic }}, {{ person.city }}</p>
<p>{{ "%.1f"|format(person.mean_rating) }} of 5, {{ person.review_count }} reviews</p>
<p>{{ person.concerns|map(attribute="name")|join(", ") }}</p>
<p>{{ person.about|truncate(200) }}</p>
</li>
{% endfor %}
</ol>
{% endblock %}""",
    "profile.html": """\
{% extends "page.html" %}
{% block main %}
<p>{{ person.profession }}, {{ person.clinic }}, {{ person.city }}</p>
<p>{{ person.about }}</p>
<p>{{ person.concerns|map(attribute="name")|join(", ") }}</p>
{% for review in reviews %}
<article>
<p>{{ review.rating }} of 5, {{ review.reported_on }}</p>
<p>{{ review.words }}</p>
</article>
{% endfor %}
{% endblock %}""",
}


class Base(DeclarativeBase):
    """The peer's tables."""


class Person(Base):
    """Somebody listed."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    profession: Mapped[str]
    clinic: Mapped[str]
    city: Mapped[str]
    about: Mapped[str]
    mean_rating: Mapped[float] = mapped_column(index=True)
    review_count: Mapped[int]
    concerns: Mapped[list[Concern]] = relationship()


class Concern(Base):
    """What somebody treats."""

    __tablename__ = "concern"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)


class PersonReview(Base):
    """What a patient wrote."""

    __tablename__ = "person_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    rating: Mapped[float]
    reported_on: Mapped[str]
    words: Mapped[str]


def fill(demo: Path, file: Path) -> list[str]:
    """Fill the peer's database with the people of a demonstration; gives their addresses."""
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    with closing(sqlite3.connect(demo)) as source, sessionmaker(engine).begin() as session:
        people = source.execute(
            "SELECT practitioner.id, slug, given_name || ' ' || family_name, profession_key,"
            " coalesce(max(clinic_name), ''), coalesce(max(city), ''), biography"
            " FROM practitioner LEFT JOIN practice_location ON practitioner_id = practitioner.id"
            " GROUP BY practitioner.id"
        ).fetchall()
        for key, slug, name, profession, clinic, city, about in people:
            reviews = source.execute(
                "SELECT coalesce(rating, 0), reported_on, text FROM review"
                " WHERE practitioner_id = ? AND published_at IS NOT NULL",
                (key,),
            ).fetchall()
            concerns = source.execute(
                "SELECT concern_key FROM practitioner_concern WHERE practitioner_id = ?", (key,)
            ).fetchall()
            ratings = [rating for rating, _, _ in reviews]
            session.add(
                Person(
                    id=key,
                    slug=slug,
                    name=name,
                    profession=profession,
                    clinic=clinic,
                    city=city,
                    about=about,
                    mean_rating=sum(ratings) / max(len(ratings), 1),
                    review_count=len(ratings),
                    concerns=[Concern(name=concern.replace("_", " ")) for (concern,) in concerns],
                )
            )
            session.add_all(
                PersonReview(person_id=key, rating=rating, reported_on=day, words=words)
                for rating, day, words in reviews
            )
        session.flush()
        session.execute(text("CREATE VIRTUAL TABLE words USING fts5(name, city, concerns, about)"))
        session.execute(
            text(
                "INSERT INTO words (rowid, name, city, concerns, about) SELECT id, name, city,"
                " (SELECT group_concat(name) FROM concern WHERE person_id = person.id), about"
                " FROM person"
            )
        )
    engine.dispose()
    return [slug for _, slug, *_ in people]


def make_app() -> Flask:
    """The peer on the database that the environment names."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader(TEMPLATES)
    sessions = sessionmaker(create_engine(f"sqlite:///{os.environ[DATABASE]}"))

    @app.get("/search")
    def search() -> str:
        asked = request.args.get("q", "")
        quoted = " ".join(json.dumps(word) for word in asked.split())
        found = select(literal_column("rowid")).select_from(text("words"))
        found = found.where(text("words MATCH :asked").bindparams(asked=quoted))
        with sessions() as session:
            count = session.scalar(select(func.count()).select_from(found.subquery()))
            people = session.scalars(
                select(Person)
                .where(Person.id.in_(found))
                .order_by(Person.mean_rating.desc(), Person.id)
                .limit(PER_PAGE)
                .options(selectinload(Person.concerns))
            ).all()
            title = f"{count} found"
            return render_template("results.html", title=title, words=asked, people=people)

    @app.get("/people/<slug>")
    def profile(slug: str) -> str:
        with sessions() as session:
            person = session.scalars(select(Person).where(Person.slug == slug)).one()
            reviews = session.scalars(
                select(PersonReview)
                .where(PersonReview.person_id == person.id)
                .order_by(PersonReview.reported_on.desc(), PersonReview.id)
                .limit(NEWEST)
            ).all()
            return render_template(
                "profile.html", title=person.name, words="", person=person, reviews=reviews
            )

    return app
