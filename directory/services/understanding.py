"""Understands a query with the loaded gazetteer. The reading itself is the domain's
(`directory.domain.understanding`), other spellings are proposed by `spelling`.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from directory.domain.phrases import PhraseMatcher
from directory.domain.understanding import Understood, understand
from directory.services.places import find_place


def understand_query(
    session: Session, matcher: PhraseMatcher, text: str, plain: Collection[str] = ()
) -> Understood:
    """Reads any text; `plain` holds phrases to be left as free words."""
    return understand(text, matcher, lambda words: find_place(session, words), plain)
