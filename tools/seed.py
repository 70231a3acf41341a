"""Puts a learner's story on top of the starter content, for the bench and the screenshots.

Prints, as JSON, the path of each place of the story, the path of each case of the bench, and a session of the learner.
"""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import django
from django.conf import settings

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402  needs the apps
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Site  # noqa: E402

from accounts.models import User  # noqa: E402
from assessments import operations as assessing  # noqa: E402
from assessments.models import Attempt  # noqa: E402
from assessments.queries import current_version, items_of  # noqa: E402
from billing import operations as selling  # noqa: E402
from billing.models import Order  # noqa: E402
from cms.models import StandardPage  # noqa: E402
from coaching.models import Booking, SessionType  # noqa: E402
from coaching.operations import hold_slot  # noqa: E402
from coaching.queries import free_times  # noqa: E402
from coaching.rules import KIND as SESSION  # noqa: E402
from courses import scenario_graph  # noqa: E402
from courses.models import CoursePage, LessonPage  # noqa: E402
from courses.operations import choose, enroll, start_scenario  # noqa: E402
from tools.bench.cases import CASES  # noqa: E402
from tools.bench.nothing import SLUG  # noqa: E402

FREE_COURSE = "facilitating-pi-planning"
PAID_COURSE = "inspect-and-adapt"
BEHAVIORS = 5  # of each skill
LEVELS = (4, 2, 3, 2, 4, 3, 4)  # what Robin says of each skill, one behavior a level higher


def _ends_well(play: scenario_graph.Play) -> bool:
    return play.end is not None and play.end.kind == "good"


class Seed:
    """The rows that pages are about: Robin is enrolled, has assessed the skills, met a coach, and is about to buy."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.robin = User.objects.get(email="robin@example.com")
        self.buy(FREE_COURSE)
        self.enrollment = enroll(learner=self.robin, course=self.course_page().record, now=self.now)

    def reverse(self, name: str, **parts: Any) -> str:
        """Return the path of a named URL."""
        return reverse(name, kwargs=parts)

    def page(self, app: str, model: str, **fields: Any) -> str:
        """Return the path of the first page of a type."""
        found: Any = getattr(import_module(f"{app}.models"), model).objects.live().filter(**fields).first()
        return str(found.url)

    def nothing_page(self) -> str:
        """Make the page that does nothing, and return its path."""
        root = Site.objects.get(is_default_site=True).root_page
        return str(root.add_child(instance=StandardPage(title="Nothing", slug=SLUG)).url)

    def course_page(self, slug: str = FREE_COURSE) -> CoursePage:
        """Return the page of a course."""
        return CoursePage.objects.get(slug=slug)

    def lesson_page(self, number: int) -> LessonPage:
        """Return the nth lesson of the free course."""
        return LessonPage.objects.descendant_of(self.course_page()).order_by("path")[number]

    def result(self) -> str:
        """Answer the whole self-assessment, and return the path of its result."""
        version = current_version()
        if version is None:
            raise LookupError("The starter content has no framework.")
        attempt = assessing.start_attempt(
            kind=Attempt.Kind.SELF, version=version, taker=self.robin, has_consented=True, now=self.now
        )
        for number, (_skill, item) in enumerate(items_of(attempt)):
            level = LEVELS[number // BEHAVIORS % len(LEVELS)] + (number % BEHAVIORS == 1)
            assessing.answer(attempt=attempt, behavior_key=item.key, level=level, now=self.now)
        assessing.submit_attempt(attempt=attempt, now=self.now)
        return self.reverse("assessments:result", public_id=attempt.public_id)

    def session_type(self) -> SessionType:
        """Return Kim's first session type, which is free."""
        found = SessionType.objects.filter(coach__slug="kim-adler").order_by("pk").first()
        if found is None:
            raise LookupError("The starter content has no session type for Kim.")
        return found

    def slots(self) -> str:
        """Return the slot list of Kim's first session type."""
        return self.reverse("coaching:slots", coach_slug="kim-adler", type_slug=self.session_type().slug)

    def booking(self) -> Booking:
        """Book the first free time of Kim's that is left."""
        session_type = self.session_type()
        times = free_times(session_type, since=self.now, until=self.now + timedelta(days=28), now=self.now)
        booking = hold_slot(
            session_type=session_type, client=self.robin, starts_at=times[0], client_zone="Europe/Berlin", now=self.now
        )
        item = (SESSION, str(booking.session.public_id))
        selling.open_order(buyer=self.robin, items=[item], now=self.now)
        return booking

    def debrief(self) -> str:
        """Play the course's scenario to a good end, and return the path of its debrief."""
        page = LessonPage.objects.descendant_of(self.course_page()).exclude(scenario=None).first()
        if page is None:
            raise LookupError("The starter content has no lesson with a scenario.")
        run = start_scenario(enrollment=self.enrollment, lesson=page.record, scenario=page.scenario, now=self.now)
        graph = scenario_graph.read(run.scenario_as_played)
        good = (path for path in scenario_graph.paths(graph) if _ends_well(scenario_graph.play(graph, path)))
        for position, key in enumerate(next(good)):
            run = choose(run=run, position=position, choice=key, now=self.now)
        return self.reverse("courses:scenario-run", public_id=run.public_id)

    def order(self) -> str:
        """Open an order for the paid course, and return its path."""
        return self.reverse("billing:order", public_id=self.buy(PAID_COURSE).public_id)

    def buy(self, slug: str) -> Order:
        """Open Robin's order for a course; a free one is granted at once."""
        key = str(self.course_page(slug).record.key)
        return selling.open_order(buyer=self.robin, items=[("course", key)], now=self.now)

    def cookie(self) -> str:
        """Sign Robin in, and return the session's cookie."""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(self.robin.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = self.robin.get_session_auth_hash()
        session.create()
        return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def places(self) -> dict[str, str]:
        """Return the paths of the story's places by name."""
        booking = self.booking()
        order = self.order()
        return {
            "course": str(self.course_page().url),
            "lesson": str(self.lesson_page(1).url),
            "slots": self.slots(),
            "booking": self.reverse("coaching:booking-detail", public_id=booking.public_id),
            "desk session": self.reverse("coaching:desk-session", public_id=booking.session.public_id),
            "debrief": self.debrief(),
            "order": order,
            "checkout": order + "checkout/",
            "result": self.result(),
            "edit lesson": reverse("wagtailadmin_pages:edit", args=[self.lesson_page(1).pk]),
        }


def main() -> None:
    """Tell the story, and print where."""
    seed = Seed()
    told = {"places": seed.places(), "paths": {case.name: case.build(seed) for case in CASES}, "cookie": seed.cookie()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
