"""When a coach works."""

from collections.abc import Iterable
from datetime import time

from django.db import transaction

from coaching.models import AvailabilityRule, Coach
from coaching.operations.holds import lock_coach


@transaction.atomic
def set_availability(
    *, coach: Coach, time_zone: str, meeting_url: str, hours: Iterable[tuple[int, time, time]]
) -> None:
    """Replace the weekly hours: weekday, start and end in wall time of the zone. Booked sessions stay in place."""
    coach = lock_coach(coach.pk)
    coach.time_zone, coach.meeting_url = time_zone, meeting_url
    coach.save(update_fields=["time_zone", "meeting_url"])
    coach.availability_rules.all().delete()
    AvailabilityRule.objects.bulk_create(
        AvailabilityRule(coach=coach, weekday=weekday, starts=starts, ends=ends)
        for weekday, starts, ends in sorted(set(hours))
    )
