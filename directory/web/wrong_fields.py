"""Which fields of a form are wrong, also those of forms within it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wtforms import Field, FieldList, FormField

TOKEN = "CSRFTokenField"  # noqa: S105  # a kind of field


def wrong_fields(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields that a person can go to and mend, in the order of the page.

    An error of a whole list belongs to the list, if none of its parts has one.
    """
    for field in fields:
        inner = list(wrong_fields(field)) if isinstance(field, FieldList | FormField) else []
        yield from inner
        if field.errors and not inner and field.type != TOKEN:
            yield field
