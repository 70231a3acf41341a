"""The back office of courses: questions, quizzes and scenarios; what is in use stays; files of closed lessons."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import AcademyDocument
from courses import access
from courses.errors import InUse
from courses.forms import QuestionForm, ScenarioForm
from courses.models import CourseIndexPage, CoursePage, ModulePage, Question, Quiz, Scenario
from courses.operations import refuse_delete


class QuestionViewSet(SnippetViewSet):
    """The bank of questions."""

    model = Question
    icon = "help"
    list_display = ["stem", "skill", "key", "live"]
    list_filter = ["skill"]
    search_fields = ["stem", "key"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _("Quizzes reuse questions. Learners in the middle of an attempt keep the question as it was asked.")
            ),
            FieldPanel("stem"),
            InlinePanel(
                "options",
                heading=_("Answers"),
                label=_("Answer"),
                min_num=2,
                max_num=8,
                help_text=_("Exactly one is right. Say for each one why it is, or is not, the one."),
                panels=[FieldPanel("text"), FieldPanel("is_right"), FieldPanel("feedback")],
            ),
            FieldPanel("why"),
            MultiFieldPanel([FieldPanel("skill"), FieldPanel("key")], heading=_("Where it belongs")),
        ],
        base_form_class=QuestionForm,
    )


class QuizViewSet(SnippetViewSet):
    """Quizzes, made of questions of the bank."""

    model = Quiz
    icon = "list-ul"
    list_display = ["title", "pass_percent", "key", "live"]
    search_fields = ["title", "key"]
    panels = [
        FieldPanel("title"),
        FieldPanel("pass_percent"),
        InlinePanel("entries", heading=_("Questions"), label=_("Question"), min_num=1, panels=[FieldPanel("question")]),
        FieldPanel("key"),
    ]


class ScenarioViewSet(SnippetViewSet):
    """Scenarios; the preview draws the map and shows every scene."""

    model = Scenario
    icon = "site"
    list_display = ["title", "key", "live"]
    search_fields = ["title", "key"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="courses/admin/scenario_help.html"),
            FieldPanel("title"),
            FieldPanel("graph"),
            FieldPanel("key"),
        ],
        base_form_class=ScenarioForm,
    )


class PracticeGroup(SnippetViewSetGroup):
    """Questions, quizzes and scenarios, together in the menu."""

    menu_label = _("Quizzes, scenarios")
    menu_icon = "list-ul"
    menu_order = 20
    items = (QuizViewSet, QuestionViewSet, ScenarioViewSet)


register_snippet(PracticeGroup)


@hooks.register("construct_explorer_page_queryset")
def show_in_the_order_of_the_line(parent: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """List courses, modules and lessons as learners meet them, unless the editor asks for another order."""
    ordered = (CourseIndexPage, CoursePage, ModulePage)
    if "ordering" not in request.GET and isinstance(parent.specific, ordered):
        return pages.order_by("path")
    return pages


@hooks.register("before_delete_page")
def keep_page_in_use(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why a page with learners behind it stays, and lead back to it."""
    return _refuse(request, [page])


@hooks.register("before_bulk_action")
def keep_pages_in_use(
    request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """Say the same for a selection: nothing of it is deleted."""
    pages = [thing for thing in objects if isinstance(thing, Page)]
    return _refuse(request, pages) if action_type == "delete" else None


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    for page in pages:
        try:
            refuse_delete(page)
        except InUse as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_serve_document")
def keep_files_of_closed_lessons(document: AcademyDocument, request: HttpRequest) -> HttpResponse | None:
    """Give the file of a closed lesson to those who may read the lesson."""
    if access.may_read_file(request.user, document):
        return None
    return render(request, "courses/file_closed.html", status=403)
