"""How much can be sent: a receipt where one is asked for, elsewhere no more than a form of text."""

from __future__ import annotations

import io

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from directory.web.uploads import accepts_receipt

MEGABYTE = 1024**2


@pytest.fixture
def sender(own_app: Flask) -> FlaskClient:
    """A visitor of a site with two views that tell how much they were sent."""

    @own_app.post("/takes-receipts")
    @accepts_receipt
    def take_receipt() -> str:
        return str(len(request.files["receipt"].read()))

    @own_app.post("/takes-forms")
    def take_form() -> str:
        return str(len(request.form))

    return own_app.test_client()


def send(sender: FlaskClient, path: str, size: int) -> tuple[int, str]:
    data = {"receipt": (io.BytesIO(b"\0" * size), "receipt.jpg")}
    response = sender.post(path, data=data)
    return response.status_code, response.text


def test_a_receipt_of_the_size_allowed_arrives(sender: FlaskClient) -> None:
    assert send(sender, "/takes-receipts", 10 * MEGABYTE) == (200, str(10 * MEGABYTE))


@pytest.mark.parametrize(
    ("path", "size"), [("/takes-receipts", 60 * MEGABYTE), ("/takes-forms", 2 * MEGABYTE)]
)
def test_more_than_that_is_answered_by_a_page_that_says_what_to_do(
    sender: FlaskClient, path: str, size: int
) -> None:
    status, page = send(sender, path, size)
    assert status == 413
    assert "too much to send at once" in page
    assert "what you had saved before is kept" in page
    assert "10 MB" in page


def test_what_is_too_much_is_read_to_its_end_so_that_the_answer_is_seen(app: Flask) -> None:
    body = io.BytesIO(b"\0" * 3 * MEGABYTE)
    response = app.test_client().post(
        "/sign-in",
        input_stream=body,
        content_length=3 * MEGABYTE,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 413
    assert body.read() == b""


def test_a_body_that_never_ends_is_not_read_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.web.uploads.MOST_DISCARDED", MEGABYTE)
    body = io.BytesIO(b"\0" * 3 * MEGABYTE)
    app.test_client().post(
        "/sign-in",
        input_stream=body,
        content_length=3 * MEGABYTE,
        content_type="application/x-www-form-urlencoded",
    )
    assert len(body.read()) >= MEGABYTE
