"""Coaches, when they work, and what can be booked with them."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_zone
from assessments.models import Skill
from coaching.rules import RESERVED_SLUGS
from coaching.slots import Terms

LONGEST_SESSION = timedelta(hours=24)  # a check below; bounds how far back a query must look for what still runs
LONGEST_BUFFER = timedelta(hours=4)


def validate_coach_slug(slug: str) -> None:
    """Refuse a slug that would hide one of our own addresses."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is an address of ours. Please choose another one."),
            params={"slug": slug},
        )


def no_list() -> list[Any]:
    """Return an empty list, as the default of a JSON field."""
    return []


class Coach(models.Model):
    """Somebody who coaches: the record behind the public page. Its row is the lock of the coach's calendar."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="coach"
    )  # nobody, once they have left: what they held stays in their clients' history
    slug = models.SlugField(_("key"), max_length=40, unique=True, validators=[validate_coach_slug])
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), related_name="coaches", blank=True)
    languages = models.JSONField(_("languages"), default=no_list, blank=True)  # codes, such as ["en", "de"]
    meeting_url = models.URLField(_("video room"), blank=True)
    is_active = models.BooleanField(_("can be booked"), default=True)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("coach")
        verbose_name_plural = _("coaches")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the coach's name as clients see it."""
        return str(self.user) if self.user else str(_("A coach who has left"))

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which this coach's hours are written."""
        return ZoneInfo(self.time_zone)


class SessionType(models.Model):
    """A kind of session with one coach: how long, with what room around it, how early, and what is asked before."""

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="session_types")
    code = models.CharField(_("code"), max_length=10)
    slug = models.SlugField(_("address"), max_length=60)
    title = models.CharField(_("title"), max_length=100)
    purpose = models.CharField(_("purpose"), max_length=200)
    summary = models.TextField(_("what happens"), max_length=700, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), validators=[MinValueValidator(5)])
    buffer_before = models.PositiveSmallIntegerField(
        _("free minutes before"), default=0, validators=[MaxValueValidator(240)]
    )
    buffer_after = models.PositiveSmallIntegerField(
        _("free minutes after"), default=0, validators=[MaxValueValidator(240)]
    )
    notice_hours = models.PositiveSmallIntegerField(_("notice in hours"), default=24)
    window_days = models.PositiveSmallIntegerField(_("can be booked ahead, in days"), default=60)
    step_minutes = models.PositiveSmallIntegerField(_("a start every, in minutes"), default=30)
    intake = models.JSONField(_("questions before the session"), default=no_list, blank=True)
    position = models.PositiveSmallIntegerField(_("order in lists"), default=0)
    is_active = models.BooleanField(_("can be booked"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("session type")
        verbose_name_plural = _("session types")
        constraints = [
            models.UniqueConstraint(fields=["coach", "code"], name="one_session_type_per_code"),
            models.UniqueConstraint(fields=["coach", "slug"], name="one_session_type_per_slug"),
            models.CheckConstraint(
                condition=Q(
                    minutes__gte=5,
                    minutes__lte=24 * 60,
                    step_minutes__gte=5,
                    step_minutes__lte=24 * 60,
                ),
                name="session_type_has_sane_lengths",
            ),
            models.CheckConstraint(
                condition=Q(
                    buffer_before__lte=240,
                    buffer_after__lte=240,
                    window_days__gte=1,
                    window_days__lte=400,
                ),
                name="session_type_has_sane_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def terms(self) -> Terms:
        """Return the numbers that the slot computation works with."""
        return Terms(
            minutes=self.minutes,
            step_minutes=self.step_minutes,
            buffer_before=self.buffer_before,
            buffer_after=self.buffer_after,
            notice_minutes=self.notice_hours * 60,
            window_days=self.window_days,
        )

    @property
    def offer_key(self) -> str:
        """Return the key under which billing knows the price."""
        return f"{self.coach.slug}:{self.code}"


class AvailabilityRule(models.Model):
    """Weekly working hours in the coach's wall time; an end at or before the start lies on the next day."""

    class Weekday(models.IntegerChoices):
        """Days as Python counts them."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    coach = models.ForeignKey(Coach, on_delete=models.CASCADE, related_name="availability_rules")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        ordering = ["weekday", "starts"]
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            models.UniqueConstraint(fields=["coach", "weekday", "starts", "ends"], name="one_rule_per_range"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="availability_weekday_in_week"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def hours(self) -> tuple[time, time]:
        """Return start and end."""
        return self.starts, self.ends
