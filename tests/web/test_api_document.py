"""The OpenAPI document of the API, asked for by several at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from directory.web.api.contract import contract
from directory.web.api.document import make_document
from tests.fixtures.databases import ON_SQLITE

pytestmark = ON_SQLITE

ASKERS = 4
SECONDS_FOR_A_SECOND = 0.2


def test_the_first_who_ask_at_once_get_one_document(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    with app.app_context():
        described = contract.spec
    second = threading.Barrier(2)

    def make() -> Any:
        made.append(described)
        with suppress(threading.BrokenBarrierError):  # nobody else makes it meanwhile
            second.wait(SECONDS_FOR_A_SECOND)
        return described

    def ask(_asker: int) -> dict[str, Any]:
        with app.app_context():
            return make_document()

    monkeypatch.delattr(contract, "_spec")
    monkeypatch.setattr(contract, "_generate_spec", make)
    with ThreadPoolExecutor(ASKERS) as askers:
        documents = list(askers.map(ask, range(ASKERS)))
    assert made == [described]
    assert documents == [documents[0]] * ASKERS
