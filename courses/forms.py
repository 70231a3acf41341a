"""What learners and editors send."""

from typing import Any

import yaml
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from assessments.models import Skill
from cms import kept

PREFIX = "answer-"


def given_answers(data: QueryDict) -> dict[str, str]:
    """Return the answers in a posted quiz by question; what does not belong there is sorted out by the operation."""
    return {name.removeprefix(PREFIX): str(value) for name, value in data.items() if name.startswith(PREFIX)}


class ChoiceForm(forms.Form):
    """A choice in a scene; `position` says which step of the run it was made for."""

    position = forms.IntegerField(min_value=0, max_value=1000)
    choice = forms.CharField(max_length=100, error_messages={"required": _("Choose what you do.")})


def skill_choices() -> list[tuple[str, Any]]:
    """Return the skills of the framework, kept between requests."""
    skills = kept.keep("courses:skills", lambda: list(Skill.objects.values_list("key", "name")))
    return [("", _("All skills")), *skills]


class CatalogForm(forms.Form):
    """Filters of the catalog. What cannot be understood filters nothing."""

    PRICES = [("", _("Free and paid")), ("free", _("Free")), ("paid", _("Paid"))]

    skill = forms.ChoiceField(choices=skill_choices, required=False, label=_("Skill"))
    price = forms.ChoiceField(choices=PRICES, required=False, label=_("Price"))


# Editors --------------------------------------------------------------------------------------------------------------


class _PlainLoader(yaml.SafeLoader):
    """Reads YAML without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "names that stand for other parts cannot be used", event.start_mark
            )
        return super().compose_node(parent, index)


class YamlField(forms.CharField):
    """Structured data that an editor writes as YAML; the value is what the YAML says."""

    widget = AdminAutoHeightTextInput
    longest = 200_000  # characters: some 200 scenes

    def prepare_value(self, value: Any) -> Any:
        """Write the data out, unless it is what the editor has just sent."""
        if isinstance(value, str) or value is None:
            return value
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)

    def to_python(self, value: Any) -> Any:
        """Read the text; say in which line it cannot be read."""
        if value in self.empty_values:
            return None
        if len(value) > self.longest:
            raise forms.ValidationError(_("This is longer than a scenario can be."))
        try:
            return yaml.load(value, Loader=_PlainLoader)  # noqa: S506  # nosec B506  a safe loader, made safer
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            message = _("Line %(line)d cannot be read: %(problem)s.")
            raise forms.ValidationError(message, params={"line": line, "problem": error.problem}) from error
        except yaml.YAMLError as error:
            raise forms.ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is meant, not how it is written."""
        try:
            return bool(self.to_python(data) != initial)
        except forms.ValidationError:
            return True


class ScenarioForm(WagtailAdminModelForm):
    """A scenario, whose scenes are written as YAML."""

    graph = YamlField(
        label=_("Scenes and choices"),
        help_text=_("Every scene needs choices, every choice a consequence and a next scene or end."),
    )


class QuestionForm(WagtailAdminModelForm):
    """A question; the answers are checked together."""

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one right answer."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        options = self.formsets.get("options")
        if options is not None and options.is_valid() and not self.is_deferred_validation:
            kept = [row for row in options.cleaned_data if row and not row.get("DELETE")]
            if sum(bool(row.get("is_right")) for row in kept) != 1:
                raise forms.ValidationError(_("Mark exactly one answer as the right one."))
        return cleaned
