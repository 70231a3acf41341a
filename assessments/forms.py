"""What people put in: consent, an answer, a target profile."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.method import CONSENT_PURPOSE, EVIDENCE_FROM, EVIDENCE_MAX, LEVELS
from assessments.models import Response
from assessments.questionnaire import Item


class ConsentForm(forms.Form):
    """Agreement to what the answers are kept for; without it nothing is stored."""

    has_consented = forms.BooleanField(
        label=CONSENT_PURPOSE,
        error_messages={"required": _("Please say that you agree; without that nothing can be stored.")},
    )


class TextField(forms.CharField):
    """Text of several lines, in which a line's end counts as one character, as browsers count it."""

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class AnswerForm(forms.Form):
    """One answer to one item: a sentence (by its level) or a code, and an example for the upper levels."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[*((str(level), level) for level in LEVELS), *Response.Code.choices],
        error_messages={
            "required": _("Choose the sentence that fits best, or skip this one for now."),
            "invalid_choice": _("Please choose exactly one of the answers."),
        },
    )
    evidence = TextField(
        label=_("One example, in a sentence"),
        required=False,
        max_length=EVIDENCE_MAX,
        error_messages={"max_length": _("Please keep the example under %(limit_value)d characters.")},
    )

    def clean_answer(self) -> str:
        """Refuse two answers to one item."""
        if isinstance(self.data, QueryDict) and len(set(self.data.getlist("answer"))) > 1:
            raise forms.ValidationError(_("Please choose exactly one of the answers."))
        return str(self.cleaned_data["answer"])

    @property
    def given(self) -> dict[str, Any]:
        """Return the checked input as the operation takes it."""
        answer, evidence = self.cleaned_data["answer"], self.cleaned_data["evidence"]
        chosen = {"level": int(answer)} if answer.isdigit() else {"code": answer}
        return {**chosen, "evidence": evidence}


def sentence_choices(item: Item, chosen: str) -> list[dict[str, Any]]:
    """Return the five sentences in the order of the levels; nothing is chosen but what this person chose before."""
    return [
        {
            "value": level,
            "text": item.sentence(level),
            "is_chosen": chosen == str(level),
            "asks_for_example": level >= EVIDENCE_FROM,
        }
        for level in LEVELS
    ]


def code_choices(chosen: str) -> list[dict[str, Any]]:
    """Return the two answers that are not levels."""
    return [{"value": code, "text": text, "is_chosen": chosen == code} for code, text in Response.Code.choices]
