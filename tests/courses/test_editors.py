"""What editors do in the back office, and what learners notice of it: nothing but better lessons."""

import json
import re

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import Lesson, LessonPage, Question, Scenario
from courses.queries import progress_of
from tests.factories.courses import GRAPH, attempt, course, enrolled, lessons_of, quiz, scenario

pytestmark = pytest.mark.django_db


def form_of(page, **changes):
    """Return what the editing form of a lesson sends."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "seo_title": "",
            "search_description": "",
            "social_image": "",
            "summary": page.summary,
            "minutes": page.minutes,
            "leads_to": page.leads_to,
            "completes": page.completes,
            "quiz": "",
            "scenario": "",
            "is_required": "on",
            "body": streamfield([("rich_text", rich_text("<p>Better words.</p>"))]),
            "skill_tags": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def progress_of_learner(enrollment):
    now = progress_of(enrollment)
    return now.percent, now.done


@pytest.fixture
def reviewed(db):
    """Let the pages below the home page go through Wagtail's own review."""
    from wagtail.models import WorkflowPage

    from tests.factories.cms import home_of_site

    WorkflowPage.objects.update_or_create(page=home_of_site(), defaults={"workflow": Workflow.objects.get()})


@pytest.fixture
def taught(robin):
    """Robin, in the middle of a course of two lessons: the first is done."""
    from django.utils import timezone

    from courses.operations import mark_done

    enrollment = enrolled(robin, course("Alpha", lessons=2))
    page = enrollment.course.pages.get()
    mark_done(enrollment=enrollment, lesson=lessons_of(page)[0].record, now=timezone.now())
    return enrollment, lessons_of(page)[0]


def test_an_editor_changes_previews_and_submits_a_lesson_and_a_moderator_publishes(
    client_for, editor, moderator, robin, reviewed, taught
):
    enrollment, page = taught
    before = progress_of_learner(enrollment)
    writing, reviewing, reading = client_for(editor), client_for(moderator), client_for(robin)

    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert writing.post(preview, form_of(page, title="A better title")).json()["is_valid"]
    shown = writing.get(f"{preview}?mode=learner").content.decode()
    assert "Better words." in shown
    assert "Better words." not in reading.get(page.url).content.decode()

    writing.post(edit_url(page), {**form_of(page, title="A better title"), "action-submit": "1"})
    page.refresh_from_db()
    assert page.current_workflow_state is not None
    assert "Better words." not in reading.get(page.url).content.decode()

    task = page.current_workflow_task_state
    writing.post(edit_url(page), {**form_of(page), "action-publish": "1"})
    page.refresh_from_db()
    assert page.has_unpublished_changes  # an editor cannot publish

    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    reviewing.post(approve, {"comment": ""})
    page.refresh_from_db()
    assert not page.has_unpublished_changes
    assert "A better title" in reading.get("/courses/alpha/").content.decode()
    assert progress_of_learner(enrollment) == before


@pytest.mark.parametrize("what", ["slug", "move", "up"])
def test_renaming_and_moving_touch_no_progress(client_for, moderator, robin, taught, what):
    enrollment, page = taught
    before = progress_of_learner(enrollment)
    client = client_for(moderator)
    if what == "slug":
        client.post(edit_url(page), {**form_of(page, slug="elsewhere"), "action-publish": "1"})
    elif what == "move":
        from tests.factories.courses import module

        target = module(enrollment.course.pages.get(), 0)
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
    else:
        client.post(f"{reverse('wagtailadmin_pages:set_page_position', args=[page.pk])}?position=1")
    moved = LessonPage.objects.get(pk=page.pk)
    assert moved.url_path != page.url_path or moved.path != page.path
    assert progress_of_learner(enrollment) == before
    html = client_for(robin).get(enrollment.course.pages.get().url).content.decode()
    assert moved.url in html


def test_a_rule_changed_later_leaves_done_lessons_done(client_for, moderator, taught):
    enrollment, page = taught
    before = progress_of_learner(enrollment)
    data = {**form_of(page, completes="quiz", quiz=str(quiz().pk)), "action-publish": "1"}
    assert client_for(moderator).post(edit_url(page), data).status_code == 302
    assert Lesson.objects.get(pk=page.record_id).completes == "quiz"
    assert progress_of_learner(enrollment) == before


