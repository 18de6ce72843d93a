"""The tables. Columns, relations and constraints; nothing here decides.

`directory.models.listing` and `directory.models.claim` are left out on purpose: whoever needs them
imports them by name, and an import contract forbids that to everything that ranks.
"""

from directory.domain.permissions import Role
from directory.domain.practitioner_states import PractitionerStatus
from directory.domain.receipts import ReceiptDecision
from directory.domain.reviews import ReviewState
from directory.models.account import Account
from directory.models.api_key import ApiAnswer, ApiKey
from directory.models.appeal import Appeal
from directory.models.audit_event import AuditEvent
from directory.models.base import Base
from directory.models.credential import Credential, CredentialKind, EvidenceLevel
from directory.models.credential_document import CredentialDocument
from directory.models.dispute import Dispute
from directory.models.fact_check import FactCheck, FactReport
from directory.models.flag import Flag
from directory.models.follow_up import FollowUp, MailRefusal
from directory.models.import_run import ImportChange, ImportRun, ImportState
from directory.models.imported_review import ImportedReview, ReviewSubject
from directory.models.integrity import ReviewAssessment, TextFingerprint
from directory.models.kept_figures import KeptFigures
from directory.models.ledger_entry import LedgerEntryRow, LedgerHead
from directory.models.location import PointSource, PracticeLocation
from directory.models.mail import MailMessage
from directory.models.match_case import MatchCase, MatchDecision
from directory.models.medicare_volume import MedicareVolume
from directory.models.moderation import CaseLease, DeclaredConflict, ModerationDecision
from directory.models.notice import PractitionerNotice
from directory.models.outbox import IndexOutbox
from directory.models.practitioner import (
    LaserOperator,
    Practitioner,
    PractitionerConcern,
    PractitionerOrigin,
    PractitionerTreatment,
)
from directory.models.profile_delegate import ProfileDelegate
from directory.models.profile_edit import ProfileEdit
from directory.models.profile_merge import ProfileMerge
from directory.models.receipt import Receipt
from directory.models.reply import ReviewReply
from directory.models.review import (
    AdverseEvent,
    Outcome,
    Review,
    ReviewEvent,
    ReviewSource,
)
from directory.models.review_draft import ReviewDraft
from directory.models.seed_folder import SeedFolder
from directory.models.sign_in import (
    AccountSession,
    Attempt,
    LinkPurpose,
    OneTimeLink,
    Passkey,
    RecoveryCode,
)
from directory.models.skill import PractitionerSkill, SkillModel
from directory.models.treatment_log import TreatmentLog, TreatmentLogEntry
from directory.models.visit_code import VisitCode, VisitCodeBlock
from directory.models.visit_invitation import InvitationDay
from directory.models.words_correction import WordsCorrection
from directory.models.worker_heartbeat import WorkerHeartbeat

__all__ = [
    "Account",
    "AccountSession",
    "AdverseEvent",
    "ApiAnswer",
    "ApiKey",
    "Appeal",
    "Attempt",
    "AuditEvent",
    "Base",
    "CaseLease",
    "Credential",
    "CredentialDocument",
    "CredentialKind",
    "DeclaredConflict",
    "Dispute",
    "EvidenceLevel",
    "FactCheck",
    "FactReport",
    "Flag",
    "FollowUp",
    "ImportChange",
    "ImportRun",
    "ImportState",
    "ImportedReview",
    "IndexOutbox",
    "InvitationDay",
    "KeptFigures",
    "LaserOperator",
    "LedgerEntryRow",
    "LedgerHead",
    "LinkPurpose",
    "MailMessage",
    "MailRefusal",
    "MatchCase",
    "MatchDecision",
    "MedicareVolume",
    "ModerationDecision",
    "OneTimeLink",
    "Outcome",
    "Passkey",
    "PointSource",
    "PracticeLocation",
    "Practitioner",
    "PractitionerConcern",
    "PractitionerNotice",
    "PractitionerOrigin",
    "PractitionerSkill",
    "PractitionerStatus",
    "PractitionerTreatment",
    "ProfileDelegate",
    "ProfileEdit",
    "ProfileMerge",
    "Receipt",
    "ReceiptDecision",
    "RecoveryCode",
    "Review",
    "ReviewAssessment",
    "ReviewDraft",
    "ReviewEvent",
    "ReviewReply",
    "ReviewSource",
    "ReviewState",
    "ReviewSubject",
    "Role",
    "SeedFolder",
    "SkillModel",
    "TextFingerprint",
    "TreatmentLog",
    "TreatmentLogEntry",
    "VisitCode",
    "VisitCodeBlock",
    "WordsCorrection",
    "WorkerHeartbeat",
]
