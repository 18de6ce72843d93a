"""Reviews as sites export them: Google's API and Takeout, Yelp, saved pages, and a plain table."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.domain.errors import InvalidValueError
from directory.domain.imported_reviews import original_text
from directory.sources.csv_reviews import read_csv_reviews
from directory.sources.google_business import read_google_business
from directory.sources.google_takeout import read_google_takeout
from directory.sources.json_values import day_of
from directory.sources.records import RowError, RowProblem
from directory.sources.review_records import ReviewEntry, ReviewRecord, SiteScale
from directory.sources.schema_org_reviews import read_schema_org_reviews
from directory.sources.yelp import read_yelp
from tests.fixtures import registry_files as files

GOOGLE_NAME = "accounts/1/locations/2/reviews/abc"


def as_stream(value: object) -> IO[bytes]:
    return io.BytesIO(json.dumps(value).encode())


def google_review(**changes: Any) -> dict[str, Any]:
    """A review as the API gives it."""
    return {
        "name": GOOGLE_NAME,
        "reviewer": {"displayName": "Somebody"},
        "starRating": "FOUR",
        "comment": "My scars are better.",
        "createTime": "2024-05-13T11:27:14.829390Z",
        "updateTime": "2024-05-14T11:27:14Z",
        **changes,
    }


def read_google(*reviews: dict[str, Any]) -> list[ReviewEntry]:
    return list(read_google_business(as_stream({"reviews": list(reviews)}), is_lines=False))


def test_a_review_is_keyed_on_its_name_and_belongs_to_a_place() -> None:
    (record,) = read_google(google_review(reviewReply={"comment": "Thank you."}))
    assert isinstance(record, ReviewRecord)
    assert (record.external_id, record.subject) == (GOOGLE_NAME, "accounts/1/locations/2")
    assert (record.rating, record.written_on) == (4, date(2024, 5, 13))
    assert record.reply == "Thank you."


def test_a_review_of_stars_alone_and_an_anonymous_one_are_reviews() -> None:
    bare = google_review(
        comment=None, reviewer={"isAnonymous": True, "displayName": "A Google user"}
    )
    (record,) = read_google(bare)
    assert isinstance(record, ReviewRecord)
    assert (record.text, record.author_key) == ("", "")


@pytest.mark.parametrize("fraction", ["", ".123", ".123456", ".123456789"])
def test_any_fraction_of_a_second(fraction: str) -> None:
    assert day_of(f"2024-05-13T11:27:14{fraction}Z") == date(2024, 5, 13)


@pytest.mark.parametrize(
    ("shown", "original"),
    [
        ("(Translated by Google) Very good\n\n(Original)\nMuy bueno", "Muy bueno"),
        ("Muy bueno\n\n(Translated by Google)\nVery good", "Muy bueno"),
        ("Plain (original) words", "Plain (original) words"),
        ("(Translated by Google) Good", "(Translated by Google) Good"),
        ("", ""),
    ],
)
def test_the_original_is_kept_and_not_the_translation(shown: str, original: str) -> None:
    assert original_text(shown) == original


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "abc"}, RowProblem.NO_KEY),
        ({"createTime": "soon"}, RowProblem.UNREADABLE_DATE),
        ({"starRating": "STAR_RATING_UNSPECIFIED", "comment": ""}, RowProblem.NOTHING_SAID),
    ],
)
def test_reviews_that_cannot_be_used(change: dict[str, Any], problem: RowProblem) -> None:
    (error,) = read_google(google_review(**change))
    assert isinstance(error, RowError)
    assert error.problem is problem


def test_both_dialects_of_takeout_say_the_same() -> None:
    lower = {
        "date": "2024-05-13T12:36:27.561312Z",
        "five_star_rating_published": 5,
        "google_maps_url": "https://www.google.com/maps/place//data=x",
        "location": {"name": "Skin of Denver"},
        "review_text_published": "Great.",
    }
    title = {
        "Published": "2024-05-13T12:36:27.561312Z",
        "Star Rating": 5,
        "Google Maps URL": "https://www.google.com/maps/place//data=x",
        "Location": {"Business Name": "Skin of Denver"},
        "Review Comment": "Great.",
    }
    first, second = (
        next(
            read_google_takeout(
                as_stream({"type": "FeatureCollection", "features": [{"properties": one}]})
            )
        )
        for one in (lower, title)
    )
    assert first == second
    assert isinstance(first, ReviewRecord)
    assert (first.subject_name, first.rating) == ("Skin of Denver", 5)


def test_yelp_lines_end_in_line_feeds_alone_and_a_cut_off_one_is_told() -> None:
    review = {
        "review_id": "r1",
        "user_id": "u1",
        "business_id": "b1",
        "stars": 2.0,
        "date": "2018-07-07 22:09:11",
        "text": "Not\u2028good\u0085at all",
    }
    line = json.dumps(review, ensure_ascii=False)
    entries = list(read_yelp(io.BytesIO(f"{line}\n{line[:40]}".encode())))
    assert isinstance(entries[0], ReviewRecord)
    assert (entries[0].rating, entries[0].written_on) == (2, date(2018, 7, 7))
    assert isinstance(entries[1], RowError)
    assert (entries[1].line, entries[1].problem) == (2, RowProblem.NOT_JSON)


PAGE = """<html><head><link rel="canonical" href="https://www.reviews.example/dr-lee">
<script type="application/ld+json">{broken</script>
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "Physician", "name": "Dr Lee",
 "review": [{"@type": "Review", "author": {"@type": "Person", "name": "Ann"},
  "datePublished": "2024-05-13", "reviewBody": "Fine &amp; fast.",
  "reviewRating": {"@type": "Rating", "ratingValue": "8", "bestRating": "10"}}]}]}