def test_publishing_a_lesson_that_nobody_could_complete_is_refused_at_the_field(client_for, moderator, taught):
    _enrollment, page = taught
    response = client_for(moderator).post(edit_url(page), {**form_of(page, completes="quiz"), "action-publish": "1"})
    assert "Choose the quiz that completes this lesson." in response.content.decode()
    assert Lesson.objects.get(pk=page.record_id).completes == "read"


@pytest.mark.parametrize(("mode", "is_open"), [("visitor", False), ("learner", True)])
def test_a_lesson_is_previewed_as_a_visitor_and_as_a_learner_without_a_trace(client_for, editor, taught, mode, is_open):
    from courses.models import Enrollment, LearningEvent

    _enrollment, page = taught
    counts = Enrollment.objects.count(), LearningEvent.objects.count()
    client = client_for(editor)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(preview, form_of(page))
    shown = client.get(f"{preview}?mode={mode}")
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]  # the editor shows it in a panel
    assert "script-src 'self';" in f"{shown['Content-Security-Policy']};"
    assert ("Better words." in html) == is_open
    assert (Enrollment.objects.count(), LearningEvent.objects.count()) == counts
    if is_open:
        assert re.search(r"<button[^>]* disabled", html)


def test_a_new_lesson_is_previewed_before_it_is_ever_saved(client_for, editor, taught):
    _enrollment, page = taught
    parent = page.get_parent()
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", parent.pk])
    client = client_for(editor)
    client.post(preview, form_of(page, title="Brand new", slug="brand-new"))
    assert "Better words." in client.get(f"{preview}?mode=learner").content.decode()
    assert not LessonPage.objects.filter(slug="brand-new").exists()


def test_a_new_course_is_previewed_before_it_is_ever_saved(client_for, editor, taught):
    enrollment, _page = taught
    parent = enrollment.course.pages.get().get_parent()
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "coursepage", parent.pk])
    data = {
        "title": "Brand new",
        "slug": "brand-new",
        "promise": "You will see it.",
        "summary": "It.",
        "for_whom": "",
        "outcomes": streamfield([]),
        "level": 3,
        "author": "",
        "social_image": "",
        "skill_tags": inline_formset([]),
        "comments": inline_formset([]),
    }
    client = client_for(editor)
    client.post(preview, nested_form_data(data))
    assert "You will see it." in client.get(f"{preview}?mode=").content.decode()


# Records


def test_a_copied_course_begins_with_records_of_its_own(taught):
    enrollment, page = taught
    original = enrollment.course.pages.get()
    copy = original.copy(recursive=True, update_attrs={"title": "Copy", "slug": "copy"}, keep_live=True)
    assert copy.record != original.record
    assert {one.record_id for one in lessons_of(copy)}.isdisjoint({one.record_id for one in lessons_of(original)})
    first = lessons_of(copy)[0]
    assert first.record.key == first.translation_key
    assert first.record.course == copy.record
    first.save_revision().publish()
    assert lessons_of(copy)[0].record != page.record


def test_a_translation_shares_the_record_and_does_not_change_its_rule(taught):
    from wagtail.models import Locale

    enrollment, page = taught
    german = Locale.objects.create(language_code="de")
    for one in (page.get_parent().get_parent().get_parent(), enrollment.course.pages.get(), page.get_parent(), page):
        one.specific.copy_for_translation(german, copy_parents=True)
    translated = page.get_translation(german)
    assert translated.record == page.record
    translated.is_required = False
    translated.title = "Auf Deutsch"
    translated.save_revision().publish()
    page.record.refresh_from_db()
    assert page.record.is_required
    assert page.record.title == page.title


# Deleting


def test_a_page_with_learners_is_not_deleted_by_the_view(client_for, administrator, taught):
    _enrollment, page = taught
    response = client_for(administrator).post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert "Learners have records behind" in response.content.decode()
    assert LessonPage.objects.filter(pk=page.pk).exists()


