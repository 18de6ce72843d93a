"""People of the directory as FHIR is told of them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.services.fhir_people import describe_person
from tests.factories import load_the_vocabulary, make_practitioner


@pytest.mark.parametrize(
    ("profession_key", "taxonomy_codes"),
    [
        ("dermatologist", ("207N00000X",)),
        ("nurse_practitioner", ("363L00000X",)),
        ("aesthetician", ()),
    ],
)
def test_a_profession_is_told_by_its_code_as_such(
    session: Session, profession_key: str, taxonomy_codes: tuple[str, ...]
) -> None:
    vocabulary = load_the_vocabulary(session)
    practitioner = make_practitioner(session, profession_key=profession_key)
    person = describe_person(practitioner, vocabulary, "https://x.test")
    assert person.taxonomy_codes == taxonomy_codes
