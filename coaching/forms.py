"""What clients and coaches write."""

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import ZoneField
from coaching.models import AvailabilityRule, Coach, SessionNote, SessionType

ANSWER_LENGTH = 2000
NOTE_LENGTH = 20_000
RANGE = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?$")
HoursRow = tuple[int, time, time]


class BookForm(forms.Form):
    """The questions of a session type, none of which must be answered, and the agreement, which must."""

    def __init__(self, session_type: SessionType, *args: Any, agreement_label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[str] = [str(question) for question in session_type.intake]
        for number, question in enumerate(self.questions):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question,
                required=False,
                max_length=ANSWER_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["agreed"] = forms.BooleanField(
            label=agreement_label,
            error_messages={"required": _("Please agree first: this protects both of you.")},
        )

    def intake(self) -> list[dict[str, str]]:
        """Return the questions as they were asked, with the answers that were given."""
        answers = [(question, self.cleaned_data[f"answer_{n}"]) for n, question in enumerate(self.questions)]
        return [{"question": question, "answer": answer} for question, answer in answers if answer]


class NoteForm(forms.Form):
    """A note; which kind is the form's own business, so that a private one cannot be shared by a slip."""

    text = forms.CharField(max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, kind: SessionNote.Kind, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=kind.value)
        self.kind = kind
        self.fields["text"].label = _("Private note") if kind == SessionNote.Kind.PRIVATE else _("Note for your client")
        self.fields["text"].help_text = (
            _("Nobody else reads this: not your client, not other coaches, not the academy.")
            if kind == SessionNote.Kind.PRIVATE
            else _("Your client reads this on the page of the session as soon as you share it.")
        )


class AvailabilityForm(forms.Form):
    """Weekly hours as people write them: `09:00–12:30, 14:00–17:00`."""

    time_zone = ZoneField(
        label=gettext_lazy("Your time zone"),
        help_text=gettext_lazy("The hours below are read in this zone. Sessions that are booked stay where they are."),
    )
    meeting_url = forms.URLField(
        label=gettext_lazy("Your video room"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Clients see this link on the page of a confirmed session."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in AvailabilityRule.Weekday:
            self.fields[f"day_{weekday.value}"] = forms.CharField(
                label=weekday.label,
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @staticmethod
    def initial_for(coach: Coach) -> dict[str, str]:
        """Return what the form shows for this coach."""
        shown: dict[str, str] = {"time_zone": coach.time_zone, "meeting_url": coach.meeting_url}
        for rule in coach.availability_rules.all():
            name = f"day_{rule.weekday}"
            text = f"{rule.starts:%H:%M}–{rule.ends:%H:%M}"
            shown[name] = f"{shown[name]}, {text}" if name in shown else text
        return shown

    def clean(self) -> dict[str, Any]:
        """Read the ranges of each day."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.hours: list[HoursRow] = []
        for weekday in AvailabilityRule.Weekday:
            name = f"day_{weekday.value}"
            try:
                ranges = parse_ranges(cleaned.get(name, ""))
            except ValueError as problem:
                self.add_error(name, str(problem))
            else:
                self.hours += [(weekday.value, starts, ends) for starts, ends in ranges]
        return cleaned

    def days(self) -> Iterable[forms.BoundField]:
        """Return the fields of the week."""
        return [self[f"day_{weekday.value}"] for weekday in AvailabilityRule.Weekday]


def parse_ranges(text: str) -> list[tuple[time, time]]:
    """Return the ranges that `text` names; raises `ValueError` with a sentence for the person who wrote it."""
    ranges = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        match = RANGE.match(part)
        if not match:
            raise ValueError(_("“%(part)s” is not a range of time. Write it like 09:00–12:30.") % {"part": part})
        hour, minute, end_hour, end_minute = (int(number or 0) for number in match.groups())
        end_hour = 0 if (end_hour, end_minute) == (24, 0) else end_hour
        try:
            ranges.append((time(hour, minute), time(end_hour, end_minute)))
        except ValueError:
            raise ValueError(_("“%(part)s” names a time that clocks do not show.") % {"part": part}) from None
    return ranges
