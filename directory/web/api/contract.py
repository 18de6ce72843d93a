"""The contract of the API: which parameters and answers each view has, kept by spectree.

From the same declarations requests are checked and the OpenAPI document is made.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from spectree import Response, SpecTree
from spectree.models import SecurityScheme, SecuritySchemeData

from directory.web.problems import Fault, RequestInvalidError

KEY_SCHEME = "key"

DESCRIPTION = """\
Practitioners of laser skin treatments, ranked by the hand and not the tool: evidenced experience \
and verified outcomes, each with its uncertainty. The API gives what the pages show, and nothing \
more. Reading needs no key; writing needs one with the right scope."""


class Parameters(BaseModel):
    """Parameters of a request: one that is not known is an error, so that a typo is noticed."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """What is answered, read off the attributes of what the services give."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")


class FaultAnswer(Answer):
    """One thing that is wrong with a request: where, and what."""

    where: str
    detail: str


class ProblemAnswer(Answer):
    """An error, by RFC 9457. `type` leads to its explanation, `detail` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultAnswer]


def refuse_invalid(
    _request: object, _response: object, error: object, _instance: object, _adapter: object
) -> None:
    """Refuse what does not keep to the contract. Raises RequestInvalidError."""
    if isinstance(error, ValidationError):
        raise RequestInvalidError(list_faults(error))


def list_faults(error: ValidationError) -> list[Fault]:
    """What pydantic found wrong, each with its place as in "reviews.3.rating"."""
    return [
        Fault(
            ".".join(map(str, one["loc"])) or "body",
            "There is no such parameter." if one["type"] == "extra_forbidden" else one["msg"],
        )
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]


contract = SpecTree(
    "flask",
    mode="strict",
    before=refuse_invalid,
    validation_error_status=400,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    title="Skilled Hand",
    version="1",
    description=DESCRIPTION,
    security_schemes=[
        SecurityScheme(
            name=KEY_SCHEME,
            data=SecuritySchemeData(
                type="http",
                scheme="bearer",
                description="A key of the API: Authorization: Bearer KEY",
            ),
        )
    ],
)


def answers(model: type[Answer], *problems: int, status: int = 200) -> Response:
    """The answers of a view: a model, and problem documents with these statuses."""
    kinds: dict[str, Any] = {f"HTTP_{status}": model}
    kinds.update({f"HTTP_{problem}": ProblemAnswer for problem in (400, 429, *problems)})
    return Response(**kinds)
