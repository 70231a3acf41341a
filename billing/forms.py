"""What people fill in about money."""

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models import Decision


class DecisionForm(forms.Form):
    """A decision about an order that needs attention; its buttons say which."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the order for good. Please name nobody here."),
    )
    kind = forms.ChoiceField(label=_("Decision"), choices=Decision.Kind.choices)
