"""The languages that pages and mail speak, and how an address says which one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Language:
    """A language that pages and mail can speak."""

    key: str
    name: str
    """Its name in itself, for whoever looks for it."""
    locale: str
    """How its numbers, dates and units are written; these are Latin America's for Spanish."""

    @property
    def prefix(self) -> str:
        """What stands before the path of a page in this language."""
        return "" if self.key == ENGLISH.key else f"/{self.key}"


ENGLISH = Language("en", "English", "en_US")
SPANISH = Language("es", "Español", "es_419")

LANGUAGES: dict[str, Language] = {language.key: language for language in (ENGLISH, SPANISH)}


class PageLink(str):
    """The whole address of a page of this site without a language, which its reader's takes."""

    __slots__ = ()

    def in_language(self, language: Language) -> str:
        """The address of the page in this language."""
        parts = urlsplit(self)
        return parts._replace(path=language.prefix + parts.path).geturl()
