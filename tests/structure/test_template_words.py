"""Words in templates are messages, so that a page in Spanish has no English left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"

ENGLISH_FOLDERS = frozenset(
    {
        "api",
        "api_keys",
        "audit",
        "claim_queue",
        "fact_checks",
        "imports",
        "moderation",
        "outbox",
        "profile_care",
        "profile_edit_queue",
        "report_words",
        "staff",
    }
)
"""Pages of the staff and of programmers."""

ENGLISH_FILES = frozenset(
    {
        "accounts/admin.html",
        "accounts/imports.html",
        "accounts/moderator.html",
        "accounts/registrar.html",
        "badges/page.html",
        "credentials/case.html",
        "credentials/queue.html",
        "macros/moderation.html",
        "methodology/page.html",
        "open_data/page.html",
        "photos/queue.html",
        "treatment_logs/case.html",
        "treatment_logs/queue.html",
    }
)
"""More pages of the staff, formulas, and what is English in both languages."""

NAME_OF_THE_SITE = "Skilled Hand"
NO_WORDS = re.compile(
    r"\{#.*?#\}|\{%-?\s*trans\b.*?\bendtrans\s*-?%\}|<(script|style)\b.*?</\1>", re.DOTALL
)
WORDS = re.compile(r"[A-Za-z]{3}")
SPOKEN = re.compile(
    r"""\b(?:placeholder|aria-label|title|alt|data-[a-z-]+)=["']([^"']*[a-z] [^"']*)["']"""
)


MARKED = re.compile(
    r"""\b(?:N?_)\(\s*(?:'[^']*'|"[^"]*")|\(['"][^'"]*['"]\)"""
    r"""|\bcount_of\(.*?, ?'[^']*'\)|\bone='[^']*'"""  # nouns, which have their own list
)
CHOSEN = re.compile(r"\{% trans\b[^%]*?(?:='([A-Za-z]+)' if\b|\belse '([A-Za-z]+)')")
SAID = re.compile(r"""(?<!\w)(['"])([^'"<>=/|]*[A-Za-z]{2,} [a-z][^'"<>=/|]*)\1""")


def list_bare_literals(markup: str) -> Iterator[str]:
    """Words that a tag chooses or passes on and that are no message."""
    for chosen in CHOSEN.findall(markup):
        yield "".join(chosen)
    for tag in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", NO_WORDS.sub("", markup), flags=re.DOTALL):
        for _, text in SAID.findall(MARKED.sub("", tag)):
            if not text.startswith(" "):
                yield text


def list_bare_words(markup: str) -> Iterator[str]:
    """What a reader sees or hears of a template that is no message."""
    markup = NO_WORDS.sub("", markup)
    yield from re.findall(r"\bplaceholder='([^']+)'", markup)
    markup = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", markup, flags=re.DOTALL)
    yield from SPOKEN.findall(markup)
    for text in re.findall(r">([^<>]*)<", markup):
        if WORDS.search(text) and text.strip() != NAME_OF_THE_SITE:
            yield text.strip()


def is_spanish_too(template: Path) -> bool:
    name = template.relative_to(TEMPLATES).as_posix()
    return name.split("/")[0] not in ENGLISH_FOLDERS and name not in ENGLISH_FILES


def test_bare_words_are_noticed() -> None:
    markup = (
        """<p title="Not this way">{{ _('Told') }}</p>"""
        """{{ field(placeholder='A name') }}<b>Bare</b>"""
    )
    assert list(list_bare_words(markup)) == ["A name", "Not this way", "Bare"]


def test_bare_words_in_tags_are_noticed() -> None:
    markup = (
        """{% set subject = name if name else 'all of them' %}"""
        """{{ _('Told so') if x else 'Not told' }}"""
        """{{ count_of(reports, 'verified report') }}{{ macro(N_('Marked here'), 'an e-mail') }}"""
    )
    assert list(list_bare_literals(markup)) == ["all of them", "Not told", "an e-mail"]
    assert list(list_bare_literals("{% trans by='you' if own else _('them') %}")) == ["you"]


def test_pages_in_two_languages_have_only_messages() -> None:
    found = {
        template.relative_to(TEMPLATES).as_posix(): bare
        for template in sorted(TEMPLATES.rglob("*.html"))
        if is_spanish_too(template)
        and (
            bare := [
                *list_bare_words(markup := template.read_text("utf-8")),
                *list_bare_literals(markup),
            ]
        )
    }
    assert found == {}
