"""Which role may do what: as few roles as can be for each permission."""

from __future__ import annotations

import pytest

from directory.domain.permissions import (
    PERMISSION_WORDS,
    PERMISSIONS,
    STAFF_ROLES,
    Permission,
    Role,
    list_roles_with,
)


def test_every_role_and_permission_is_in_the_table_and_has_words() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert set(PERMISSION_WORDS) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_belongs_to_one_role(permission: Permission) -> None:
    """But for delegates, who act for whoever keeps a profile with the rights given to them."""
    assert len(set(list_roles_with(permission)) - {Role.DELEGATE}) == 1


def test_who_gives_roles_decides_on_no_review_and_no_claim() -> None:
    admins = PERMISSIONS[Role.ADMIN]
    assert not admins & (PERMISSIONS[Role.MODERATOR] | PERMISSIONS[Role.REGISTRAR])


def test_patients_and_practitioners_are_no_staff() -> None:
    assert {Role.PATIENT, Role.PRACTITIONER}.isdisjoint(STAFF_ROLES)
