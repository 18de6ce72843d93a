"""How mail travels: to an SMTP server, or nowhere at all because the outbox itself is looked at."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

from directory.domain.tokens import hash_token
from directory.services.mail import Mail

TIMEOUT_SECONDS = 20
DEFAULT_PORTS = {"smtp": 25, "smtps": 465}
FIRST_PERMANENT_REPLY = 500
LOOPBACK = {"127.0.0.1", "::1"}


class DeliveryError(Exception):
    """The message was not taken. `is_permanent` when it never will be, such as no such mailbox."""

    def __init__(self, reason: str, *, is_permanent: bool) -> None:
        super().__init__(reason)
        self.is_permanent = is_permanent


class Mailer(Protocol):
    """Something that takes messages off our hands."""

    def deliver(self, mail: Mail) -> str:
        """Hand a message over, and give what is to be kept of its text. Raises DeliveryError."""

    def probe(self) -> None:
        """See whether messages would be taken. Raises DeliveryError."""


class OutboxMailer:
    """Sends nothing: the table of mail is where the messages are read."""

    def deliver(self, mail: Mail) -> str:
        """Keep the text."""
        return mail.text

    def probe(self) -> None:
        """A table takes everything."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands messages to an SMTP server, one connection each; keeps none of their text."""

    url: str
    from_address: str

    def deliver(self, mail: Mail) -> str:
        """Hand a message over. A password never travels in the clear, except on this machine."""
        try:
            message = make_message(mail, self.from_address)
            with self._connect() as server:
                self._sign_in(server)
                server.send_message(message, self.from_address, [mail.to_address])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _refusal(code, reason) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"{type(error).__name__}: {error}", is_permanent=False) from error
        except ValueError as error:  # the message itself is at fault, and stays so
            raise DeliveryError(str(error), is_permanent=True) from error
        return ""

    def probe(self) -> None:
        """Connect and sign in, and send nothing. Raises DeliveryError."""
        try:
            with self._connect() as server:
                self._sign_in(server)
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"{type(error).__name__}: {error}", is_permanent=False) from error

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        parts = urlsplit(self.url)
        is_private = parts.scheme == "smtps" or _is_this_machine(server)
        server.ehlo()
        if not is_private and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            is_private = True
        if parts.username is None:
            return
        if not is_private:
            raise smtplib.SMTPException(
                "The server offers no encryption, so the password was not sent; use smtps://."
            )
        server.login(unquote(parts.username), unquote(parts.password or ""))


def open_mailer(mail_url: str, from_address: str) -> Mailer:
    """Give the mailer of a checked MAIL_URL."""
    if urlsplit(mail_url).scheme == "outbox":
        return OutboxMailer()
    return SmtpMailer(mail_url, from_address)


def make_message(mail: Mail, from_address: str) -> EmailMessage:
    """Make the message as it travels; the same mail always has the same Message-ID and date.

    Raises ValueError for a header that a line break would split.
    """
    domain = from_address.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Skilled Hand <{from_address}>"
    message["To"] = mail.to_address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.due_at)
    message["Message-ID"] = f"<{hash_token(mail.unique_key)[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    return message


def _refusal(code: int, reason: bytes | str) -> DeliveryError:
    words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return DeliveryError(f"{code} {words}", is_permanent=code >= FIRST_PERMANENT_REPLY)


def _is_this_machine(server: smtplib.SMTP) -> bool:
    return server.sock is not None and server.sock.getpeername()[0] in LOOPBACK
