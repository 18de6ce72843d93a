"""Large files of invented records, written for timing their import; nothing here is measured."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

from directory.domain.npi import is_valid_npi

NPPES_HEADER = Path(__file__).parents[1] / "../shared/data/nppes/npidata_V2_header_330.csv"
WANTED = ("207N00000X", "208200000X", "207ND0101X")
OTHER = ("207R00000X", "363LF0000X", "225100000X", "122300000X", "183500000X", "101YM0800X")
SHARE_WANTED = 0.01
SHARE_ORGANISATIONS = 0.2
SLOTS = 15


def write_nppes(path: Path, row_count: int) -> int:
    """An NPPES file of `row_count` rows in today's layout; returns how many rows are wanted.

    Values stand where they stand in real rows, every one quoted, so that the bytes are alike.
    """
    chance = random.Random(5)
    with NPPES_HEADER.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    at = {name: position for position, name in enumerate(header)}
    blank = [""] * len(header)
    wanted_count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        for number in range(row_count):
            row = blank.copy()
            row[at["NPI"]] = _npi(number)
            is_organisation = chance.random() < SHARE_ORGANISATIONS
            row[at["Entity Type Code"]] = "2" if is_organisation else "1"
            for name, value in _PERSON.items():
                row[at[name]] = value
            is_wanted = not is_organisation and chance.random() < SHARE_WANTED
            wanted_count += is_wanted
            slot = chance.choice((1, 1, 1, 2))
            row[at["Healthcare Provider Taxonomy Code_1"]] = chance.choice(OTHER)
            if is_wanted:
                row[at[f"Healthcare Provider Taxonomy Code_{slot}"]] = chance.choice(WANTED)
            row[at["Healthcare Provider Primary Taxonomy Switch_1"]] = "Y"
            writer.writerow(row)
    return wanted_count


def write_reviews(path: Path, review_count: int, subject_count: int) -> None:
    """Reviews in Yelp's layout, of so many businesses called b0, b1 …."""
    chance = random.Random(6)
    words = ("laser", "session", "scars", "better", "redness", "calm", "staff", "gentle", "slow")
    with path.open("w", encoding="utf-8") as file:
        for number in range(review_count):
            review = {
                "review_id": f"r{number}",
                "user_id": f"u{chance.randrange(review_count)}",
                "business_id": f"b{chance.randrange(subject_count)}",
                "stars": chance.choice((1, 3, 4, 5, 5, 5)),
                "date": f"20{chance.randrange(15, 26)}-{chance.randrange(1, 13):02}-15 10:00:00",
                "text": " ".join(chance.choices(words, k=chance.randrange(10, 120))),
            }
            file.write(json.dumps(review) + "\n")


_PERSON = {
    "Provider Last Name (Legal Name)": "SAMPLE",
    "Provider First Name": "ELSPETH",
    "Provider Middle Name": "Q",
    "Provider Credential Text": "M.D.",
    "Provider First Line Business Mailing Address": "PO BOX 1234",
    "Provider Business Mailing Address City Name": "OMAHA",
    "Provider Business Mailing Address State Name": "NE",
    "Provider Business Mailing Address Postal Code": "681011234",
    "Provider First Line Business Practice Location Address": "100 LARIMER ST",
    "Provider Second Line Business Practice Location Address": "STE 200",
    "Provider Business Practice Location Address City Name": "DENVER",
    "Provider Business Practice Location Address State Name": "CO",
    "Provider Business Practice Location Address Postal Code": "802021234",
    "Provider Business Practice Location Address Country Code (If outside U.S.)": "US",
    "Provider Business Practice Location Address Telephone Number": "3035550123",
    "Provider Enumeration Date": "05/23/2005",
    "Last Update Date": "09/27/2016",
    "Provider License Number_1": "DR12345",
    "Provider License Number State Code_1": "CO",
}


def _npi(number: int) -> str:
    stem = f"1{number:08}"
    return next(npi for digit in range(10) if is_valid_npi(npi := f"{stem}{digit}"))
