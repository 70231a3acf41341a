"""How billing sells a course: described, checked, granted and taken back."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from billing.fulfillments import Description
from common.errors import RuleBroken
from courses import operations, queries, rights
from courses.models import Course

if TYPE_CHECKING:
    from billing.models import OrderLine


class CourseFulfillment:
    """Courses: never scarce, so nothing is reserved; granting enrolls, revoking suspends and keeps the progress."""

    kind = rights.KIND
    is_scarce = False

    def describe(self, key: str) -> Description | None:
        """Return title and page of a published course."""
        course = self._find(key)
        page = queries.page_of(course) if course else None
        return Description(title=course.title, url=page.url or "") if course and page else None

    def check(self, key: str, buyer: User) -> None:
        """Refuse a course that is gone, or that the person has already."""
        course = self._find(key)
        if course is None or not course.is_live:
            raise RuleBroken(_("This course is not open at the moment."))
        if rights.has_right(buyer, course):
            raise RuleBroken(_("You have this course already."))

    def reserve(self, key: str, buyer: User, until: datetime) -> None:
        """Keep nothing: there is enough for everybody."""

    def grant(self, key: str, person: User, order_line: "OrderLine") -> None:  # noqa: ARG002  as the protocol has it
        """Enroll."""
        course = self._find(key)
        if course is None:
            raise RuleBroken(_("This course is gone."))
        operations.enroll(learner=person, course=course, now=timezone.now())

    def revoke(self, key: str, person: User) -> None:
        """Close the course; progress and certificates stay."""
        if course := self._find(key):
            operations.suspend(learner=person, course=course, now=timezone.now())

    def release(self, key: str, buyer: User) -> None:
        """Let go of nothing: nothing was kept."""

    def progress(self, key: str, person: User) -> int | None:
        """Return how far the person is, in percent, or None when they are not enrolled."""
        enrollment = person.enrollments.active().filter(course__key=key).first()
        return queries.progress_of(enrollment).percent if enrollment else None

    def choices(self) -> list[tuple[str, str]]:
        """Return the published courses."""
        return [(str(course.key), course.title) for course in Course.objects.filter(is_live=True)]

    @staticmethod
    def _find(key: str) -> Course | None:
        try:
            return Course.objects.filter(key=UUID(key)).first()
        except ValueError:
            return None
