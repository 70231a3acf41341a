"""Enrolling, doing lessons, completing a course: through the screens."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from courses.models import Certificate, Enrollment, LearningEvent
from courses.queries import active_enrollments, next_lesson, progress_of
from tests.factories.courses import completed, course, enrolled, lessons_of

pytestmark = pytest.mark.django_db


def url(page, action):
    return f"/learn/lessons/{page.record.key}/{action}/"


def kinds():
    return list(LearningEvent.objects.order_by("pk").values_list("kind", flat=True))


# Enrolling


def test_a_free_course_is_taken_with_one_click_an_order_and_a_mail(client_for, robin, settings):
    from billing.models import Entitlement, Order

    page = course("Alpha")
    response = client_for(robin).post(f"/learn/{page.record.key}/enroll/")
    assert response["Location"] == lessons_of(page)[0].url
    assert Enrollment.objects.get().learner == robin
    assert Order.objects.get().total_minor == 0
    assert Entitlement.objects.get().person == robin
    assert [mail.subject for mail in Email.objects.all()] == ["You are in: Alpha"]
    assert f"{settings.BASE_URL}{page.url}" in Email.objects.get().message


def test_enrolling_twice_changes_nothing(client_for, robin):
    page = course()
    client = client_for(robin)
    for _ in range(2):
        client.post(f"/learn/{page.record.key}/enroll/")
    assert Enrollment.objects.count() == 1
    assert kinds() == ["enrolled"]
    assert Email.objects.count() == 1


def test_a_paid_course_cannot_be_taken_as_a_free_one(client_for, robin):
    page = course(minor=14900)
    response = client_for(robin).post(f"/learn/{page.record.key}/enroll/", follow=True)
    assert "not free any more" in response.content.decode()
    assert not Enrollment.objects.exists()


def test_the_database_allows_one_active_enrollment(robin):
    enrollment = enrolled(robin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.create(learner=robin, course=enrollment.course)


def test_after_a_refund_the_course_closes_and_progress_comes_back_with_the_next_purchase(client_for, robin):
    from courses.fulfillment import CourseFulfillment

    page = course(lessons=2)
    enrollment = enrolled(robin, page)
    client = client_for(robin)
    client.post(url(lessons_of(page)[0], "done"))
    sold = CourseFulfillment()
    for _ in range(2):
        sold.revoke(str(page.record.key), robin)
    assert client.get(lessons_of(page)[1].url).status_code == 403
    sold.grant(str(page.record.key), robin, None)
    enrollment.refresh_from_db()
    assert enrollment.is_active
    assert progress_of(enrollment).percent == 50
    assert sold.progress(str(page.record.key), robin) == 50


# Lessons


def test_done_leads_to_the_next_lesson(client_for, robin):
    page = course()
    enrolled(robin, page)
    first, second, _third = lessons_of(page)
    client = client_for(robin)
    assert f"Done, next: {second.title}" in client.get(first.url).content.decode()
    assert client.post(url(first, "done"))["Location"] == second.url


def test_done_twice_is_done_once(client_for, robin):
    page = course()
    enrolled(robin, page)
    for _ in range(3):
        client_for(robin).post(url(lessons_of(page)[0], "done"))
    assert kinds() == ["enrolled", "lesson_done"]


def test_a_mark_can_be_taken_back(client_for, robin):
    page = course()
    enrollment = enrolled(robin, page)
    first = lessons_of(page)[0]
    client = client_for(robin)
    client.post(url(first, "done"))
    for _ in range(2):
        assert client.post(url(first, "undone"))["Location"] == first.url
    assert kinds() == ["enrolled", "lesson_done", "lesson_undone"]
    assert progress_of(enrollment).percent == 0


@pytest.mark.parametrize("rule", ["quiz", "scenario"])
def test_a_lesson_with_a_task_is_not_done_by_a_mark(client_for, robin, rule):
    from tests.factories.courses import quiz, scenario

    task = {"quiz": quiz} if rule == "quiz" else {"scenario": scenario}
    page = course(lessons=[{"completes": rule, **{name: make() for name, make in task.items()}}])
    enrolled(robin, page)
    client_for(robin).post(url(lessons_of(page)[0], "done"))
    assert kinds() == ["enrolled"]


@pytest.mark.parametrize("action", ["done", "undone"])
def test_a_stranger_marks_nothing_and_is_told_why(client_for, sam, action):
    page = course()
    response = client_for(sam).post(url(lessons_of(page)[0], action), follow=True)
    assert "opens once you are in the course" in response.content.decode()
    assert not LearningEvent.objects.exists()


def test_events_never_change_and_never_go(robin):
    enrolled(robin)
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningEvent.objects.update(kind="lesson_done")
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningEvent.objects.all().delete()


# Completion


def test_the_last_required_lesson_completes_the_course(client_for, robin):
    page = course(lessons=[{}, {"is_required": False}, {}])
    enrolled(robin, page)
    first, _optional, last = lessons_of(page)
    client = client_for(robin)
    client.post(url(first, "done"))
    assert "course_completed" not in kinds()
    assert client.post(url(last, "done"))["Location"] == page.url
    assert kinds()[-1] == "course_completed"
    assert Certificate.objects.get().learner == robin


def test_taking_back_a_mark_after_completion_leaves_the_course_complete(client_for, robin):
    enrollment = completed(robin)
    client_for(robin).post(url(lessons_of(enrollment.course.pages.get())[0], "undone"))
    assert progress_of(enrollment).percent == 100
    assert kinds().count("course_completed") == 1


def test_a_lesson_that_goes_completes_the_course_for_those_who_had_done_the_rest(
    client_for, robin, django_capture_on_commit_callbacks
):
    page = course(lessons=2)
    enrolled(robin, page)
    first, second = lessons_of(page)
    client_for(robin).post(url(first, "done"))
    with django_capture_on_commit_callbacks(execute=True):
        second.unpublish()
    assert kinds()[-1] == "course_completed"


def test_a_course_without_certificate_gives_none(client_for, robin):
    page = course(lessons=1, gives_certificate=False)
    enrolled(robin, page)
    client_for(robin).post(url(lessons_of(page)[0], "done"))
    assert kinds()[-1] == "course_completed"
    assert not Certificate.objects.exists()


# Lists


def test_my_courses_shows_progress_and_one_way_on(client_for, robin):
    page = course("Alpha", lessons=[{"title": "One"}, {"title": "Two"}])
    enrolled(robin, page)
    client = client_for(robin)
    client.post(url(lessons_of(page)[0], "done"))
    html = client.get("/learn/").content.decode()
    assert "Next: Two" in html
    assert lessons_of(page)[1].url in html
    assert "1 / 2" in html


def test_my_courses_without_any_leads_to_the_catalog(client_for, robin):
    course()
    html = client_for(robin).get("/learn/").content.decode()
    assert "You are not in a course yet" in html
    assert 'href="/courses/"' in html


def test_the_list_of_courses_takes_the_same_queries_for_one_and_for_five(robin, django_assert_num_queries):
    def cost():
        active_enrollments(robin)
        with CaptureQueriesContext(connection) as queries:
            active_enrollments(robin)
        return len(queries)

    enrolled(robin)
    once = cost()
    for _ in range(4):
        enrolled(robin)
    assert cost() == once <= 6


def test_next_lesson_prefers_what_is_required(robin):
    page = course(lessons=[{"title": "Extra", "is_required": False}, {"title": "Needed"}])
    enrollment = enrolled(robin, page)
    assert next_lesson(enrollment).title == "Needed"


def test_marking_a_lesson_costs_at_most_ten_queries_however_much_happened(client_for, robin):
    page = course(lessons=30)
    enrolled(robin, page)
    client = client_for(robin)
    costs = []
    for one in lessons_of(page)[:20]:
        with CaptureQueriesContext(connection) as queries:
            client.post(url(one, "done"))
        costs.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
    assert set(costs[1:]) == {costs[-1]}
    assert costs[-1] <= 10


def test_a_lesson_moved_to_another_course_counts_there(robin):
    one, other = course(lessons=2), course(lessons=1)
    for page in (one, other):
        enrolled(robin, page)
    lessons_of(one)[0].move(other.get_children().get(), pos="last-child")
    counted = {item.enrollment.course: item.progress.n_required for item in active_enrollments(robin)}
    assert counted == {one.record: 1, other.record: 2}
