"""Loads courses, quizzes and scenarios from files. What is there already, by its key, is kept as editors left it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from assessments.models import Skill
from billing.operations import introduce_offer
from cms.markdown import TermLink, to_blocks
from cms.models import Author
from cms.queries import term_links
from common.content import LoadReport, read_markdown, read_yaml
from courses import rights, scenario_graph
from courses.models import (
    Completion,
    Course,
    CourseIndexPage,
    CoursePage,
    CourseSkill,
    Lesson,
    LessonPage,
    LessonSkill,
    ModulePage,
    Option,
    Question,
    Quiz,
    QuizQuestion,
    Scenario,
)

SNIPPETS = ("question", "quiz", "scenario")
EDITORS_MAY = {"Editors": ("add", "change", "view"), "Moderators": ("add", "change", "delete", "view", "publish")}
P = TypeVar("P", bound=Page)


def load(folder: Path, report: LoadReport) -> None:
    """Load quizzes and scenarios, then the courses that use them, and put the courses on sale."""
    _let_editors_work()
    for path in sorted((folder / "quizzes").glob("*.yaml")):
        _load(path, partial(_load_quiz, path, report))
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        _load(path, partial(_load_scenario, path, report))
    files = sorted((folder / "courses").glob("*/course.yaml"), key=lambda path: str(read_yaml(path)["key"]))
    if files:
        index, now, terms = _index(report), timezone.now(), term_links()
        for path in files:
            _load(path, partial(_load_course, path, index, terms, report, now))


def _load(path: Path, act: Callable[[], None]) -> None:
    """Name the file in whatever is wrong with it."""
    try:
        act()
    except KeyError as error:
        raise ValueError(f"{path}: {error} is missing") from error
    except ValidationError as error:
        raise ValueError(f"{path}: {'; '.join(error.messages)}") from error
    except ValueError as error:
        raise error if str(path.parent) in str(error) else ValueError(f"{path}: {error}") from error


def _let_editors_work() -> None:
    """Let Wagtail's own two groups look after the snippets; doing it again changes nothing."""
    for name, actions in EDITORS_MAY.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        codenames = [f"{action}_{snippet}" for action in actions for snippet in SNIPPETS]
        group.permissions.add(*Permission.objects.filter(content_type__app_label="courses", codename__in=codenames))


# Quizzes and scenarios ------------------------------------------------------------------------------------------------


def _load_quiz(path: Path, report: LoadReport) -> None:
    data, locale = read_yaml(path), Locale.get_default()
    questions = [_load_question(row, locale, report) for row in data["questions"]]
    is_new = not Quiz.objects.filter(key=data["key"], locale=locale).exists()
    report.count("quizzes", is_new=is_new)
    if is_new:
        pass_percent = round(100 * data["pass_mark"])
        quiz = Quiz(key=data["key"], locale=locale, title=data["title"], pass_percent=pass_percent)
        quiz.entries = [QuizQuestion(question=question, sort_order=i) for i, question in enumerate(questions)]
        quiz.full_clean()
        quiz.save()
        quiz.save_revision().publish()


def _load_question(data: dict[str, Any], locale: Locale, report: LoadReport) -> Question:
    question = Question.objects.filter(key=data["key"], locale=locale).first()
    report.count("questions", is_new=question is None)
    if question is not None:
        return question
    if sum(option["right"] for option in data["options"]) != 1:
        raise ValueError(f"question {data['key']}: exactly one option is right")
    skill = _skill(data["skill"]) if data.get("skill") else None
    question = Question(key=data["key"], locale=locale, stem=data["stem"], why=data["why"], skill=skill)
    question.options = [
        Option(
            key=option["key"],
            text=option["text"],
            is_right=option["right"],
            feedback=option["feedback"],
            sort_order=position,
        )
        for position, option in enumerate(data["options"])
    ]
    question.full_clean()
    question.save()
    question.save_revision().publish()
    return question


def _load_scenario(path: Path, report: LoadReport) -> None:
    data, locale = read_yaml(path), Locale.get_default()
    is_new = not Scenario.objects.filter(key=data["key"], locale=locale).exists()
    report.count("scenarios", is_new=is_new)
    if is_new:
        graph = {name: value for name, value in data.items() if name not in {"key", "title"}}
        if faults := scenario_graph.faults(graph):
            raise ValueError(f"scenario {data['key']}: {' '.join(faults)}")
        scenario = Scenario(key=data["key"], locale=locale, title=data["title"], graph=graph)
        scenario.full_clean()
        scenario.save()
        scenario.save_revision().publish()


# Courses --------------------------------------------------------------------------------------------------------------


