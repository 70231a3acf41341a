"""What a coach writes about a session: private, for nobody else by any door, or shared with the client on purpose."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Visitor
from coaching.models.coaches import Coach
from coaching.models.sessions import Session
from coaching.vault import seal, seal_anew, unseal


class SessionNoteQuerySet(models.QuerySet["SessionNote"]):
    """The only two ways to reach a note."""

    def written_by(self, user: Visitor) -> Self:
        """Return the notes of the coach who asks; nobody else has any."""
        return self.filter(author__user_id=user.pk)

    def shared_with(self, client: User) -> Self:
        """Return the notes that coaches shared with this client."""
        return self.filter(kind=SessionNote.Kind.SHARED, session__bookings__client=client)


class SessionNote(models.Model):
    """A note; its text is sealed. Never registered with the back office, its search, or any log."""

    class Kind(models.TextChoices):
        """Who reads it."""

        PRIVATE = "private", _("Private: only you")
        SHARED = "shared", _("Shared with the client")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(Coach, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("who reads it"), max_length=10, choices=Kind)
    sealed = models.BinaryField(editable=False)
    written_at = models.DateTimeField(_("written"))

    objects = SessionNoteQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "id"]
        verbose_name = _("note")
        constraints = [models.CheckConstraint(condition=Q(kind__in=["private", "shared"]), name="note_kind_known")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.written_at:%Y-%m-%d}"

    @property
    def text(self) -> str:
        """Return the note in the clear."""
        return unseal(self.sealed)

    @text.setter
    def text(self, text: str) -> None:
        self.sealed = seal(text)

    def seal_anew(self) -> None:
        """Seal the same text with the first key."""
        self.sealed = seal_anew(self.sealed)
