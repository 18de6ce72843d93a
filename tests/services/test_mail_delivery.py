"""Handing mail to a real SMTP server: what arrives, and what each refusal means."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from trustme import CA

from directory.services.mail import Mail
from directory.services.mail_delivery import DeliveryError, OutboxMailer, SmtpMailer, open_mailer
from tests.fixtures.mail_server import MailServer, run_mail_server

ELSEWHERE = "127.0.0.2"
"""Of this machine, but nothing that the mailer takes for it."""

LINK = "https://directory.example/sign-in/link/" + "x" * 80
MAIL = Mail(
    id=1,
    unique_key="sign_in:1",
    to_address="paula@example.org",
    subject="Your link – to sign in",
    text=f"Häufige Frage?\n\n{LINK}\n",
    headers={"List-Unsubscribe": "<https://directory.example/stop/1>"},
    due_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    attempt=1,
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server for this test."""
    with run_mail_server() as server:
        yield server


def deliver(url: str, mail: Mail = MAIL) -> str:
    return SmtpMailer(url, "no-reply@directory.example").deliver(mail)


def refuse(url: str, mail: Mail = MAIL) -> DeliveryError:
    with pytest.raises(DeliveryError) as error:
        deliver(url, mail)
    return error.value


def test_a_message_arrives_with_the_headers_of_an_automatic_one(server: MailServer) -> None:
    assert deliver(server.url) == ""
    [message] = server.messages
    assert server.recipients == ["paula@example.org"]
    assert message["From"] == "Skilled Hand <no-reply@directory.example>"
    assert message["To"] == "paula@example.org"
    assert message["Subject"] == "Your link – to sign in"
    assert message["Date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://directory.example/stop/1>"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == ["Häufige Frage?", "", LINK]


def test_a_message_sent_again_has_the_same_id(server: MailServer) -> None:
    deliver(server.url)
    deliver(server.url, replace(MAIL, attempt=2))
    deliver(server.url, replace(MAIL, unique_key="sign_in:2"))
    first, again, other = server.ids
    assert first == again != other
    assert first.endswith("@directory.example>")


@pytest.mark.parametrize(
    ("answer", "is_permanent"), [("451 try later", False), ("550 no such mailbox", True)]
)
def test_a_refusal_is_told_with_the_servers_words(
    server: MailServer, answer: str, is_permanent: bool
) -> None:
    server.refusal = answer
    error = refuse(server.url)
    assert (str(error), error.is_permanent) == (answer, is_permanent)


def test_a_server_that_is_away_may_come_back() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert not refuse(f"smtp://127.0.0.1:{port}").is_permanent


def test_a_subject_cannot_smuggle_a_header_in(server: MailServer) -> None:
    error = refuse(server.url, replace(MAIL, subject="Hello\nBcc: everybody@example.org"))
    assert error.is_permanent
    assert server.messages == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")  # this machine only
def test_user_and_password_come_from_the_url() -> None:
    with run_mail_server(needs_sign_in=True) as server:
        assert str(refuse(server.url.replace("//", "//directory:wrong@"))).startswith("535")
        deliver(server.url.replace("//", "//directory:p%40ss%2Fword@"))
        assert len(server.messages) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(server: MailServer) -> None:
    error = refuse(server.url.replace("smtp:", "smtps:"))
    assert isinstance(error.__cause__, ssl.SSLError)
    assert not error.is_permanent
    assert server.messages == []


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CA:
    """An authority for certificates that this machine trusts during the test."""
    authority, file = CA(), tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return authority


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
@pytest.mark.parametrize("encrypts", ["smtps", "starttls"])
def test_mail_travels_encrypted_to_a_server_that_shows_who_it_is(
    authority: CA, encrypts: str
) -> None:
    certificate = authority.issue_cert(ELSEWHERE)
    with run_mail_server(
        host=ELSEWHERE, certificate=certificate, encrypts=encrypts, needs_sign_in=True
    ) as server:
        deliver(server.url.replace("//", "//directory:p%40ss%2Fword@"))
        assert server.recipients == ["paula@example.org"]


@pytest.mark.parametrize("encrypts", ["smtps", "starttls"])
def test_a_server_that_only_claims_to_be_it_gets_nothing(authority: CA, encrypts: str) -> None:
    impostors = CA().issue_cert(ELSEWHERE), authority.issue_cert("other.example")
    for certificate in impostors:
        with run_mail_server(host=ELSEWHERE, certificate=certificate, encrypts=encrypts) as server:
            error = refuse(server.url)
            assert isinstance(error.__cause__, ssl.SSLCertVerificationError)
            assert not error.is_permanent
            assert server.messages == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
def test_a_password_does_not_travel_in_the_clear() -> None:
    with run_mail_server(host=ELSEWHERE, needs_sign_in=True) as server:
        error = refuse(server.url.replace("//", "//directory:p%40ss%2Fword@"))
        assert "the password was not sent; use smtps://" in str(error)
        assert server.messages == []


def test_the_outbox_keeps_the_text_and_sends_nothing() -> None:
    mailer = open_mailer("outbox:", "no-reply@directory.example")
    assert isinstance(mailer, OutboxMailer)
    assert mailer.deliver(MAIL) == MAIL.text