def _index(report: LoadReport) -> CourseIndexPage:
    """Return the catalog below the home page of the default site."""
    home = Site.objects.get(is_default_site=True).root_page
    index = CourseIndexPage.objects.child_of(home).first()
    report.count("catalogs", is_new=index is None)
    if index is None:
        summary = "Courses for Release Train Engineers: read, decide, play it through, and take it to your own train."
        index = _publish(home, CourseIndexPage(title="Courses", slug="courses", summary=summary, show_in_menus=True))
    return index


def _publish(parent: Page, page: P) -> P:
    """Add a page and publish its first revision, so that editors can compare and go back; the record learns of it."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _load_course(
    path: Path, index: CourseIndexPage, terms: dict[str, TermLink], report: LoadReport, now: datetime
) -> None:
    data = read_yaml(path)
    record = Course.objects.filter(code=data["key"]).first()
    report.count("courses", is_new=record is None)
    page = _add_course(data, index, now) if record is None else CoursePage.objects.filter(record=record).first()
    if page is None:
        return  # an editor has deleted it, and it stays so
    for row in data["modules"]:
        module = ModulePage.objects.descendant_of(page).filter(code=row["key"]).first()
        report.count("modules", is_new=module is None)
        module = module or _publish(page, _module_page(row))
        for name in row["lessons"]:
            file = path.parent / f"{name}.md"
            _load(file, partial(_load_lesson, file, module, terms, report))


def _add_course(data: dict[str, Any], index: CourseIndexPage, now: datetime) -> CoursePage:
    page = _publish(index, _course_page(data))
    Course.objects.filter(pk=page.record_id).update(code=data["key"])
    introduce_offer(
        kind=rights.KIND,
        key=str(page.record.key),
        title=page.title,
        minor=data["price"]["minor"],
        currency=data["price"].get("currency", settings.CURRENCY),
        now=now,
    )
    return page


def _course_page(data: dict[str, Any]) -> CoursePage:
    page = CoursePage(
        title=data["title"],
        slug=data["slug"],
        promise=data["promise"],
        summary=data["summary"].strip(),
        for_whom=data.get("for_whom", "").strip(),
        outcomes=[("outcome", outcome) for outcome in data.get("outcomes", [])],
        level=data["level"],
        author=Author.objects.filter(key=data.get("author", "")).first(),
        gives_certificate=data.get("certificate", True),
    )
    page.skill_tags.add(*(CourseSkill(skill=skill, weight=weight) for skill, weight in _skills(data)))
    return page


def _module_page(data: dict[str, Any]) -> ModulePage:
    outcomes = [("outcome", outcome) for outcome in data.get("outcomes", [])]
    return ModulePage(title=data["title"], code=data["key"], outcomes=outcomes)


def _load_lesson(path: Path, module: ModulePage, terms: dict[str, TermLink], report: LoadReport) -> None:
    data, text = read_markdown(path)
    is_new = not Lesson.objects.filter(code=data["key"]).exists()
    report.count("lessons", is_new=is_new)
    if not is_new:
        return
    completes = Completion(data["completes"])
    page = LessonPage(
        title=data["title"],
        summary=data["summary"].strip(),
        minutes=data["minutes"],
        leads_to=data["leads_to"],
        completes=completes,
        quiz=_find(Quiz, data, "quiz") if completes == Completion.QUIZ else None,
        scenario=_find(Scenario, data, "scenario") if completes == Completion.SCENARIO else None,
        is_required=data.get("required", True),
        is_preview=data.get("preview", False),
    )
    page.body = LessonPage.body.field.stream_block.to_python(to_blocks(text, terms.__getitem__))
    page.skill_tags.add(*(LessonSkill(skill=skill, weight=weight) for skill, weight in _skills(data)))
    _publish(module, page)
    Lesson.objects.filter(pk=page.record_id).update(code=data["key"])


def _find(model: Any, data: dict[str, Any], name: str) -> Any:
    """Return the quiz or scenario that a lesson names."""
    found = model.objects.filter(key=data.get(name, ""), locale=Locale.get_default()).first()
    if found is None:
        raise ValueError(f"there is no {name} “{data.get(name, '')}”")
    return found


def _skills(data: dict[str, Any]) -> Iterable[tuple[Skill, str]]:
    """Yield the skills that a course or lesson names, with their weight."""
    for key, weight in data.get("skills", {}).items():
        yield _skill(key), weight


def _skill(key: str) -> Skill:
    """Return the skill that a file names."""
    try:
        return Skill.objects.get(key=key)
    except Skill.DoesNotExist as error:
        raise ValueError(f"there is no skill “{key}” in the framework") from error
