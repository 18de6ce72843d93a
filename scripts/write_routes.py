"""Writes the list of the site's URLs that the tests compare with: `make routes`.

Beside it stands the list of who may open each; a new URL gets a question mark there, to be answered
with `everybody`, `accounts` or the roles of a permission.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from directory.app import create_app_from_environment

ROUTES_FILE = Path(__file__).resolve().parents[1] / "tests" / "structure" / "routes.txt"
ACCESS_FILE = ROUTES_FILE.with_name("access.txt")
UNANSWERED = "?"


def list_routes(app: Flask) -> list[str]:
    """Every URL of the application with its methods, in the order of the URLs."""
    return sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))}"
        for rule in app.url_map.iter_rules()
    )


def read_access() -> dict[str, str]:
    """Who may open each route: everybody, any account, or the roles named."""
    rows = [line.rsplit(maxsplit=1) for line in ACCESS_FILE.read_text("utf-8").splitlines()]
    return {route.strip(): who for route, who in rows}


def write_lists(app: Flask) -> None:
    """Write both lists; what was said about who may open a URL stays."""
    routes, access = list_routes(app), read_access()
    width = max(map(len, routes))
    ROUTES_FILE.write_text("\n".join(routes) + "\n", "utf-8")
    rows = [f"{route:<{width}} {access.get(route, UNANSWERED)}" for route in routes]
    ACCESS_FILE.write_text("\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    write_lists(create_app_from_environment())
    print(f"Wrote {ROUTES_FILE} and {ACCESS_FILE.name}")
