"""What allauth asks us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.mail import PRIVATE_HEADER, brand_values

EMAIL_MAX_LENGTH = 254  # RFC 5321: a path has at most 256 characters, angle brackets included


class AccountAdapter(DefaultAccountAdapter):
    """Allauth's behavior, with our mail: brand, both forms, bodies emptied once sent since they hold codes."""

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return allauth's text dressed in the site's HTML mail."""
        values = {**brand_values(), **context}
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language):
            plain = super().render_mail(template_prefix, email, values, {**(headers or {}), PRIVATE_HEADER: "1"})
            message = EmailMultiAlternatives(
                plain.subject, plain.body, plain.from_email, plain.to, headers=plain.extra_headers
            )
            html = render_to_string("account/email/page.html", {**values, "text": plain.body, "subject": plain.subject})
        message.attach_alternative(html, "text/html")
        return message

    def clean_email(self, email: str) -> str:
        """Refuse an address longer than ours may be; allauth would cut it off and write to somebody else."""
        if len(email) > EMAIL_MAX_LENGTH:
            raise ValidationError(_("This address is too long to be right. Please check it."))
        return email

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: the sender's name says who writes."""
        return subject

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002  allauth's signature
        """Keep the language the person signed up in and, if the browser told it, their time zone."""
        user.language = translation.get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        return saved
