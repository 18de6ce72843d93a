"""A visitor of the site in the containers, by HTTP alone."""

from __future__ import annotations

import re
import time
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

SITE = "http://127.0.0.1:8000"
PATIENCE_SECONDS = 90.0


class Visitor:
    """Reads pages and sends forms; keeps cookies."""

    def __init__(self) -> None:
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def read(self, path: str, body: bytes | None = None) -> tuple[int, str]:
        """The status of a page and what it says; 0 where nothing answers."""
        try:
            with self._opener.open(f"{SITE}{path}", body, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except (URLError, OSError):
            return 0, ""

    def heading(self, path: str) -> str:
        """The heading of a page."""
        return self.read(path)[1].partition("<h1")[2].partition("</h1>")[0]

    def wait_until(self, path: str, words: str) -> bool:
        """Read a page again and again until it says something."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.read(path)[1]:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.5)
        return True

    def sign_up(self, email: str) -> bool:
        """Ask for an account; whether the site says that it has sent a mail."""
        _, page = self.read("/sign-up")
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        form = {"email": email, "csrf_token": token.group(1) if token else ""}
        status, page = self.read("/sign-up", urlencode(form).encode())
        return status == 200 and 'name="email"' not in page
