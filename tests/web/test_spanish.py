"""Pages under `/es/`: nothing stays English, and numbers, days and ways are written as there."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.domain.geography import describe_miles
from directory.domain.messages import N_, NN_
from directory.web.formats import comma_and, count_of, day_date, distance, month_date
from directory.web.wording import translated
from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import NOON

pytestmark = ON_SQLITE

PATHS = (
    "/",
    "/search?q=pitted+scars+near+Denver",
    "/search?q=melasma&years=20&verified=100",
    "/search?near=Nowhereville",
    "/practitioners/good",
    "/practitioners/good?concern=acne_scars&severity=2",
    "/practitioners/bare",
    "/practitioners/good/transparency",
    "/practitioners/good/report",
    "/concerns",
    "/concerns/acne_scars",
    "/treatments",
    "/treatments/ablative_co2",
    "/methodology",
    "/transparency",
    "/ledger",
    "/rules",
    "/accuracy",
    "/open-data",
    "/report",
    "/claim",
    "/sign-in",
    "/sign-up",
    "/your-data",
    "/practitioners/good/wrong",
    "/compare?people=good,poor",
    "/shortlist?people=good,poor",
    "/no-such-page",
)
ENGLISH_ANYWHERE = re.compile(
    r"NPPES|CMS|OIG|Trained in Denver|A weekend|Shallower now|Fraxel|Skilled Hand|python3|"
    r"Creative Commons|"
    r"Log-odds|Inspector General|Medicare|Board|Colorado|licen[cs]e|Okafor|Lind|Bell|Fellow"
)
WORD = re.compile(r">\s*([A-Za-z][a-z-]{3,})\s*<")
SAME_IN_BOTH = {
    *("Melasma", "Psoriasis", "Hash", "English", "Español", "Boston", "Denver", "Excimer"),
    "log-odds",
}


def leave_out_foreign_words(page: str) -> str:
    """A page without programs, drawings, and what is marked as another language's."""
    body = re.sub(r"<(script|style|svg|code|blockquote)\b.*?</\1>", "", page, flags=re.DOTALL)
    body = re.sub(r'<(p|section)\b[^>]*\blang="[^"]*">.*?</\1>', "", body, flags=re.DOTALL)
    return re.sub(r'<ol class="guide-sources">.*?</ol>', "", body, flags=re.DOTALL)


def list_sentences(page: str) -> set[str]:
    """What stands between the tags of a page, but what somebody else wrote."""
    body = leave_out_foreign_words(page)
    texts = re.findall(r">([^<>]+)<", body) + re.findall(r'(?:aria-label|content)="([^"]*)"', body)
    cleaned = (" ".join(html.unescape(text).split()) for text in texts)
    return {text for text in cleaned if len(re.findall(r"[a-z]{2,} [a-z]{2,}", text, re.I)) > 0}


@pytest.mark.parametrize("path", PATHS)
def test_no_sentence_of_a_page_stays_english(visitor: FlaskClient, path: str) -> None:
    english = list_sentences(visitor.get(path).text)
    spanish = list_sentences(visitor.get(f"/es{path}").text)
    left = {text for text in english & spanish if not ENGLISH_ANYWHERE.search(text)}
    assert left == set()


def test_numbers_days_and_ways_are_written_as_in_spanish(small_site: Flask) -> None:
    with small_site.test_request_context("/es/", environ_base={"directory.language": "es"}):
        assert count_of(1204, "review") == "1,204 reseñas"
        assert day_date(NOON) == "2 nov 2026".replace("2 nov", "23 nov")
        assert month_date(NOON.date()) == "noviembre de 2026"
        assert distance(3.38, is_approximate=True) == "unos 3.4\N{NO-BREAK SPACE}km (2.1 millas)"
        assert comma_and(["a", "b", "c"]) == "a, b y c"


def test_messages_inside_of_messages_are_translated_as_well(small_site: Flask) -> None:
    with small_site.test_request_context("/es/", environ_base={"directory.language": "es"}):
        assert translated(N_("Within %(miles)s instead", miles=describe_miles(10))) == (
            "Dentro de 16\N{NO-BREAK SPACE}km (10 millas) en su lugar"
        )
        assert translated(NN_("%(count)s review", "%(count)s reviews", 2)) == "2 reseñas"
        assert translated(N_("Very much improved").lower()) == "mejoría muy marcada"
        assert translated("Improved") == "Improved", "what nobody marked is nobody's to change"


@pytest.mark.parametrize("path", PATHS)
def test_no_single_word_of_a_page_stays_english(visitor: FlaskClient, path: str) -> None:
    english, spanish = (
        set(WORD.findall(leave_out_foreign_words(visitor.get(address).text)))
        for address in (path, f"/es{path}")
    )
    assert english & spanish <= SAME_IN_BOTH


def test_names_of_credentials_are_translated_and_those_of_keepers_stay(small_site: Flask) -> None:
    with small_site.test_request_context("/es/", environ_base={"directory.language": "es"}):
        words = small_site.jinja_env.filters["known_words"]
        assert words("Medical licence") == "Licencia médica"
        assert words("A weekend with lasers") == "A weekend with lasers"
        assert words("") == ""
