"""Forms about a person."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupForm(forms.Form):
    """Adds the name to allauth's sign-up form."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Keep the name on the new person."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])
