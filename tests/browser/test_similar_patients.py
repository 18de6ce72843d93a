"""From a search to people like the patient, in a real browser: sound at every step."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.fixtures.browser import Visitor


def test_people_like_me_are_found_from_a_search(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + "/search?q=age+spots&skin=3&verified=10")
    page.locator("#result-1 .card-similar").click()
    assert page.get_by_label("Your concern").input_value() == "solar_lentigines"
    assert page.get_by_label("Your skin type").input_value() == "3"
    page.get_by_label("How severe it is").select_option("2")
    page.get_by_role("button", name="Show how it went").click()
    answer = page.locator(".similar-answer")
    assert "verified outcomes since" in answer.inner_text()
    assert "of 100 much improved or better" in answer.inner_text()
    shown = urlsplit(page.url)
    assert shown.fragment == "similar"
    assert visitor.look_at(f"{shown.path}?{shown.query}").status == 200


def test_a_form_that_lacks_the_concern_says_so(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(visitor.site.url + "/search?q=age+spots&verified=10")
    path = urlsplit(page.locator("#result-1 h3 a").get_attribute("href") or "").path
    assert visitor.look_at(f"{path}?severity=2#similar").status == 200
    field = page.get_by_label("Your concern")
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator("#concern-error").is_visible()
