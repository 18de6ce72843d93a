"""The tables about practitioners: who they are, where, with what credentials, offering what."""

from __future__ import annotations

from directory.domain.messages import N_
from directory.domain.opening_hours import WEEKDAYS
from directory.exports.open_data.dictionary import (
    Column,
    Table,
    day,
    given_day,
    given_text,
    given_whole,
    given_yes_no,
    number,
    text,
    whole,
    yes_no,
)


def practitioner_column() -> Column:
    """Whom a row is about."""
    return given_text("practitioner", "Whom the row is about: slug of practitioners.")


TO_PRACTITIONERS = {"practitioner": "practitioners"}

PRACTITIONERS = Table(
    "practitioners",
    N_("Practitioners"),
    N_("Everybody with a public page: who they are, what shows their years, and where it is from."),
    (
        given_text("slug", "Key; the page of the person is SITE/practitioners/SLUG."),
        text("npi", "National Provider Identifier (US), 10 digits."),
        given_text("name", "Full name."),
        text("given_name", "Given name."),
        text("middle_name", "Middle name."),
        text("family_name", "Family name."),
        text("name_suffix", "What follows the name, such as Jr."),
        text("credential_letters", "Letters after the name, in normal form, by comma and space."),
        given_text("profession", "Profession.", code_list="profession"),
        given_text("status", "Whether the person practises.", code_list="status"),
        given_yes_no("is_fictional", "True for people invented for a demonstration."),
        yes_no("is_accepting_patients", "As the practice states."),
        given_text("laser_operator", "Who holds the laser, as stated.", code_list="laser_operator"),
        text("supervising_physician", "Where the law asks for one, as stated."),
        whole("practising_since_claimed", "Year, as the practitioner states; not checked."),
        day("evidenced_since", "Earliest full licence or board certification that others show."),
        text("evidenced_by", "Name of that credential."),
        text("evidenced_by_issuer", "Who gave it."),
        given_yes_no(
            "has_conflicting_years", "True where that credential is older than the graduation."
        ),
        given_text(
            "source",
            "Where the profile came from: a public register, the person asking to be listed, or "
            "the demonstration.",
            choices=("registry", "application", "demo"),
        ),
        given_day("listed_on", "When the profile was first listed."),
        day("registry_updated_on", "Day of the register's entry."),
        day("details_verified_on", "When a person last checked the details."),
    ),
    ("slug",),
)

LANGUAGES = Table(
    "languages_spoken",
    N_("Languages spoken"),
    N_("Languages in which practitioners treat, as they state."),
    (
        practitioner_column(),
        given_text("language", "ISO 639 code.", code_list="language"),
    ),
    ("practitioner", "language"),
    TO_PRACTITIONERS,
)

LOCATIONS = Table(
    "locations",
    N_("Places of practice"),
    N_("Where practitioners see patients, with what the profile shows to reach them."),
    (
        practitioner_column(),
        given_whole("position", "Order of the person's places, from 1."),
        text("clinic_name", "Name of the practice."),
        text("street", "Street and number."),
        text("city", "City."),
        text("region", "State or region."),
        text("postal_code", "Postal code."),
        given_text("country", "ISO 3166 code."),
        text("phone", "Telephone of the practice."),
        text("website", "Host of the practice's website."),
        number("latitude", "Degrees north (WGS 84); only where the point is that of the address."),
        number("longitude", "Degrees east (WGS 84); likewise."),
        text("source", "Register that lists the place; missing: as the practice states."),
    ),
    ("practitioner", "position"),
    TO_PRACTITIONERS,
)

HOURS = Table(
    "opening_hours",
    N_("Opening hours"),
    N_("When places are open, as the practice states; a day may have several spans."),
    (
        practitioner_column(),
        given_whole("position", "Which place of the person: position of locations."),
        given_text("day", "Day of the week.", choices=tuple(WEEKDAYS)),
        given_text("opens_at", "HH:MM, local time."),
        given_text("closes_at", "HH:MM, local time."),
    ),
    ("practitioner", "position", "day", "opens_at"),
    TO_PRACTITIONERS,
)

OFFERS = Table(
    "offers",
    N_("Concerns and treatments offered"),
    N_("What practitioners say they treat and perform; nobody has checked it."),
    (
        practitioner_column(),
        given_text("kind", "What is offered.", choices=("concern", "treatment")),
        given_text("key", "Key of concerns or of treatments."),
        whole("since_year", "Year since when, as stated."),
    ),
    ("practitioner", "kind", "key"),
    TO_PRACTITIONERS,
)

CREDENTIALS = Table(
    "credentials",
    N_("Credentials"),
    N_(
        "Licences, certifications, degrees and courses that a document or a register shows. What "
        "is only claimed is not in it, and neither is what a registrar set aside."
    ),
    (
        practitioner_column(),
        given_whole("position", "Order of the person's credentials, from 1."),
        given_text(
            "kind",
            "What sort of credential it is.",
            choices=("licence", "board_certification", "degree", "fellowship", "course"),
        ),
        given_text("name", "What it is called."),
        text("issuer", "Who gave it."),
        text("jurisdiction", "Where it is good."),
        day("issued_on", "When it was given."),
        day("expires_on", "Until when it is good."),
        given_text("status", "How it stands.", code_list="credential_status"),
        given_yes_no("is_temporary", "A temporary permit, which shows no years."),
        given_text("evidence_level", "Who shows it.", code_list="evidence_level"),
        text("source", "Register that it is from."),
        day("verified_on", "When it was last looked at there."),
    ),
    ("practitioner", "position"),
    TO_PRACTITIONERS,
)

PEOPLE_TABLES = (PRACTITIONERS, LANGUAGES, LOCATIONS, HOURS, OFFERS, CREDENTIALS)
