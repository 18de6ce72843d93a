"""What holds for every public page: strict headers, no cookie, and an answer for any address."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.web.search_urls import PARAMETERS

PUBLIC_PAGES = [
    "/sources",
    "/",
    "/search",
    "/search?q=pitted+scars+near+Denver",
    "/practitioners/good",
    "/practitioners/bare",
    "/concerns",
    "/concerns/acne_scars",
    "/treatments",
    "/treatments/ablative_co2",
    "/methodology",
    "/ledger",
    "/transparency",
    "/practitioners/good/transparency",
    "/practitioners/bare/transparency",
    "/health/live",
    "/health/ready",
    "/healthz",
    "/metrics",
    "/suggest/places?q=den",
    "/suggest?q=ros",
    "/no-such-page",
]
AWKWARD = st.sampled_from(
    [
        '"',
        '"unbalanced',
        "*",
        "a*",
        "((",
        "AND OR NOT",
        "\x00",
        "%",
        "name:",
        "[a TO b]",
        "🙂" * 200,
    ]
)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_set_no_cookie_and_carry_strict_headers(
    visitor: FlaskClient, path: str
) -> None:
    response = visitor.get(path)
    assert response.status_code == (404 if path == "/no-such-page" else 200)
    assert "Set-Cookie" not in response.headers
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in response.headers  # the tests' site has no https


@pytest.mark.parametrize("path", [path for path in PUBLIC_PAGES if path[1:8] not in {"healthz"}])
def test_pages_hold_nothing_that_the_policy_would_block(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert not re.search(r'<script(?! type="application/ld\+json">)(?![^>]*\ssrc=)', page)
    links = r'a\s|link rel="(?:canonical|alternate)"'
    assert not re.search(rf'<(?!{links})[^>]*\s(?:src|href)="(?:https?:)?//', page)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*PARAMETERS.values(), "unknown"]),
        st.text(max_size=30) | AWKWARD | st.sampled_from(["-1", "1000000000", "NaN", "melasma"]),
    )
)
def test_no_search_address_breaks_the_page(
    visitor: FlaskClient, parameters: dict[str, str]
) -> None:
    assert visitor.get("/search", query_string=parameters).status_code == 200
    assert visitor.get("/suggest/places", query_string=parameters).status_code == 200
    assert visitor.get("/practitioners/good", query_string=parameters).status_code == 200


def test_ten_kilobytes_of_query_get_a_page(visitor: FlaskClient) -> None:
    page = visitor.get("/search", query_string={"q": "scars " * 1700})
    assert page.status_code == 200
    assert "Only the first 300 characters" in page.text


def test_what_was_typed_is_never_markup(visitor: FlaskClient) -> None:
    page = visitor.get("/search", query_string={"q": "<script>alert(1)</script>", "near": "<b>x"})
    assert "<script>alert" not in page.text
    assert "<b>x" not in page.text


def test_a_part_of_a_form_without_a_name_is_refused(visitor: FlaskClient) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nanything\r\n--x--\r\n"
    response = visitor.post("/sign-in", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 400
    assert "cannot be read" in response.text


def test_static_files_may_be_kept_and_change_their_address_with_their_content(
    visitor: FlaskClient,
) -> None:
    page = visitor.get("/sign-in").text
    address = re.search(r'href="(/static/icon\.svg\?v=[0-9a-f]{12})"', page)
    assert address
    response = visitor.get(address[1])
    assert response.status_code == 200
    assert "max-age=31536000" in response.headers["Cache-Control"]


def test_what_is_not_there_says_what_to_do(visitor: FlaskClient) -> None:
    for path in (
        "/practitioners/nobody",
        "/practitioners/%00",
        "/concerns/nothing",
        "/no-such-page",
    ):
        response = visitor.get(path)
        assert response.status_code == 404
        assert "Find a practitioner" in response.text


def test_a_wrong_method_and_a_huge_body_get_pages(visitor: FlaskClient) -> None:
    assert "cannot be used that way" in visitor.post("/methodology").text
    huge = visitor.post("/sign-in", data={"email": "x" * (2 * 1024 * 1024)})
    assert huge.status_code == 413
    assert "too much to send" in huge.text
