"""Forms about a person."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import known_zone


def zone_choices() -> list[tuple[str, str]]:
    """Return the IANA zones that have a place in their name, sorted."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def clean_name(name: str) -> str:
    """Return the name; refuse control characters, which break mail headers and let one name look like another."""
    if not name.isprintable():
        raise forms.ValidationError(_("Please write your name on one line."))
    return name


class SignupForm(forms.Form):
    """Adds the name to allauth's sign-up form; the browser fills in the zone, if it can."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-detect-zone": ""}))
    field_order = ("name", "email", "password1")

    def clean_name(self) -> str:
        """Refuse what `clean_name` refuses."""
        return clean_name(self.cleaned_data["name"])

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Keep name and zone on the new person."""
        user.name = self.cleaned_data["name"]
        user.time_zone = known_zone(self.cleaned_data["time_zone"])
        user.save(update_fields=["name", "time_zone"])


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, time zone and language."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Every time you see here is shown in this zone.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Mail reaches you in this language.")
    )

    class Meta:
        model = User
        fields = ("name", "time_zone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        """Refuse what `clean_name` refuses."""
        return clean_name(self.cleaned_data["name"])


class EraseForm(forms.Form):
    """Asks for the e-mail address once more before everything goes."""

    email = forms.EmailField(
        label=_("Type your e-mail address to confirm"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """Refuse anything but the person's own address."""
        email: str = self.cleaned_data["email"]
        if email.casefold() != self.user.email.casefold():
            raise forms.ValidationError(_("This is not the address of your account. Nothing has been deleted."))
        return email
