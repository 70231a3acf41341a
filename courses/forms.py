"""What learners send."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.models import Skill

PREFIX = "answer-"


def given_answers(data: QueryDict) -> dict[str, str]:
    """Return the answers in a posted quiz by question; what does not belong there is sorted out by the operation."""
    return {name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX)}


class ChoiceForm(forms.Form):
    """A choice in a scene; `position` says which step of the run it was made for."""

    position = forms.IntegerField(min_value=0, max_value=1000)
    choice = forms.CharField(max_length=100, error_messages={"required": _("Choose what you do.")})


class CatalogForm(forms.Form):
    """Filters of the catalog. What cannot be understood filters nothing."""

    PRICES = [("", _("Free and paid")), ("free", _("Free")), ("paid", _("Paid"))]

    skill = forms.ModelChoiceField(
        Skill.objects.all(), to_field_name="key", required=False, label=_("Skill"), empty_label=_("All skills")
    )
    price = forms.ChoiceField(choices=PRICES, required=False, label=_("Price"))
