"""Languages: the address chooses, keeps and offers them; nothing else does."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def test_an_address_without_a_language_is_english(visitor: FlaskClient) -> None:
    page = visitor.get("/concerns", headers={"Accept-Language": "es"}).text
    assert '<html lang="en" dir="ltr">' in page
    assert "Skip to main content" in page


def test_the_address_chooses_the_language(visitor: FlaskClient) -> None:
    response = visitor.get("/es/concerns")
    assert '<html lang="es" dir="ltr">' in response.text
    assert "Ir al contenido principal" in response.text
    assert "Set-Cookie" not in response.headers


def test_links_keep_the_language_but_static_files_have_one_address(visitor: FlaskClient) -> None:
    page = visitor.get("/es/concerns").text
    paths = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
    files = ("/static/", "/shared.css?")
    elsewhere = {path for path in paths if not path.startswith(("/es/", *files))}
    assert elsewhere == {"/concerns"}, "but for the link to the English page"
    assert all(any(path.startswith(file) for path in paths) for file in files)


@pytest.mark.parametrize(
    ("path", "english", "spanish"),
    [
        ("/", "/", "/es/"),
        ("/es/", "/", "/es/"),
        ("/search?q=acne&amp;near=Denver", None, "/es/search?q=acne&amp;near=Denver"),
        ("/es/search?q=acne", "/search?q=acne", None),
        ("/es/no%20such%22page", "/no%20such%22page", None),
        ("/essay", "/essay", "/es/essay"),
        ("/es//elsewhere.example", "/elsewhere.example", None),
    ],
)
def test_the_foot_of_a_page_offers_it_in_each_language(
    visitor: FlaskClient, path: str, english: str | None, spanish: str | None
) -> None:
    page = visitor.get(path.replace("&amp;", "&")).text
    if english:
        assert f'<a href="{english}" hreflang="en" lang="en"' in page
    if spanish:
        assert f'<a href="{spanish}" hreflang="es" lang="es"' in page


def test_search_engines_learn_the_one_address_of_a_page_and_its_translations(
    visitor: FlaskClient,
) -> None:
    site = "http://127.0.0.1:8000"
    for path in ("/concerns", "/es/concerns"):
        page = visitor.get(f"{path}?from=elsewhere").text
        assert f'<link rel="canonical" href="{site}{path}">' in page
        assert f'<link rel="alternate" hreflang="en" href="{site}/concerns">' in page
        assert f'<link rel="alternate" hreflang="es" href="{site}/es/concerns">' in page
        assert f'<link rel="alternate" hreflang="x-default" href="{site}/concerns">' in page


def test_whoever_must_sign_in_comes_back_in_the_same_language(visitor: FlaskClient) -> None:
    response = visitor.get("/es/account/security")
    assert response.location.startswith("/es/sign-in?next=/es/account/security")
