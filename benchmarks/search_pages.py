"""What a page of results costs through HTTP: understood, searched, counted and rendered.

    python -m benchmarks.search_pages [--folder var/benchmarks/site] [--requests 200]

The demonstration is set up in the folder once and served by gunicorn. Counted is the processor time
of its workers, as Linux counts it, by page. Parts of pages are remembered by what they show, so one
row asks for another concern near another place each time.
"""

import argparse
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.demo_site import cpu_seconds, set_up_once
from tests.fixtures.sites import RunningSite, serve

_PAGES = {
    "everybody": {},
    "concern": {"q": "pitted scars"},
    "concern near a place": {"q": "brown patches near Denver"},
    "concern, place and three filters": {
        "q": "rosacea near Chicago",
        "professions": "dermatologist",
        "languages": "en",
        "min_years": "5",
    },
    "free words": {"q": "gentle careful explains"},
    "misspelt": {"q": "akne scras"},
    "while typing": {"q": "rosa"},
}
_PATHS = {"while typing": "/suggest"}
_WARM_UP = 10
CONCERNS = (
    "acne_scars",
    "fine_lines",
    "freckles",
    "melasma",
    "rosacea",
    "sun_damage",
    "tattoo",
    "vitiligo",
    "warts",
    "wrinkles",
)
PLACES = (
    "Atlanta",
    "Austin",
    "Boston",
    "Chicago",
    "Dallas",
    "Denver",
    "Houston",
    "Miami",
    "Nashville",
    "Phoenix",
    "Portland",
    "Raleigh",
    "San Diego",
    "Seattle",
    "Tampa",
    "Tucson",
    "Tulsa",
    "Wichita",
    "Boise",
    "Omaha",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks/site"))
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    options = parser.parse_args()
    with serve(set_up_once(options.folder)) as site:
        for line in _table(site, options.requests):
            print(line, flush=True)


def _table(site: RunningSite, requests: int) -> Iterator[str]:
    yield "| page | cards | kB | CPU ms | pages per second and core |"
    yield "|---|--:|--:|--:|--:|"
    connection = HTTPConnection(urlsplit(site.url).netloc)
    for name, values in _PAGES.items():
        path = f"{_PATHS.get(name, '/search')}?{urlencode(values)}"
        for _ in range(_WARM_UP):
            body = _get(connection, path)
        cards = body.count(b'class="card-result"')
        yield _row(
            site, connection, f"{name} | {cards} | {len(body) / 1024:.0f}", [path] * requests
        )
    different = [
        f"/search?{urlencode({'concern': concern, 'near': place})}"
        for concern in CONCERNS
        for place in PLACES
    ]
    yield _row(site, connection, "another search each time | – | –", different[:requests])


def _row(site: RunningSite, connection: HTTPConnection, name: str, paths: list[str]) -> str:
    started = cpu_seconds(site.process)
    for path in paths:
        _get(connection, path)
    milliseconds = (cpu_seconds(site.process) - started) / len(paths) * 1000
    return f"| {name} | {milliseconds:.1f} | {1000 / milliseconds:.0f} |"


def _get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}.")
    return body


if __name__ == "__main__":
    main()
