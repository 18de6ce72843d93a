"""What pages say of themselves to search engines, as JSON-LD in a block of data.

A block of data is no script: browsers do not run it, and the policy against inline code stays
strict.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, url_for
from flask_babel import gettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from directory.domain.vocabulary import Vocabulary
from directory.exports.schema_org import (
    Node,
    OwnReview,
    Person,
    Place,
    describe_person,
    describe_site,
    describe_trail,
    make_document,
)
from directory.models import Credential, PracticeLocation
from directory.services.exact_points import find_exact_point
from directory.services.profile_view import Profile
from directory.services.registry_view import list_evidenced_credentials
from directory.services.reviews import OWN_SOURCE
from directory.web import site
from directory.web.locales import current_language

SITE_NAME = "Skilled Hand"
SHARE_IMAGE = "share.png"

Trail = Sequence[tuple[str, str]]


def trail_data(*steps: tuple[str, str]) -> Markup:
    """The way to a page, by names and paths of the pages above it and its own."""
    return _block(_trail(steps))


def site_data() -> Markup:
    """The site, and how to search it."""
    search_url = site.absolute_url("search.results") + "?q={search_term_string}"
    home = site.absolute_url("home.index")
    return _block(describe_site(SITE_NAME, home, search_url, current_language().key))


def profile_data(profile: Profile, vocabulary: Vocabulary) -> Markup:
    """A practitioner with the ratings and reviews of this site."""
    practitioner = profile.practitioner
    path = url_for("practitioners.profile", slug=practitioner.slug)
    url = site.site_url() + path
    grades = profile.outcomes.grades
    person = Person(
        url=url,
        name=practitioner.full_name,
        profession_key=profile.profession.key,
        role=profile.role,
        image_url=_image_url(profile),
        languages=practitioner.languages,
        treatments=[treatment.name for treatment in profile.treatments],
        credentials=[
            _credential(one) for one in list_evidenced_credentials(practitioner.credentials)
        ],
        places=[_place(location) for location in profile.locations],
        grade_counts=() if grades.is_small else grades.counts,
        reviews=[
            OwnReview(
                f"{url}#review-{review.id}",
                review.outcome.gais,
                review.reported_on,
                review.text,
                review.language,
            )
            for review in profile.reviews.reviews
            if review.source_key == OWN_SOURCE and review.outcome
        ],
    )
    steps = (
        (gettext("Search"), url_for("search.results")),
        (practitioner.full_name, path),
    )
    return _block(describe_person(person, gettext("A patient, known to this site")), _trail(steps))


def _trail(steps: Trail) -> Node:
    whole = [(gettext("Home"), url_for("home.index")), *steps]
    return describe_trail([(name, site.site_url() + path) for name, path in whole])


def _block(*nodes: Node) -> Markup:
    data = htmlsafe_json_dumps(make_document(*nodes), dumps=current_app.json.dumps)
    return Markup('<script type="application/ld+json">{}</script>').format(data)


def _image_url(profile: Profile) -> str:
    if profile.photo:
        return site.absolute_url("photos.file", file_name=f"{profile.photo}-480.jpg")
    return f"{site.site_url()}{current_app.static_url_path}/{SHARE_IMAGE}"


def _credential(credential: Credential) -> tuple[str, str]:
    return credential.name, credential.issuer


def _place(location: PracticeLocation) -> Place:
    return Place(
        name=location.clinic_name,
        street=location.street,
        city=location.city,
        region=location.region,
        postal_code=location.postal_code,
        country=location.country,
        phone=location.phone,
        point=find_exact_point(location),
    )
