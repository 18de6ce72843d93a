"""The API keeps to its own description: requests made up by Schemathesis, answers held against it.

Made up after the description and against it: what keeps to it is accepted and answered as it says,
what does not is refused with a problem document, and nothing ends in an error of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from directory.database import db
from directory.domain.api_keys import Scope
from directory.domain.permissions import Role
from directory.domain.rate_limits import READS, WRITES
from directory.services.accounts import get_account_by_email
from directory.services.api_keys import KeyWish, make_key
from tests.fixtures.databases import ON_SQLITE
from tests.web.conftest import NOON

pytestmark = ON_SQLITE

DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = 5
# A key that nobody knows is well-formed, and still unusable: the vocabulary is data.
MEANINGLESS = "422"


@pytest.fixture
def schema(small_site: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The description as Schemathesis reads it, of a site that answers any number of requests."""
    for rule in (READS, WRITES):
        monkeypatch.setattr(
            f"directory.web.api.rate_limits.{rule.name.upper()}", _without_end(rule)
        )
    config = SchemathesisConfig()
    accepted = config.projects.default.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, MEANINGLESS]
    return schemathesis.openapi.from_wsgi(DOCUMENT, small_site, config=config)


@pytest.fixture
def key(small_site: Flask) -> str:
    """A partner's key, so that writing is not refused at the door."""
    with small_site.app_context():
        owner = get_account_by_email(db.session, f"{Role.ADMIN}@example.org")
        wish = KeyWish("Schemathesis", [Scope.REVIEWS_IMPORT], 30, "stars.example")
        made = make_key(db.session, owner, wish, NOON)
        db.session.commit()
        return made.token


def _without_end(rule: Any) -> Any:
    return type(rule)(rule.name, 1_000_000, rule.window)


def list_operations(schema: Any) -> Iterator[Any]:
    for result in schema.get_all_operations():
        yield result.ok()


@pytest.mark.parametrize("mode", GenerationMode)
def test_the_api_keeps_to_its_description(schema: Any, key: str, mode: GenerationMode) -> None:
    checked = 0
    for operation in list_operations(schema):
        if mode is GenerationMode.NEGATIVE and not _can_be_broken(operation):
            continue

        @given(case=operation.as_strategy(mode))
        @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
        def check(case: Any) -> None:
            headers = {"Authorization": f"Bearer {key}"} if case.operation.security else {}
            case.call_and_validate(headers=headers)

        check()
        checked += 1
    assert checked >= 4


def _can_be_broken(operation: Any) -> bool:
    return bool(list(operation.query) or list(operation.headers) or list(operation.body))
