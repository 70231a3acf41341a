"""What editors send, checked beyond single fields."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class GlossaryTermForm(WagtailAdminPageForm):
    """Refuses relations that say nothing: of a term to itself, or the same one twice."""

    def clean(self) -> dict[str, Any]:
        """Look at the relations together."""
        cleaned: dict[str, Any] = super().clean()
        seen = {self.instance.pk: _("A term cannot be related to itself.")}
        for row in self.formsets["relations"].forms:
            values = row.cleaned_data if row.is_valid() else {}
            other = values.get("other")
            if other is None or values.get("DELETE"):
                continue
            if other.pk in seen:
                row.add_error("other", seen[other.pk])
            seen.setdefault(other.pk, _("This term is in the list already."))
        return cleaned
