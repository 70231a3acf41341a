"""Seeds the database of the bench from the starter content, and prints each case's path and the learner's cookie."""

import json
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
from cms.models import StandardPage  # noqa: E402
from coaching.models import SessionType  # noqa: E402
from courses.models import CoursePage, LessonPage  # noqa: E402
from courses.operations import enroll  # noqa: E402
from tools.bench.cases import CASES  # noqa: E402
from tools.bench.nothing import SLUG  # noqa: E402

FREE_COURSE = "facilitating-pi-planning"
PAID_COURSE = "inspect-and-adapt"


class Seed:
    """The rows that cases are about: Robin is enrolled, has assessed the skills, and is about to buy."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.robin = User.objects.get(email="robin@example.com")
        enroll(learner=self.robin, course=self.course_page().record, now=self.now)

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
            assessing.answer(attempt=attempt, behavior_key=item.key, level=1 + number % 5, now=self.now)
        assessing.submit_attempt(attempt=attempt, now=self.now)
        return self.reverse("assessments:result", public_id=attempt.public_id)

    def slots(self) -> str:
        """Return the slot list of Kim's first session type."""
        session_type = SessionType.objects.filter(coach__slug="kim-adler").order_by("pk").first()
        if session_type is None:
            raise LookupError("The starter content has no session type for Kim.")
        return self.reverse("coaching:slots", coach_slug="kim-adler", type_slug=session_type.slug)

    def order(self) -> str:
        """Open an order for the paid course, and return its path."""
        key = str(self.course_page(PAID_COURSE).record.key)
        order = selling.open_order(buyer=self.robin, items=[("course", key)], now=self.now)
        return self.reverse("billing:order", public_id=order.public_id)

    def cookie(self) -> str:
        """Sign Robin in, and return the session's cookie."""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(self.robin.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = self.robin.get_session_auth_hash()
        session.create()
        return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def main() -> None:
    """Print the paths by the name of the case, and the cookie."""
    seed = Seed()
    print(json.dumps({"paths": {case.name: case.build(seed) for case in CASES}, "cookie": seed.cookie()}))


if __name__ == "__main__":
    main()
