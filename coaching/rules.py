"""Pure decisions of coaching: who may, until when, under which policy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.rules import Visitor

KIND = "session"  # as billing knows what we sell
HOLD = timedelta(minutes=35)  # a Stripe Checkout lives at least 30 and ends before the hold does
RESERVED_SLUGS = frozenset({"availability", "bookings", "desk", "sessions"})  # coaches' addresses stand beside ours


def is_coach(user: Visitor) -> bool:
    """Say whether this person coaches here."""
    return user.is_authenticated and user.is_active and hasattr(user, "coach")


@dataclass(frozen=True)
class Agreement:
    """What client and coach agree on; a version never changes, a new text is a new version."""

    version: str
    free_until: timedelta  # before the start; later than that, a client's cancellation gives nothing back

    @property
    def free_hours(self) -> int:
        """Return the limit in hours, as the text says it."""
        return int(self.free_until.total_seconds() // 3600)


AGREEMENTS = {"2026-11": Agreement("2026-11", timedelta(hours=24))}
CURRENT_AGREEMENT = AGREEMENTS["2026-11"]


def gives_back(*, agreement_version: str, starts_at: datetime, by_coach: bool, now: datetime) -> bool:
    """Say whether canceling now gives the whole price back: always when the coach cancels, else by what was agreed."""
    return by_coach or now <= starts_at - AGREEMENTS[agreement_version].free_until
