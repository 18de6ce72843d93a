"""Practitioners' public replies to reviews: their life, and what they should not do."""

from directory.domain.replies.linter import ReplyWarning, lint_reply
from directory.domain.replies.rules import REPLY_RULES, RULES_BY_KEY, ReplyRule

__all__ = [
    "REPLY_RULES",
    "RULES_BY_KEY",
    "ReplyRule",
    "ReplyWarning",
    "lint_reply",
]
