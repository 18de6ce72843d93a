"""Who may do what: the roles of accounts, and what each role may open and decide, listed once.

Everybody may read the public pages and write a report; patients and practitioners have what is
their own. The rest needs a permission, and each permission belongs to as few roles as can be: who
gives roles and reads the audit decides on no review, and who decides on reviews gives no roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from directory.domain.errors import DomainError
from directory.domain.messages import N_


class Role(StrEnum):
    """What an account is for. An account has one role."""

    PATIENT = "patient"
    PRACTITIONER = "practitioner"
    DELEGATE = "delegate"
    MODERATOR = "moderator"
    REGISTRAR = "registrar"
    ADMIN = "admin"


ROLE_WORDS: Mapping[Role, str] = {
    Role.PATIENT: N_("Patient"),
    Role.PRACTITIONER: N_("Practitioner"),
    Role.DELEGATE: N_("Delegate"),
    Role.MODERATOR: N_("Moderator"),
    Role.REGISTRAR: N_("Registrar"),
    Role.ADMIN: N_("Admin"),
}


class Permission(StrEnum):
    """What only some roles may do."""

    KEEP_OWN_PROFILE = "keep_own_profile"
    MODERATE = "moderate"
    SEE_RECEIPTS = "see_receipts"
    REVIEW_CLAIMS = "review_claims"
    RUN_IMPORTS = "run_imports"
    SEE_SITE_STATE = "see_site_state"
    READ_AUDIT = "read_audit"
    GIVE_ROLES = "give_roles"
    MANAGE_API_KEYS = "manage_api_keys"


PERMISSION_WORDS: Mapping[Permission, str] = {
    Permission.KEEP_OWN_PROFILE: "edit the own profile, reply, dispute, issue visit codes",
    Permission.MODERATE: "read the queue and decide on reviews, flags and appeals",
    Permission.SEE_RECEIPTS: "look at receipts and decide what they prove",
    Permission.REVIEW_CLAIMS: "decide on claims and edits of profiles",
    Permission.RUN_IMPORTS: "import registries and reviews",
    Permission.SEE_SITE_STATE: "see counts, the search index and follow-ups",
    Permission.READ_AUDIT: "read who did what",
    Permission.GIVE_ROLES: "give and take roles",
    Permission.MANAGE_API_KEYS: "make keys of the API for partners, and revoke any key",
}

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.PATIENT: frozenset(),
    Role.PRACTITIONER: frozenset({Permission.KEEP_OWN_PROFILE}),
    Role.DELEGATE: frozenset({Permission.KEEP_OWN_PROFILE}),
    Role.MODERATOR: frozenset({Permission.MODERATE, Permission.SEE_RECEIPTS}),
    Role.REGISTRAR: frozenset({Permission.REVIEW_CLAIMS, Permission.RUN_IMPORTS}),
    Role.ADMIN: frozenset(
        {
            Permission.SEE_SITE_STATE,
            Permission.READ_AUDIT,
            Permission.GIVE_ROLES,
            Permission.MANAGE_API_KEYS,
        }
    ),
}

STAFF_ROLES = frozenset({Role.MODERATOR, Role.REGISTRAR, Role.ADMIN})
"""Roles that decide on others: they need a second factor, and what they did stays on record."""


class OwnAccountError(DomainError):
    """Somebody would decide on themselves: their own review, profile, claim or role."""


def can_do(role: Role, permission: Permission) -> bool:
    """Whether accounts of this role may do this."""
    return permission in PERMISSIONS[role]


def is_staff(role: Role) -> bool:
    """Whether this role decides on others."""
    return role in STAFF_ROLES


def list_roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that may do this, in the order of the roles."""
    return tuple(role for role in Role if can_do(role, permission))
