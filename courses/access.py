"""The gate: who may read what of a course. Pages, quizzes, scenarios and files ask here, and nowhere else."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex

from accounts.models import User
from accounts.rules import is_editor
from cms.models import AcademyDocument
from courses.models import Course, Enrollment, LessonPage
from courses.progress import Progress, progress
from courses.queries import Outline, current_enrollment, progress_of
from courses.rights import has_right


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a course."""

    enrollment: Enrollment | None = None
    has_right: bool = False
    progress: Progress = field(default_factory=Progress)

    @property
    def is_in(self) -> bool:
        """Say whether the closed lessons are open: a place in the course, and the right to read."""
        return self.enrollment is not None and self.has_right


def standing(user: User | AnonymousUser, course: Course, outline: Outline | None = None) -> Standing:
    """Return how `user` stands to `course`: two queries for a learner, none for a visitor, one more without outline."""
    enrollment, events = current_enrollment(user, course)
    if enrollment is None:
        return Standing()
    done = progress(outline.required, events) if outline else progress_of(enrollment)
    return Standing(enrollment, has_right(user, course), done)


def open_enrollment(user: User, course: Course) -> Enrollment | None:
    """Return the enrollment through which the closed lessons are open to `user`: two queries."""
    enrollment = Enrollment.objects.active().filter(learner=user, course=course).first()
    if enrollment is None or not has_right(user, course):
        return None
    enrollment.learner, enrollment.course = user, course
    return enrollment


def is_open(user: User, course: Course) -> bool:
    """Say whether `user` may go on with what belongs to the closed lessons of `course`."""
    return open_enrollment(user, course) is not None


def may_read(user: User | AnonymousUser, page: LessonPage, stands: Standing | None = None) -> bool:
    """Say whether `user` may read the text of a lesson. `stands` saves queries where it is known already."""
    if page.is_preview:
        return True
    stands = standing(user, page.record.course) if stands is None else stands
    return stands.is_in or (is_editor(user) and page.permissions_for_user(user).can_edit())


def may_read_file(user: User | AnonymousUser, document: AcademyDocument) -> bool:
    """Say whether `user` may have a file: one that lessons use goes to those who may read one of these lessons.

    One that nothing uses is for editors: it waits for its page, or for the index that would name its lesson.
    """
    uses = list(ReferenceIndex.get_references_to(document).values_list("content_type", "object_id"))
    lesson_type = ContentType.objects.get_for_model(LessonPage).pk
    lessons = [int(object_id) for content_type, object_id in uses if content_type == lesson_type]
    pages = LessonPage.objects.filter(pk__in=lessons).select_related("record__course") if lessons else []
    if lessons:
        return any(may_read(user, page) for page in pages if page.live or is_editor(user))
    return bool(uses) or is_editor(user)
