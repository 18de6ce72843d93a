"""The forms of a claim: one for each thing that a claimant brings, and the registrar's decision."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, FileField, StringField, TextAreaField
from wtforms.validators import InputRequired

from directory.domain.claim_proofs import CHANNEL_WORDS, CodeChannel
from directory.domain.claims import APPROVAL_REASONS, DECLINE_REASONS
from directory.domain.messages import N_
from directory.domain.receipts import RECEIPT_ACCEPT
from directory.services.claims import ClaimView
from directory.web.report_fields import OptionField


class NumberForm(FlaskForm):
    """The number in the registry."""

    number = StringField(
        N_("Your NPI or licence number"),
        [InputRequired(N_("Enter your number, as the registry prints it."))],
        description=N_("It is public, so it does not prove who you are. It helps to compare."),
        render_kw={"autocomplete": "off"},
    )


class AskForCodeForm(FlaskForm):
    """By which way a code is sent, and to which address at the practice's domain."""

    channel = OptionField(
        N_("How the code reaches the practice"), {}, N_("Choose how the code reaches you.")
    )
    email = EmailField(
        N_("E-mail address at the practice’s domain"),
        description=N_("Only for a code by e-mail."),
        render_kw={"autocomplete": "email"},
    )

    def offer(self, view: ClaimView) -> None:
        """List the ways that the registry's data leave open for this profile."""
        self.channel.choices = [
            (channel.value, CHANNEL_WORDS[channel]) for channel in view.channels
        ]
        self.channel.explanations = {channel.value: "" for channel in view.channels}
        if CodeChannel.EMAIL not in view.channels:
            del self.email


class CodeForm(FlaskForm):
    """The code that came back."""

    code = StringField(
        N_("The code"),
        [InputRequired(N_("Enter the code that reached the practice."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class DocumentForm(FlaskForm):
    """A document that shows who the claimant is."""

    document = FileField(
        N_("Document"),
        description=N_(
            "A photo or PDF of up to 10 MB. Cover what has nothing to do with the claim."
        ),
        render_kw={"accept": RECEIPT_ACCEPT},
    )


class StatementForm(FlaskForm):
    """What a claimant wants to say beside the evidence."""

    statement = TextAreaField(N_("Anything the registrar should know"), render_kw={"rows": 4})


class ApproveForm(FlaskForm):
    """Why a claim is approved."""

    reason = OptionField(N_("Why it is approved"), APPROVAL_REASONS, N_("Choose the reason."))


class DeclineForm(FlaskForm):
    """Why a claim is declined, which the claimant is told."""

    reason = OptionField(N_("Why it is declined"), DECLINE_REASONS, N_("Choose the reason."))
