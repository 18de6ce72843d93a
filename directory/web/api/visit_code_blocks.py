"""Blocks of visit codes by the API, for the program of a practice."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response
from pydantic import Field

from directory.database import db
from directory.domain.api_keys import Scope, ScopeMissingError
from directory.domain.audit import Subject
from directory.domain.delegates import DelegateRight
from directory.domain.visit_codes import MOST_CODES_A_DAY, format_code
from directory.services.api_keys import SUBJECT, KeyUse
from directory.services.audit import record
from directory.services.own_profile import get_own_practitioner
from directory.services.visit_codes import issue_block
from directory.web import site
from directory.web.api.contract import Answer, Parameters, answers, contract
from directory.web.api.practitioners import SLUG
from directory.web.api.writes import NEEDS_KEY, WriteHeaders, do_once, read_json
from directory.web.security import csrf

blueprint = Blueprint("visit_code_blocks", __name__, url_prefix="/practitioners")


class BlockOrder(Parameters):
    """For how many patients: all that are treated that day, not chosen ones."""

    count: int = Field(ge=1, le=MOST_CODES_A_DAY)


class IssuedCodeAnswer(Answer):
    """One code, and the address that a card can show."""

    number: int
    code: str
    address: str


class CodeBlockAnswer(Answer):
    """A new block. Its codes are in this answer and nowhere else."""

    number: int
    expires_on: date
    codes: list[IssuedCodeAnswer]


@blueprint.post("/<slug>/visit-code-blocks")
@csrf.exempt
@contract.validate(
    json=BlockOrder,
    headers=WriteHeaders,
    resp=answers(CodeBlockAnswer, 401, 403, 404, 409, 413, 415, 422, status=201),
    tags=["partners"],
    operation_id="issueVisitCodes",
    security=NEEDS_KEY,
    skip_validation=True,
    path_parameter_descriptions=SLUG,
)
def issue(slug: str) -> Response:
    """Issue a block of visit codes for the profile that the key acts for (visit-codes:issue).

    One code for each patient of a day; how many are issued, used and expired is public.
    """

    def act(use: KeyUse) -> Answer:
        practitioner = get_own_practitioner(db.session, use.owner, DelegateRight.VISIT_CODES)
        if practitioner.slug != slug:
            raise ScopeMissingError(f"This key issues codes for {practitioner.slug} only.")
        count, now = read_json(BlockOrder).count, site.now()
        issued = issue_block(db.session, practitioner.id, count, use.owner.id, now)
        subject = Subject(SUBJECT, use.key.id)
        after = {"block": issued.block.number, "codes": count}
        record(db.session, use.owner.id, "issued_codes", subject, before={}, after=after, now=now)
        return CodeBlockAnswer(
            number=issued.block.number,
            expires_on=issued.block.expires_on,
            codes=[
                IssuedCodeAnswer(
                    number=number,
                    code=format_code(code),
                    address=site.absolute_url("reviews.find", code=code),
                )
                for number, code in enumerate(issued.codes, start=1)
            ],
        )

    return do_once(Scope.VISIT_CODES_ISSUE, act)