def test_a_page_with_learners_is_not_deleted_in_bulk(client_for, administrator, taught):
    enrollment, page = taught
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client_for(administrator).post(f"{url}?id={enrollment.course.pages.get().pk}", follow=True)
    assert "Learners have records behind" in response.content.decode()
    assert LessonPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("level", ["lesson", "module", "course", "catalog"])
def test_a_page_with_learners_is_not_deleted_by_code_at_any_level(taught, level):
    from courses.errors import InUse

    _enrollment, page = taught
    pages = {"lesson": page}
    pages["module"] = page.get_parent()
    pages["course"] = pages["module"].get_parent()
    pages["catalog"] = pages["course"].get_parent()
    for one in (pages[level], pages[level].specific):
        with pytest.raises(InUse), transaction.atomic():
            one.delete()
    assert LessonPage.objects.filter(pk=page.pk).exists()


def test_a_lesson_that_nobody_has_touched_is_deleted_and_counts_no_more(robin):
    enrollment = enrolled(robin, course(lessons=2))
    page = enrollment.course.pages.get()
    last = lessons_of(page)[1]
    last.delete()
    assert progress_of(enrollment).n_required == 1


# Questions, quizzes, scenarios


def test_a_question_needs_exactly_one_right_answer(client_for, administrator):
    option = {"text": "Yes", "feedback": "Because.", "is_right": "on", "ORDER": 1}
    data = nested_form_data(
        {
            "stem": "Is it?",
            "why": "It is.",
            "skill": "",
            "key": "is-it",
            "options": inline_formset([option, {**option, "text": "No", "ORDER": 2}]),
        }
    )
    url = reverse("wagtailsnippets_courses_question:add")
    client = client_for(administrator)
    assert (
        "Mark exactly one answer as the right one."
        in client.post(url, {**data, "action-publish": "1"}).content.decode()
    )
    del data["options-1-is_right"]
    client.post(url, {**data, "action-publish": "1"})
    assert [one.is_right for one in Question.objects.get(key="is-it").options.all()] == [True, False]


def test_a_scenario_is_written_as_yaml_and_refused_with_its_scene(client_for, administrator):
    import yaml

    url = reverse("wagtailsnippets_courses_scenario:add")
    client = client_for(administrator)

    def send(text):
        return client.post(url, {"title": "New", "key": "new", "graph": text, "action-publish": "1"})

    broken = json.loads(json.dumps(GRAPH))
    broken["nodes"][1]["choices"][0]["next"] = "nowhere"
    text = send(yaml.safe_dump(broken)).content.decode()
    assert "Scene “s2”, choice “wait” leads to “nowhere”, which does not exist." in text
    assert "Line 2 cannot be read" in send("a: 1\nb: : :").content.decode()
    assert "cannot be used" in send("a: &x [1]\nb: *x").content.decode()
    assert not Scenario.objects.exists()
    assert send(yaml.safe_dump(GRAPH)).status_code == 302
    assert Scenario.objects.get().graph == GRAPH


def test_the_form_of_a_scenario_shows_yaml_and_its_preview_the_map(client_for, administrator):
    row = scenario()
    client = client_for(administrator)
    html = client.get(reverse("wagtailsnippets_courses_scenario:edit", args=[row.pk])).content.decode()
    assert "situation: The room has gone quiet." in html
    preview = reverse("wagtailsnippets_courses_scenario:preview_on_edit", args=[row.pk])
    import yaml

    client.post(preview, {"title": row.title, "key": row.key, "graph": yaml.safe_dump(GRAPH)})
    shown = client.get(preview).content.decode()
    assert 'class="map__edge"' in shown
    assert "Second scene" in shown


@pytest.mark.parametrize("model", ["quiz", "question", "scenario"])
def test_the_lists_open_for_editors(client_for, administrator, model):
    quiz()
    scenario()
    assert client_for(administrator).get(reverse(f"wagtailsnippets_courses_{model}:list")).status_code == 200


def test_a_question_in_use_is_not_deleted(robin):
    from django.db.models import ProtectedError

    row = attempt(robin)
    with pytest.raises(ProtectedError):
        row.quiz.delete()
    with pytest.raises(ProtectedError):
        row.quiz.entries.first().question.delete()