</script></head><body>Hello</body></html>"""


def test_a_saved_page_names_its_site_and_scale() -> None:
    (record,) = read_schema_org_reviews(io.BytesIO(PAGE.encode()))
    assert isinstance(record, ReviewRecord)
    assert (record.site, record.rating, record.scale) == (
        "reviews.example",
        8.0,
        SiteScale(1.0, 10.0),
    )
    assert (record.subject_name, record.link) == ("Dr Lee", "https://www.reviews.example/dr-lee")


@pytest.mark.parametrize("page", ["", "<p>No reviews</p>", PAGE.replace("canonical", "other")])
def test_a_page_without_reviews_or_address_is_refused(page: str) -> None:
    with pytest.raises(InvalidValueError):
        read_schema_org_reviews(io.BytesIO(page.encode()))


MICRODATA = """<meta charset=windows-1252>
<link href=" https://reviews.example/dr-lee " rel=Canonical>
<div itemscope itemtype="http://schema.org/Physician"><h1 itemprop=name>Dr Lée</h1>
 <div itemprop=review itemscope itemtype="http://schema.org/Review">
  <b itemprop=author itemscope itemtype="http://schema.org/Person"><span itemprop=name>Ann</b>
  <time itemprop=datePublished datetime="2024-05-13T09:00">in May</time>
  <div itemprop=reviewRating itemscope itemtype="http://schema.org/Rating">
   <meta itemprop=ratingValue content=4><meta itemprop=bestRating content=5></div>
  <p itemprop=reviewBody>Fine &amp; <i>fast
 </div>
 <div itemprop=review itemscope itemtype="https://schema.org/Review">
  <span itemprop=author>Bo</span> <span itemprop=datePublished>June 2, 2024</span>
  <a itemprop=url href="https://reviews.example/r/2">x</a><p itemprop=reviewBody>Two  lines
  <div itemprop=reviewRating itemscope><meta itemprop=ratingValue content=2></div></div>
