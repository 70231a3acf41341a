"""What visitors and learners get from the catalog, a course and a lesson, and what stays closed."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Skill
from courses.models import CourseSkill, LearningEvent
from tests.factories.cms import standard_page
from tests.factories.courses import catalog_page, completed, course, enrolled, lesson, lessons_of, module, quiz

pytestmark = pytest.mark.django_db

SECRET = "Only those who are in read this."


def html_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def n_queries(client, path):
    client.get(path)  # fills what is kept
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


# The catalog


def test_the_catalog_lists_courses_with_length_and_price(client):
    course("Alpha", lessons=[{"minutes": 30}, {"minutes": 45}])
    course("Beta", minor=14900)
    html = html_of(client.get("/courses/"))
    assert html.index("Alpha") < html.index("Beta")
    assert "2 lessons · 1\u00a0h\u00a015\u00a0min" in html
    assert "Free" in html
    assert "€149.00" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("price=free", {"Alpha"}),
        ("price=paid", {"Beta"}),
        ("skill=FAC", {"Beta"}),
        ("skill=FAC&price=free", set()),
        ("skill=nonsense&price=nonsense", {"Alpha", "Beta"}),
    ],
)
def test_the_catalog_is_filtered_by_skill_and_price(client, query, expected):
    course("Alpha")
    beta = course("Beta", minor=14900)
    skill, _ = Skill.objects.get_or_create(key="FAC", defaults={"name": "Facilitating", "position": 1})
    beta.skill_tags.add(CourseSkill(skill=skill))
    beta.save_revision().publish()
    html = html_of(client.get(f"/courses/?{query}"))
    assert {title for title in ("Alpha", "Beta") if f">{title}</a>" in html} == expected


def test_an_empty_catalog_says_so(client):
    catalog_page()
    assert "No courses yet" in html_of(client.get("/courses/"))


# A course


def test_a_course_page_says_what_it_is_and_shows_the_line(client):
    page = course(
        "Alpha", lessons=[{"title": "First stop", "is_preview": True}, {"title": "Second stop"}], for_whom="You"
    )
    html = html_of(client.get(page.url))
    for words in ("Alpha promised", "Alpha summed up", "First stop", "Second stop", "Enroll for free", "Free preview"):
        assert words in html


def test_a_visitor_is_sent_to_sign_up_and_comes_back(client):
    page = course()
    assert f"/account/signup/?next={page.url}" in html_of(client.get(page.url))


def test_a_course_that_is_not_on_sale_says_so(client_for, robin):
    page = course(minor=None)
    assert "cannot be taken at the moment" in html_of(client_for(robin).get(page.url))


def test_a_learner_is_led_to_the_next_lesson(client_for, robin):
    page = course(lessons=[{"title": "One"}, {"title": "Two"}])
    enrolled(robin, page)
    client = client_for(robin)
    assert "Begin: One" in html_of(client.get(page.url))
    client.post(f"/learn/lessons/{lessons_of(page)[0].record.key}/done/")
    html = html_of(client.get(page.url))
    assert "Go on: Two" in html
    assert "1 / 2" in html


def test_a_module_leads_to_its_place_on_the_course_page(client):
    page = course()
    parent = page.get_children().get().specific
    response = client.get(parent.url)
    assert response.status_code == 302
    assert response["Location"] == f"{page.url}#{parent.anchor}"
    assert f'id="{parent.anchor}"' in html_of(client.get(page.url))


# The gate


def test_a_preview_lesson_is_open_to_everybody(client):
    page = course(lessons=[{"is_preview": True, "text": SECRET}])
    assert SECRET in html_of(client.get(lessons_of(page)[0].url))


def test_a_closed_lesson_shows_summary_and_way_in_but_no_text(client, client_for, sam):
    page = course(lessons=[{"title": "Closed", "summary": "What it is about.", "text": SECRET}])
    for visitor in (client, client_for(sam)):
        html = html_of(visitor.get(lessons_of(page)[0].url), 403)
        assert "What it is about." in html
        assert "Enroll for free" in html
        assert SECRET not in html


def test_an_enrolled_learner_reads(client_for, robin):
    page = course(lessons=[{"text": SECRET}])
    enrolled(robin, page)
    assert SECRET in html_of(client_for(robin).get(lessons_of(page)[0].url))


def test_an_enrollment_without_the_right_does_not_open_a_lesson(client_for, robin):
    from billing.models import Entitlement

    page = course(lessons=[{"text": SECRET}])
    enrolled(robin, page)
    Entitlement.objects.update(state=Entitlement.State.REVOKED, reason="refund")
    html = html_of(client_for(robin).get(lessons_of(page)[0].url), 403)
    assert "Your access to this course has ended" in html
    assert SECRET not in html


def test_a_right_in_one_course_opens_no_other(client_for, robin):
    enrolled(robin)
    other = course(lessons=[{"text": SECRET}])
    assert SECRET not in html_of(client_for(robin).get(lessons_of(other)[0].url), 403)


def test_an_editor_reads_a_closed_lesson(client_for, editor):
    page = course(lessons=[{"text": SECRET}])
    assert SECRET in html_of(client_for(editor).get(lessons_of(page)[0].url))


def test_who_may_only_enter_the_back_office_reads_no_closed_lesson(client_for, robin):
    robin.user_permissions.add(Permission.objects.get(codename="access_admin"))
    page = course(lessons=[{"text": SECRET}])
    browser, first = client_for(robin), lessons_of(page)[0]
    doors = [first.url, f"/cms/api/main/pages/{first.pk}/", "/cms/api/main/pages/?fields=*&type=courses.LessonPage"]
    doors += [f"/cms/pages/{first.pk}/{door}/" for door in ("view_draft", "edit", "history")]
    assert [door for door in doors if SECRET in browser.get(door, follow=True).content.decode()] == []


def test_an_unpublished_lesson_is_not_there(client_for, robin):
    page = course()
    enrolled(robin, page)
    first = lessons_of(page)[0]
    first.unpublish()
    assert client_for(robin).get(first.url).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", "/courses/"])
def test_text_of_closed_lessons_is_not_told_elsewhere(client, path):
    page = course(lessons=[{"text": SECRET}, {"is_preview": True}])
    closed, preview = lessons_of(page)
    html = html_of(client.get(path))
    assert SECRET not in html
    assert closed.url not in html
    if path == "/sitemap.xml":
        assert preview.url in html


def test_no_shared_cache_may_keep_what_was_made_for_somebody(client, client_for, robin, handout):
    page = course(lessons=[{"text": SECRET, "is_preview": True}])
    enrolled(robin, page)
    address = lessons_of(page)[0].url
    mine, theirs = client_for(robin).get(address), client.get(address)
    assert (mine["Cache-Control"], "Cookie" in mine["Vary"]) == ("private", True)
    assert theirs.cookies or "Cache-Control" not in theirs


def test_search_knows_only_title_and_summary_of_a_lesson(django_capture_on_commit_callbacks):
    from courses.models import LessonPage

    with django_capture_on_commit_callbacks(execute=True):  # where the search index is written
        page = course(lessons=[{"title": "Findable", "summary": "Summary words", "text": "zebrafinch"}])
    assert list(LessonPage.objects.search("Findable")) == lessons_of(page)
    assert not list(LessonPage.objects.search("zebrafinch"))


# Files


@pytest.fixture
def handout():
    from django.core.files.base import ContentFile

    from cms.models import AcademyDocument

    return AcademyDocument.objects.create(title="Handout", file=ContentFile(b"words", name="handout.txt"))


def status_of_file(client, document):
    response = client.get(document.url)
    for close in response._resource_closers:  # close() would end the test's database connection, too
        close()
    return response.status_code


def test_the_file_of_a_closed_lesson_goes_only_to_those_who_are_in(
    client, client_for, robin, sam, editor, handout, django_capture_on_commit_callbacks
):
    page = course()
    first = lessons_of(page)[0]
    first.body = [("download", {"document": handout, "title": "", "note": ""})]
    with django_capture_on_commit_callbacks(execute=True):  # where the index of uses is written
        first.save_revision().publish()
    enrolled(robin, page)
    assert [status_of_file(one, handout) for one in (client, client_for(sam))] == [403, 403]
    assert [status_of_file(client_for(one), handout) for one in (robin, editor)] == [200, 200]


def test_a_file_of_a_page_of_text_is_open_and_one_that_nothing_uses_yet_is_for_editors(
    client, client_for, robin, editor, handout, django_capture_on_commit_callbacks
):
    assert [status_of_file(one, handout) for one in (client, client_for(robin))] == [403, 403]
    assert status_of_file(client_for(editor), handout) == 200
    with django_capture_on_commit_callbacks(execute=True):  # where the index of uses is written
        standard_page(text=f'<p><a linktype="document" id="{handout.pk}">Handout</a></p>')
    assert status_of_file(client, handout) == 200


# The player


def test_a_lesson_says_before_the_start_what_completes_it(client_for, robin):
    check = quiz()
    page = course(lessons=[{}, {"completes": "quiz", "quiz": check}, {"is_required": False}])
    enrolled(robin, page)
    client = client_for(robin)
    read, tested, optional = (html_of(client.get(one.url)) for one in lessons_of(page))
    assert "Required for the course." in read
    assert "Read it and mark it as done" in read
    assert "Pass the quiz" in tested
    assert "Optional." in optional


def test_opening_a_lesson_completes_nothing(client_for, robin):
    page = course()
    enrolled(robin, page)
    client_for(robin).get(lessons_of(page)[0].url)
    assert list(LearningEvent.objects.values_list("kind", flat=True)) == ["enrolled"]


def test_a_lesson_added_after_completion_is_new_and_the_course_stays_complete(client_for, robin):
    enrollment = completed(robin)
    page = enrollment.course.pages.get()
    module(page, [{"title": "Later"}])
    html = html_of(client_for(robin).get(page.url))
    assert "One lesson is new since you finished" in html
    assert "You have completed this course." in html


# Cost


def test_a_lesson_costs_the_same_with_one_lesson_and_with_forty(client_for, robin):
    small, large = course(lessons=1), course(lessons=40)
    enrolled(robin, small)
    enrolled(robin, large)
    client = client_for(robin)
    costs = {n_queries(client, lessons_of(page)[0].url) for page in (small, large)}
    assert len(costs) == 1
    assert costs.pop() <= 12


def test_a_course_page_costs_the_same_with_one_lesson_and_with_forty(client_for, robin):
    small, large = course(lessons=1), course(lessons=40)
    enrolled(robin, small)
    enrolled(robin, large)
    client = client_for(robin)
    costs = {n_queries(client, page.url) for page in (small, large)}
    assert len(costs) == 1
    assert costs.pop() <= 12


def test_the_catalog_costs_the_same_with_one_course_and_with_five(client):
    course()
    once = n_queries(client, "/courses/")
    for _ in range(4):
        course()
    assert n_queries(client, "/courses/") == once <= 9


def test_the_outline_follows_every_change_an_editor_publishes(client_for, robin):
    page = course(lessons=[{"title": "Old name"}])
    enrolled(robin, page)
    client = client_for(robin)
    client.get(page.url)
    one = lessons_of(page)[0]
    one.title = "New name"
    one.save_revision().publish()
    lesson(page.get_children().get().specific, title="Another")
    html = html_of(client.get(page.url))
    assert "Old name" not in html
    assert "New name" in html
    assert "Another" in html
