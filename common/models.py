"""Rows of the shared floor."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils import timezone


def private_storage() -> Storage:
    """Return the storage that no URL reaches."""
    return storages["private"]


class ErasureDoor(models.Model):
    """Holds a row only inside `common.db.guards.erasing()`: SQLite's triggers look here before they refuse a DELETE."""

    def __str__(self) -> str:
        return "open"


class Heartbeat(models.Model):
    """The last sign of life of a background process."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """A piece of work for one person that takes longer than a request, with its result as a private file."""

    class State(models.TextChoices):
        """How far the job is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.FileField(storage=private_storage, upload_to="jobs/%Y/%m/", blank=True)
    result_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="job_progress_is_a_percentage"),
            models.UniqueConstraint(
                fields=["owner", "kind"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="one_open_job_per_owner_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