</div>"""


def read_page(page: str) -> list[ReviewEntry]:
    return list(read_schema_org_reviews(io.BytesIO(page.encode("windows-1252"))))


def test_reviews_in_microdata_are_read_as_those_in_json_ld_are() -> None:
    first, second = read_page(MICRODATA)
    assert isinstance(first, ReviewRecord)
    assert isinstance(second, ReviewRecord)
    assert (first.site, first.subject_name, first.author_key) == (
        "reviews.example",
        "Dr Lée",
        "Ann",
    )
    assert (first.rating, first.written_on) == (4.0, date(2024, 5, 13))
    assert first.text == "Fine & fast"
    assert (second.rating, second.written_on, second.text) == (2.0, date(2024, 6, 2), "Two lines")
    assert second.author_key == "Bo"
    assert second.external_id == second.link == "https://reviews.example/r/2"


def test_what_a_page_says_in_both_ways_counts_once() -> None:
    twice = {
        "@type": "https://schema.org/Review",
        "author": "Ann",
        "datePublished": "2024-05-13",
        "reviewBody": "Fine & fast!",
        "reviewRating": {"ratingValue": 4},
    }
    script = f'<script type="application/ld+json">{json.dumps(twice)}</script>'
    assert len(read_page(MICRODATA + script)) == 2


def test_a_review_that_is_a_property_of_nothing_is_a_review() -> None:
    first, _ = read_page(MICRODATA.replace("<div itemscope", "<div"))
    assert isinstance(first, ReviewRecord)
    assert (first.author_key, first.subject_name) == ("Ann", "")


@pytest.mark.parametrize(
    "page",
    [
        "<div itemscope itemtype=a>" + "<div itemscope itemprop=b>" * 500,
        '<script type="application/ld+json">' + "[" * 100_000,
    ],
)
def test_a_page_of_things_within_things_is_refused(page: str) -> None:
    with pytest.raises(InvalidValueError):
        read_page(page)


CSV_HEADER = "site,review_id,practitioner,rating,text,written_on,rating_highest,link"


def csv_row(**changes: str) -> dict[str, str]:
    return {
        "site": "Derm Board",
        "review_id": "7",
        "practitioner": "elspeth-mctavish",
        "rating": "4.5",
        "text": "Good.",
        "written_on": "2024-05-13",
        **changes,
    }


def read_table(*rows: dict[str, str]) -> list[ReviewEntry]:
    return list(read_csv_reviews(io.BytesIO(files.make_table(CSV_HEADER, *rows))))


def test_the_plain_table() -> None:
    (record,) = read_table(csv_row(link="javascript:alert(1)"))
    assert isinstance(record, ReviewRecord)
    assert (record.site, record.subject) == ("derm_board", "elspeth-mctavish")
    assert record.link == ""


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"rating": "6"}, RowProblem.UNREADABLE_AMOUNT),
        ({"rating": "many"}, RowProblem.UNREADABLE_AMOUNT),
        ({"written_on": "13.5.24"}, RowProblem.UNREADABLE_DATE),
        ({"rating": "", "text": ""}, RowProblem.NOTHING_SAID),
        ({"practitioner": ""}, RowProblem.NO_KEY),
    ],
)
def test_rows_of_the_table_that_cannot_be_used(change: dict[str, str], problem: RowProblem) -> None:
    (error,) = read_table(csv_row(**change))
    assert isinstance(error, RowError)
    assert error.problem is problem


@pytest.mark.parametrize(
    ("read", "content", "words"),
    [
        (read_google_takeout, '{"reviews": [], "totalReviewCount": 0}', "Business Profile"),
        (read_yelp, '{"type": "FeatureCollection", "features": []}', "Takeout"),
        (read_csv_reviews, "NPI,Ind_PAC_ID\n", "doctors and clinicians"),
        (read_google_takeout, "not json", "not JSON"),
    ],
)
def test_a_wrong_file_says_what_it_looks_like(
    read: Callable[[IO[bytes]], Iterator[ReviewEntry]], content: str, words: str
) -> None:
    with pytest.raises(InvalidValueError, match=words):
        list(read(io.BytesIO(content.encode())))


def test_the_real_exports_are_read_without_a_bad_row() -> None:
    for name in ("titlecase_2022", "lowercase_2025_excerpt"):
        with files.find_real_file(f"reviews/google_takeout_Reviews_{name}.json").open("rb") as file:
            entries = list(read_google_takeout(file))
        assert entries
        assert all(isinstance(entry, ReviewRecord) for entry in entries)
    with files.find_real_file("reviews/gbp_api_rating_only_review.json").open("rb") as file:
        (record,) = read_google_business(file, is_lines=False)
    assert isinstance(record, ReviewRecord)
    assert (record.rating, record.text) == (5, "")


WHOLE_FILES: dict[str, tuple[Callable[[IO[bytes]], Iterator[ReviewEntry]], bytes]] = {
    "google_business": (
        lambda stream: read_google_business(stream, is_lines=False),
        json.dumps({"reviews": [google_review()]}).encode(),
    ),
    "google_lines": (
        lambda stream: read_google_business(stream, is_lines=True),
        json.dumps(google_review()).encode() * 2,
    ),
    "yelp": (read_yelp, b'{"review_id": "r", "business_id": "b", "stars": 1, "date": "2020"}\n'),
    "json_ld": (read_schema_org_reviews, PAGE.encode()),
    "microdata": (read_schema_org_reviews, MICRODATA.encode("windows-1252")),
    "csv": (read_csv_reviews, files.make_table(CSV_HEADER, csv_row())),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(0, 12), st.binary(max_size=12)), max_size=6
    )
)
def test_damaged_bytes_are_read_or_refused(
    name: str, damages: list[tuple[int, int, bytes]]
) -> None:
    read, content = WHOLE_FILES[name]
    for place, lost, inserted in damages:
        at = place % (len(content) + 1)
        content = content[:at] + inserted + content[at + lost :]
    try:
        entries = list(read(io.BytesIO(content)))
    except InvalidValueError as error:
        assert error.message
        return
    assert all(entry.line >= 1 for entry in entries)
