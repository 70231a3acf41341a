"""Skills, the frameworks that describe them, and people's attempts to see where they stand."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.method import EVIDENCE_MAX, HIGHEST, LOWEST


class Skill(models.Model):
    """One of the skills that the academy develops; the word that the pillars share."""

    key = models.SlugField(_("key"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Behavior(models.Model):
    """Something that can be seen: one of the behaviors that make up a skill. Its key outlives every version."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="behaviors")
    key = models.SlugField(_("key"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["skill__position", "position"]

    def __str__(self) -> str:
        return self.title


class SkillFramework(models.Model):
    """A questionnaire under an editor's hands; people only ever answer a published version of it."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    source = models.JSONField(_("draft"), default=dict)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class FrameworkVersion(models.Model):
    """What people answer: the framework with all its texts as it was published. The database refuses to change it."""

    framework = models.ForeignKey(SkillFramework, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)  # SHA-256 of the content as canonical JSON
    change_note = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["framework", "content_hash"], name="one_version_per_content"),
        ]

    def __str__(self) -> str:
        return f"{self.framework} · {self.number}"


class TargetProfile(models.Model):
    """The level wanted in each skill for a role, such as the RTE of one established ART."""

    framework = models.ForeignKey(SkillFramework, on_delete=models.CASCADE, related_name="target_profiles")
    key = models.SlugField(_("key"), max_length=40)
    name = models.CharField(_("name"), max_length=150)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    targets = models.JSONField(_("targets"), default=dict)  # skill key to wanted level, in steps of a half
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "key"], name="one_target_profile_per_key"),
            models.UniqueConstraint(
                fields=["framework"], condition=Q(is_default=True), name="one_default_target_profile"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts, found by who may see them and by how far they are."""

    def visible_to(self, person: User | AnonymousUser, named: uuid.UUID | None = None) -> Self:
        """Return what this person took, or the unclaimed short check that the visitor's session names; no other."""
        if person.is_authenticated:
            return self.filter(taker=person)
        return self.filter(taker=None, kind=Attempt.Kind.SHORT, public_id=named) if named else self.none()

    def ready_to_show(self) -> Self:
        """Bring version and target along; the version's content is kept elsewhere (`queries.questionnaire_of`)."""
        return self.select_related("version", "target").defer("version__content")

    def open(self) -> Self:
        """Return what is not handed in yet."""
        return self.filter(submitted_at=None)

    def submitted(self) -> Self:
        """Return what is handed in, newest first."""
        return self.exclude(submitted_at=None).order_by("-submitted_at", "-pk")


class Attempt(models.Model):
    """One person's pass through a version: the short check, or all behaviors about oneself."""

    class Kind(models.TextChoices):
        """Which items are asked."""

        SHORT = "short", _("Short check")
        SELF = "self", _("Self-assessment")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="attempts")
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="attempts"
    )
    target = models.ForeignKey(TargetProfile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    consent_version = models.CharField(max_length=20)
    consent_purpose = models.CharField(max_length=500)
    consented_at = models.DateTimeField()

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        indexes = [models.Index(fields=["taker", "kind", "submitted_at"], name="attempts_of_a_taker")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="short") | Q(kind="self", taker__isnull=False), name="self_assessment_has_a_taker"
            ),
            models.UniqueConstraint(
                fields=["taker"],
                condition=Q(kind="self", submitted_at__isnull=True),
                name="one_open_self_assessment_per_taker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    @property
    def is_open(self) -> bool:
        """Say whether answers may still change."""
        return self.submitted_at is None

    @property
    def is_short(self) -> bool:
        """Say whether this is the short check, which is never scored."""
        return self.kind == self.Kind.SHORT


class Response(models.Model):
    """The answer to one item: a level, or a code that says why there is none. A skipped item has no row."""

    class Code(models.TextChoices):
        """Answers that are not levels, and never numbers."""

        NOT_APPLICABLE = "NA", _("Not part of my role")
        NO_JUDGMENT = "NJ", _("I cannot judge")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    behavior_key = models.SlugField(max_length=20)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.CharField(max_length=2, choices=Code, blank=True)
    evidence = models.CharField(max_length=EVIDENCE_MAX, blank=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "behavior_key"], name="one_response_per_item"),
            models.CheckConstraint(
                # NULL inside a CHECK passes, so that each side says whether there is a level.
                condition=Q(level__isnull=False, level__range=(LOWEST, HIGHEST), code="")
                | Q(level__isnull=True, code__in=["NA", "NJ"]),
                name="response_is_a_level_or_a_code",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.behavior_key}: {self.level or self.code}"
