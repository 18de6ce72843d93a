"""Open Payments (CMS): what industry gave to practitioners in a year, general payments alone.

`docs/sources/open_payments.md` says where it comes from and why it moves no rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO

from directory.domain.names import PersonName
from directory.sources.code_lists import read_code_list
from directory.sources.columns import Columns, Names
from directory.sources.csv_rows import CsvRows
from directory.sources.files import OpenFile, open_table
from directory.sources.grouping import RowGroup, group_by_npi
from directory.sources.person_records import Identity, PaymentFact, PersonEntry, PersonRecord
from directory.sources.records import RowError, RowProblem
from directory.sources.signatures import OPEN_PAYMENTS

SOURCE = "open_payments"

_REQUIRED: Mapping[str, Names] = {
    "npi": "Covered_Recipient_NPI",
    "amount": "Total_Amount_of_Payment_USDollars",
    "nature": "Nature_of_Payment_or_Transfer_of_Value",
    "payer": "Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_Name",
    "year": "Program_Year",
    "record": "Record_ID",
}
_OPTIONAL: Mapping[str, Names] = {
    "payment_count": "Number_of_Payments_Included_in_Total_Amount",
    "dispute": "Dispute_Status_for_Publication",
}
_OTHER = "other"
_YEAR = re.compile(r"20[0-9]{2}")


def open_open_payments(path: Path) -> AbstractContextManager[OpenFile]:
    """Open the table of general payments itself, gzipped, or inside the year's archive."""
    return open_table(path, r"(OP_DTL_GNRL|.*general).*\.csv")


def read_open_payments(stream: IO[bytes], wanted: Iterable[str]) -> Iterator[PersonEntry]:
    """One record for each person among `wanted` (NPIs) and year; and the other rows.

    Payments that the recipient disputes are skipped. Raises InvalidValueError at once for another
    kind of file, and when it breaks off.
    """
    rows = CsvRows(stream)
    columns = Columns(rows.header, OPEN_PAYMENTS, _REQUIRED, _OPTIONAL)
    groups = group_by_npi(
        rows,
        columns,
        wanted,
        is_of_interest=lambda values: (
            columns.read_cell(values, "npi") != ""
            and columns.read_cell(values, "dispute").casefold() != "yes"
        ),
    )
    for entry in groups:
        if isinstance(entry, RowGroup):
            yield from _read_person(entry)
        else:
            yield entry


def _read_person(group: RowGroup) -> Iterator[PersonEntry]:
    sums: dict[tuple[int, str, str], tuple[int, int]] = {}
    seen: set[str] = set()
    for row in group.rows:
        if row.cells["record"] in seen:
            continue
        seen.add(row.cells["record"])
        cents = _read_cents(row.cells["amount"])
        if cents is None or not _YEAR.fullmatch(row.cells["year"]):
            wrong = row.cells["amount"] if cents is None else row.cells["year"]
            yield RowError(row.line, RowProblem.UNREADABLE_AMOUNT, wrong)
            continue
        key = (int(row.cells["year"]), row.cells["payer"][:200], name_nature(row.cells["nature"]))
        amount, count = sums.get(key, (0, 0))
        sums[key] = (amount + cents, count + _read_payment_count(row.cells))
    for year in sorted({year for year, _, _ in sums}):
        yield PersonRecord(
            line=group.rows[0].line,
            source=SOURCE,
            key=f"{group.npi}|{year}",
            identity=Identity(name=PersonName("", ""), npi=group.npi),
            facts=tuple(
                PaymentFact(key[0], key[1], key[2], amount, count)
                for key, (amount, count) in sorted(sums.items())
                if key[0] == year
            ),
        )


def name_nature(text: str) -> str:
    """What a payment was for, in the short words of `payment_natures.toml`."""
    folded = text.casefold()
    natures = read_code_list("payment_natures").items()
    return next((words for begin, words in natures if folded.startswith(begin.casefold())), _OTHER)


def _read_cents(text: str) -> int | None:
    try:
        amount = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount < 10**10:
        return None
    return round(amount * 100)


def _read_payment_count(cells: Mapping[str, str]) -> int:
    text = cells["payment_count"]
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else 1
