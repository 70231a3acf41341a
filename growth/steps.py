"""The one next step: what a learner most likely came for, and why it comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from assessments.models import Attempt
    from assessments.queries import Profile
    from billing.models import Order
    from coaching.models import Booking
    from courses.queries import CourseProgress
    from growth.queries import Advice

SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Step:
    """One thing to do: what, why, and the button."""

    kind: str
    title: str
    why: str
    action: str
    url: str


def next_step(
    *,
    sessions: "Sequence[Booking]",
    unpaid: "Sequence[Order]",
    begun: "Attempt | None",
    profile: "Profile | None",
    courses: "Sequence[CourseProgress]",
    advice: "Advice | None",
    now: datetime,
) -> Step:
    """Return the next step: what has a clock first, then what was begun, then what the profile asks for."""
    soon = (booking for booking in sessions if booking.session.starts_at - now < SOON)
    resumable = (course for course in courses if course.next and course.has_right)
    candidates = chain(
        map(_prepare_session, soon),
        map(_finish_payment, unpaid),
        map(_finish_assessment, filter(None, [begun])),
        map(_continue_course, resumable),
        [] if profile else [_begin_assessment()],
        map(_follow_advice, filter(None, [advice])),
    )
    return next(candidates, _choose_course())


def _prepare_session(booking: "Booking") -> Step:
    session_type = booking.session.session_type
    return Step(
        kind="session",
        title=_("Your session “%(title)s” is coming up") % {"title": session_type.title},
        why=_("A look at your own answers beforehand makes the hour worth more."),
        action=_("Open the session"),
        url=reverse("coaching:booking-detail", args=[booking.public_id]),
    )


def _finish_payment(order: "Order") -> Step:
    return Step(
        kind="payment",
        title=_("An order is waiting for its payment"),
        why=_("What you chose is kept for you until the payment page closes."),
        action=_("Finish or cancel it"),
        url=reverse("billing:order", args=[order.public_id]),
    )


def _finish_assessment(attempt: "Attempt") -> Step:
    return Step(
        kind="assessment",
        title=_("Finish your self-assessment"),
        why=_("Every answer so far is kept. You go on at the first open item."),
        action=_("Go on"),
        url=reverse("assessments:resume", args=[attempt.public_id]),
    )


def _continue_course(course: "CourseProgress") -> Step:
    lesson = course.next
    assert lesson  # noqa: S101  the caller chose a course with a next lesson
    return Step(
        kind="lesson",
        title=lesson.title,
        why=ngettext(
            "Next in %(course)s, about a minute.", "Next in %(course)s, about %(minutes)s minutes.", lesson.minutes
        )
        % {"course": course.page.title if course.page else "", "minutes": lesson.minutes},
        action=_("Continue"),
        url=course.next_url,
    )


def _begin_assessment() -> Step:
    return Step(
        kind="assessment",
        title=_("See where you stand on the seven skills"),
        why=_("Thirty-five short choices, about twenty minutes, and you can stop and go on whenever you like."),
        action=_("Begin the self-assessment"),
        url=reverse("assessments:home"),
    )


def _follow_advice(advice: "Advice") -> Step:
    resource = advice.recommendation.resource
    return Step(kind="advice", title=resource.title, why=reason(advice), action=_("Open the lesson"), url=resource.url)


def _choose_course() -> Step:
    return Step(
        kind="course",
        title=_("Choose what to learn next"),
        why=_("Your profile asks for nothing in particular, so follow your own interest."),
        action=_("See the courses"),
        url="/courses/",
    )


def reason(advice: "Advice") -> str:
    """Return why this is recommended, in a sentence with the figures it rests on."""
    return _("Because %(skill)s is %(score)s against %(target)s in your profile.") % {
        "skill": advice.skill,
        "score": f"{advice.score:.1f}",
        "target": f"{advice.target:.1f}",
    }
