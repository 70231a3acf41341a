"""The starter content: every file loads, twice changes nothing, faults name their file."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from billing.models import Offer
from common.content import LoadReport
from courses.content import load
from courses.models import CoursePage, Lesson, LessonPage, Question, Quiz, Scenario
from tests.factories.courses import lessons_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("academy")]

CONTENT = Path("content")


def counts():
    return [model.objects.count() for model in (CoursePage, LessonPage, Question, Quiz, Scenario, Offer)]


def test_every_course_quiz_and_scenario_is_there():
    assert CoursePage.objects.live().count() == len(list((CONTENT / "courses").glob("*/course.yaml")))
    assert LessonPage.objects.live().count() == len(list((CONTENT / "courses").glob("*/*.md")))
    assert Quiz.objects.count() == len(list((CONTENT / "quizzes").glob("*.yaml")))
    assert Scenario.objects.count() == len(list((CONTENT / "scenarios").glob("*.yaml")))


def test_loading_twice_changes_nothing_and_keeps_what_editors_changed():
    page = LessonPage.objects.get(record__code="c1-m1-l1")
    page.title = "As the editor has it"
    page.save_revision().publish()
    before = counts()
    call_command("import_content", verbosity=0)
    assert counts() == before
    assert LessonPage.objects.get(pk=page.pk).title == "As the editor has it"


def test_what_an_editor_has_deleted_does_not_come_back():
    page = LessonPage.objects.get(record__code="c1-m1-l1")
    page.delete()
    before = counts()
    call_command("import_content", verbosity=0)
    assert counts() == before


def test_each_course_begins_with_a_free_preview_and_has_required_lessons():
    for page in CoursePage.objects.all():
        assert lessons_of(page)[0].is_preview, page.title
        assert page.record.lessons.counting().exists()


def test_every_lesson_opens(client, client_for, administrator):
    browser = client_for(administrator)
    for page in LessonPage.objects.all():
        assert browser.get(page.url).status_code == 200, page.title


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the content, to be broken."""
    for name in ("courses", "quizzes", "scenarios"):
        shutil.copytree(CONTENT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("courses/facilitating-pi-planning/c1-m1-l1.md", "[[pi-planning", "[[no-such-term", "no-such-term"),
        ("courses/facilitating-pi-planning/c1-m1-l1.md", "completes: read", "completes: sleep", "sleep"),
        ("courses/facilitating-pi-planning/c1-m1-l1.md", "{FAC: main}", "{XYZ: main}", "no skill “XYZ”"),
        ("courses/facilitating-pi-planning/c1-m1-quiz.md", "quiz: c1-m1", "quiz: c9-m9", "there is no quiz “c9-m9”"),
        ("quizzes/c1-m1.yaml", "right: true", "right: false", "exactly one option is right"),
        ("quizzes/c1-m1.yaml", "pass_mark", "pass_marks", "'pass_mark' is missing"),
        ("scenarios/day-1-tips-over.yaml", "next: a2x", "next: a9", "“a9”, which does not exist"),
    ],
)
def test_a_fault_names_its_file(folder, file, old, new, fault):
    Lesson.objects.filter(code__in=["c1-m1-l1", "c1-m1-quiz"]).update(code=None)
    Scenario.objects.update(key="another")
    Quiz.objects.filter(key="c1-m1").update(key="other")
    for question in Question.objects.filter(key__startswith="c1-m1"):
        Question.objects.filter(pk=question.pk).update(key=f"other-{question.pk}")
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=r".") as refusal:
        load(folder, LoadReport())
    assert Path(file).name in str(refusal.value)
    assert fault in str(refusal.value)
