"""The `integrity` commands."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from directory.domain.integrity import RiskBand
from directory.services.integrity import count_bands
from tests.factories import make_practitioner, make_review


def test_every_review_is_assessed_and_counted(app: Flask, session: Session) -> None:
    practitioner = make_practitioner(session)
    for _ in range(3):
        make_review(session, practitioner)
    done = app.test_cli_runner().invoke(args=["integrity", "assess"])
    assert done.exit_code == 0, done.output
    assert "3 reviews assessed: 3 low, 0 medium, 0 high risk." in done.output
    assert count_bands(session)[RiskBand.LOW] == 3


def test_nothing_to_assess_is_no_error(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["integrity", "assess"])
    assert done.exit_code == 0, done.output
    assert "0 reviews assessed" in done.output
