"""Asks a demonstration 50,000 senseless things, as everybody who may sign in: `make fuzz`.

Addresses, queries, forms, files, bodies and headers are made of what the pages offer and of values
that have broken other sites; each request comes from a network of its own, so that limits stop
none. Any answer of 500 or more is a fault; so is an exception. `make fuzz DATABASE=postgresql` asks
a demonstration on a PostgreSQL server of its own.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from typing import Any

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from directory.database import db
from directory.domain.api_keys import Scope
from directory.domain.permissions import Role
from directory.models import Account, Practitioner
from directory.models.vocabulary import ConcernRow
from directory.services.api_keys import KeyWish, make_key
from scripts.demo_app import (
    DATABASES,
    come_from_afar,
    list_links,
    make_app,
    open_database,
    sign_in,
)

REQUESTS = 50_000
HOSTILE = (
    *("", " ", "\x00", "'", '"', "'; --", "%", "%%00", "../../etc/passwd", "{{7*7}}", "${7*7}"),
    *("<script>alert(1)</script>", "a" * 5000, "🙂" * 300, "\u202e\u0301", "ﬀ", "İ", "\ud800"),
    *("-1", "0", "1", "2", "7", "50", "1e309", "nan", "inf", "9" * 18, "9" * 40, "0x10", "٣"),
    *("2026-02-30", "2026-11-23", "0001-01-01", "9999-12-31", "25:61", "true", "null", "[]", "{}"),
    *("y", "on", "acne_scars", "melasma", "Denver", "melasma near Denver", "\r\nSet-Cookie: a=b"),
    *("=1+1", "a@example.org", "a@b", "http://[", "//elsewhere.example", "javascript:alert(1)"),
)
BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"reviews": 7}',
    b"\xff\xfe\x00",
    b"a;b\r\n1;2",
    b"\x00" * 999,
)
FILES = (b"", b"%PDF-1.7", b"\xff\xd8\xff", b"GIF89a", b"PK\x03\x04", b"a,b\n1,2\n", b"\x00" * 4096)
KINDS = ("application/json", "text/csv", "text/plain", "application/x-ndjson", "image/png", "x")
HEADERS = (
    *("If-None-Match", "If-Modified-Since", "Range", "Accept", "Accept-Language", "Referer"),
    *("Origin", "Host", "Cookie", "Authorization", "X-Forwarded-For", "X-Request-ID"),
    *("X-Requested-With", "HX-Request", "User-Agent"),
)
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"')
OPTION = re.compile(r'\svalue="([^"]{1,200})"')
MOST_VALUES = 400
SIGNED_IN_ANEW_EVERY = 250


class Fuzzer:
    """Makes requests from a seed, learns field names and values from pages, counts the answers."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.random = random.Random(seed)
        self.statuses: Counter[int] = Counter()
        self.faults: dict[str, list[str]] = defaultdict(list)
        self._app = app
        self._rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        self._fields: dict[str, set[str]] = defaultdict(set)
        self._values: list[str] = []
        self._links: list[str] = []
        self._asked = 0
        got_request_exception.connect(self._note_exception, app)
        self._exception = ""
        with app.app_context():
            self._slugs = list(db.session.scalars(select(Practitioner.slug).limit(50)))
            self._keys = list(db.session.scalars(select(ConcernRow.key)))
            self._key = self._make_key()
        self._clients = self._list_clients()

    def _note_exception(self, _app: Flask, exception: BaseException) -> None:
        self._exception = f"{exception!r:.300}"

    def _make_key(self) -> str:
        owner = db.session.scalars(select(Account).where(Account.role == Role.ADMIN)).first()
        if owner is None:
            return ""
        wish = KeyWish("fuzz", [Scope.REVIEWS_IMPORT], 30, "stars.example")
        token = make_key(db.session, owner, wish, self._app.config["CLOCK"]()).token
        db.session.commit()
        return token

    def _list_clients(self) -> list[FlaskClient]:
        """A stranger and everybody with an account: some sign out, some erase themselves."""
        with self._app.app_context():
            accounts = list(db.session.scalars(select(Account.id).order_by(Account.id).limit(20)))
        return [
            self._app.test_client(),
            *(sign_in(self._app, one, device="fuzz") for one in accounts),
        ]

    def ask(self) -> None:
        """Make one request."""
        self._asked += 1
        if self._asked % SIGNED_IN_ANEW_EVERY == 0:
            self._clients = self._list_clients()
        rule = self.random.choice(self._rules)
        method = self.random.choice(sorted((rule.methods or {"GET"}) - {"OPTIONS"}))
        path, said = self._fill(rule), self._body(rule, method)
        if self._links and self.random.random() < 0.1:
            path, method, said = self.random.choice(self._links), "GET", {}
        client = self.random.choice(self._clients)
        said["headers"] = self._headers(rule)
        said["environ_base"] = come_from_afar(self._asked)
        try:
            response = client.open(path, method=method, **said)
        except Exception as error:  # whatever it is, it is a fault
            self._note_fault(rule, method, f"{path!r} {said!r:.300} {error!r:.300}")
            return
        self.statuses[response.status_code] += 1
        if response.status_code >= 500:
            what = f"{response.status_code} {path!r} {said!r:.300} {self._exception}"
            self._note_fault(rule, method, what)
        elif response.mimetype == "text/html":
            self._learn(rule.rule, response.get_data(as_text=True))
        response.close()

    def _note_fault(self, rule: Rule, method: str, what: str) -> None:
        examples = self.faults[f"{method} {rule.rule}"]
        examples.append(what)
        if len(examples) == 1:
            print(f"{method} {rule.rule}: {what}", flush=True)

    def _learn(self, rule: str, page: str) -> None:
        self._fields[rule].update(FIELD.findall(page))
        links = list_links(page)
        self._links = [*self._links, *self.random.sample(links, min(len(links), 2))][-MOST_VALUES:]
        self._values = [*self._values, *self.random.sample(OPTION.findall(page) or [""], 1)][
            -MOST_VALUES:
        ]

    def _value(self) -> str:
        if self._values and self.random.random() < 0.5:
            return self.random.choice(self._values)
        return self.random.choice(HOSTILE)

    def _fill(self, rule: Rule) -> str:
        def part(match: re.Match[str]) -> str:
            if match[0].startswith("<int:"):
                return self.random.choice(("1", "2", "3", "5", "12", "40", "0", "9" * 17))
            pool = self._slugs if "slug" in match[0] else self._keys
            return self.random.choice(pool) if self.random.random() < 0.7 else "nothing%00%ff"

        path = re.sub(r"<[^>]+>", part, rule.rule)
        return f"/es{path}" if self.random.random() < 0.1 and path != "/" else path

    def _headers(self, rule: Rule) -> dict[str, str]:
        headers = {}
        if rule.rule.startswith("/api/") and self.random.random() < 0.5:
            headers["Authorization"] = f"Bearer {self._key}"
        if self.random.random() < 0.2:
            value = self._value().encode("utf-8", "replace").decode("latin-1")
            headers[self.random.choice(HEADERS)] = re.sub(r"[\x00-\x1f]", "", value)
        return headers

    def _body(self, rule: Rule, method: str) -> dict[str, Any]:
        names = sorted(self._fields[rule.rule] | {"q", "page", "near", "concern", "next"})
        chosen = self.random.sample(names, min(len(names), self.random.randint(0, 8)))
        fields = {name: self._value().encode("utf-8", "surrogatepass") for name in chosen}
        if method in {"GET", "HEAD"}:
            return {"query_string": fields}
        if self.random.random() < 0.2:
            return {"data": self.random.choice(BODIES), "content_type": self.random.choice(KINDS)}
        if self.random.random() < 0.2:
            file = (
                io.BytesIO(self.random.choice(FILES)),
                self.random.choice(("a.pdf", "../b", "")),
            )
            return {"data": {"file": file, **fields}}
        return {"data": fields}


def main() -> int:
    """Prints the answers by status and every fault with the request that showed it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=DATABASES, default=DATABASES[0])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_database(arguments.database) as url:
        fuzzer = Fuzzer(make_app(folder, url), arguments.seed)
        for _ in range(arguments.requests):
            fuzzer.ask()
    answers = ", ".join(f"{count:,} of {status}" for status, count in fuzzer.statuses.most_common())
    print(
        f"{arguments.requests:,} requests on {arguments.database}, seed {arguments.seed}, "
        f"answered by {answers}"
    )
    for route, examples in sorted(fuzzer.faults.items()):
        print(f"{route}: {len(examples)} faults")
    return 1 if fuzzer.faults else 0


if __name__ == "__main__":
    sys.exit(main())
