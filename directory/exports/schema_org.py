"""What pages say of themselves in the words of schema.org (JSON-LD), for search engines.

Ratings are those of this site's own verified reports. Imported reviews are left out of the average
and of the list: they are marked up where they were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directory.domain.professions import PHYSICIANS

CONTEXT = "https://schema.org"
SPECIALTIES = {
    "dermatologist": "https://schema.org/Dermatologic",
    "plastic_surgeon": "https://schema.org/PlasticSurgery",
    "facial_plastic_surgeon": "https://schema.org/PlasticSurgery",
}
BEST_GRADE, WORST_GRADE = 5, 1

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works; the point only where it is that of the address."""

    name: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A report written on this site, with the grade that the patient gave."""

    url: str
    grade: int
    reported_on: date
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a profile is about, as far as schema.org has words for it."""

    url: str
    name: str
    profession_key: str
    role: str
    image_url: str
    languages: Sequence[str]
    treatments: Sequence[str]
    credentials: Sequence[tuple[str, str]]
    """Names and issuers of those that somebody else than the person has shown."""
    places: Sequence[Place]
    grade_counts: Sequence[tuple[int, int]]
    """How many verified reports gave each grade; empty where there are too few to say."""
    reviews: Sequence[OwnReview]


def describe_person(person: Person, author_words: str) -> Node:
    """A profile: the practice with its ratings, and the person who works there."""
    is_physician = person.profession_key in PHYSICIANS
    practice: Node = {
        "@type": "Physician" if is_physician else "MedicalBusiness",
        "@id": f"{person.url}#practice",
        "url": person.url,
        "name": person.name,
        "image": person.image_url,
        "employee": _employee(person),
    }
    if person.profession_key in SPECIALTIES:
        practice["medicalSpecialty"] = SPECIALTIES[person.profession_key]
    if is_physician and person.treatments:
        practice["availableService"] = [
            {"@type": "MedicalProcedure", "name": name} for name in person.treatments
        ]
    if person.places:
        practice |= _place(person.places[0])
        practice["location"] = [
            {"@type": "Place", "name": place.name or place.city, **_place(place)}
            for place in person.places
        ]
    rating = _aggregate_rating(person.grade_counts)
    if rating:
        practice["aggregateRating"] = rating
    if person.reviews:
        practice["review"] = [_review(review, author_words) for review in person.reviews]
    return practice


def describe_site(name: str, url: str, search_url: str, language: str) -> Node:
    """The site, with how it is searched; `search_url` has {search_term_string} in it."""
    return {
        "@type": "WebSite",
        "@id": f"{url}#site",
        "name": name,
        "url": url,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search_url},
            "query-input": "required name=search_term_string",
        },
    }


def describe_trail(steps: Sequence[tuple[str, str]]) -> Node:
    """The way from the home page to a page, by names and addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def make_document(*nodes: Node) -> Node:
    """What stands in the page."""
    return {"@context": CONTEXT, "@graph": list(nodes)}


def _employee(person: Person) -> Node:
    employee: Node = {"@type": "Person", "name": person.name, "jobTitle": person.role}
    if person.languages:
        employee["knowsLanguage"] = list(person.languages)
    if person.credentials:
        employee["hasCredential"] = [
            {
                "@type": "EducationalOccupationalCredential",
                "name": name,
                **({"recognizedBy": {"@type": "Organization", "name": issuer}} if issuer else {}),
            }
            for name, issuer in person.credentials
        ]
    return employee


def _place(place: Place) -> Node:
    address = {
        "streetAddress": place.street,
        "addressLocality": place.city,
        "addressRegion": place.region,
        "postalCode": place.postal_code,
        "addressCountry": place.country,
    }
    described: Node = {
        "address": {"@type": "PostalAddress"} | {key: text for key, text in address.items() if text}
    }
    if place.phone:
        described["telephone"] = place.phone
    if place.point:
        latitude, longitude = place.point
        described["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": latitude,
            "longitude": longitude,
        }
    return described


def _aggregate_rating(grade_counts: Sequence[tuple[int, int]]) -> Node | None:
    total = sum(count for _, count in grade_counts)
    if not total:
        return None
    mean = sum(grade * count for grade, count in grade_counts) / total
    return {
        "@type": "AggregateRating",
        "ratingValue": round(mean, 2),
        "bestRating": BEST_GRADE,
        "worstRating": WORST_GRADE,
        "ratingCount": total,
    }


def _review(review: OwnReview, author_words: str) -> Node:
    described: Node = {
        "@type": "Review",
        "url": review.url,
        "author": {"@type": "Person", "name": author_words},
        "datePublished": review.reported_on.isoformat(),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": review.grade,
            "bestRating": BEST_GRADE,
            "worstRating": WORST_GRADE,
        },
    }
    if review.text:
        described["reviewBody"] = review.text
        if review.language:
            described["inLanguage"] = review.language
    return described
