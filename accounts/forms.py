"""Forms about a person."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User, validate_zone
from accounts.zones import FALLBACK, known_zone, zone_options


class ZoneSelect(forms.Select):
    """A select of five hundred zones, drawn from a list made once: drawing each option by template takes 0.1 s."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002  Django's signature
    ) -> SafeString:
        """Return the select as HTML."""
        final = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", final, zone_options(str(value or FALLBACK)))


class ZoneField(forms.CharField):
    """The name of a time zone, chosen from the list of those worth choosing."""

    widget = ZoneSelect
    default_validators = [validate_zone]


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

    time_zone = ZoneField(label=_("Time zone"), help_text=_("Every time you see here is shown in this zone."))
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
