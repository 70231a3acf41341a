"""The academy's own name, colors and small print."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms import kept
from cms.rules import AA_TEXT, HEX_COLOR, contrast

PAPER, WHITE = "#faf7f0", "#ffffff"  # what the brand color stands on and under, as static/css/tokens.css has them
DEFAULT_COLOR = "#0b5a43"


@register_setting(icon="palette", order=10)
class BrandSettings(BaseSiteSetting):
    """What makes an installation an academy of its own, without code."""

    name = models.CharField(_("name"), max_length=80, default="Roundhouse")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True, help_text=_("One line about the academy."))
    logo = models.ForeignKey(
        "cms.AcademyImage",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Stands beside the name, 40 pixels high. Choose one that is readable on light and on dark."),
    )
    color = models.CharField(
        _("brand color"),
        max_length=7,
        default=DEFAULT_COLOR,
        validators=[RegexValidator(HEX_COLOR, _("Write the color as # and six digits, such as #0b5a43."))],
        help_text=_("Used for links, buttons and traveled lines. Dark pages use a lighter form of it by themselves."),
    )
    footer_note = models.TextField(
        _("footer note"), blank=True, max_length=600, help_text=_("Trademarks and other things to say on every page.")
    )
    legal_line = models.CharField(
        _("legal line"),
        max_length=200,
        blank=True,
        help_text=_("Who runs the academy: company, town, register number."),
    )
    support_email = models.EmailField(_("e-mail for questions"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("color")], heading=_("Look")),
        MultiFieldPanel(
            [FieldPanel("footer_note"), FieldPanel("legal_line"), FieldPanel("support_email")],
            heading=_("Foot of every page and mail"),
        ),
    ]
    select_related = ["logo"]

    class Meta:
        verbose_name = _("brand")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a color on which, or in which, text would be hard to read."""
        super().clean()
        if not HEX_COLOR.fullmatch(self.color or ""):
            return  # the field's own validator has said so
        weakest = min(contrast(self.color, PAPER), contrast(self.color, WHITE))
        if weakest < AA_TEXT:
            message = _(
                "This color is too light: text in it would have a contrast of %(ratio).1f to 1, and people with "
                "weaker eyes need 4.5 to 1. Choose a darker shade."
            )
            raise ValidationError({"color": ValidationError(message, params={"ratio": weakest}, code="contrast")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let every page see the change at once."""
        super().save(*args, **kwargs)
        kept.forget()
