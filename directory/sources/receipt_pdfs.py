"""Receipts that are PDFs: how many pages, and nothing in them that runs, launches or unpacks."""

from __future__ import annotations

import json

from directory.domain.messages import N_, one_after_another
from directory.domain.receipts import MOST_PAGES, ReceiptError
from directory.sources import receipt_pdf_inspection
from directory.sources.aside import AsideError, run_aside
from directory.sources.receipt_pdf_inspection import MOST_OBJECTS, Findings

MOST_TRAILING_BYTES = 64
END_OF_FILE = b"%%EOF"
END_OF_ZIP = b"PK\x05\x06"
ZIP_TAIL = 65_535 + 22
"""Where the end of a ZIP archive lies at the latest: its longest comment and its record."""

PRINT_ANEW = N_("Print the receipt to a new PDF, or send a photo of it.")


def check_pdf(content: bytes) -> None:
    """Look into a PDF. Raises ReceiptError when it is no plain document of a few pages."""
    _check_end(content)
    findings = _inspect_aside(content)
    if findings["is_encrypted"]:
        raise _refusal(N_("This PDF is protected by a password."))
    if findings["object_count"] > MOST_OBJECTS:
        raise _refusal(N_("This PDF has too many parts for a receipt."))
    if findings["active_names"]:
        raise _refusal(N_("This PDF contains a script, an action or another file."))
    if not 1 <= findings["page_count"] <= MOST_PAGES:
        raise ReceiptError(
            N_(
                "This PDF has %(count)s pages, but it must have 1 to %(most)s. Send only the page "
                "that shows name, practice and date.",
                count=findings["page_count"],
                most=MOST_PAGES,
            )
        )


def _check_end(content: bytes) -> None:
    """Refuse what goes on after the PDF's end, or ends as an archive: two files in one."""
    end = content.rfind(END_OF_FILE)
    if end < 0:
        raise _refusal(N_("This PDF is damaged or cut short."))
    trailing = content[end + len(END_OF_FILE) :]
    if len(trailing) > MOST_TRAILING_BYTES or trailing.strip(b"\r\n\t \0"):
        raise _refusal(N_("This PDF goes on after its end with something else."))
    if END_OF_ZIP in content[-ZIP_TAIL:]:
        raise _refusal(N_("This PDF is an archive of other files too."))


def _inspect_aside(content: bytes) -> Findings:
    try:
        findings: Findings = json.loads(run_aside(receipt_pdf_inspection, content))
    except AsideError as error:
        raise _refusal(N_("This PDF is damaged or cut short.")) from error
    return findings


def _refusal(problem: str) -> ReceiptError:
    return ReceiptError(one_after_another([problem, PRINT_ANEW]))
