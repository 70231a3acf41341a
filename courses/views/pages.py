"""The catalog, a course, a lesson: what Wagtail's pages show."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import kept
from courses import access, rights
from courses.access import Standing
from courses.forms import CatalogForm
from courses.models import Completion, CourseIndexPage, CoursePage, Enrollment, LessonPage, ModulePage
from courses.models.presenting import presents
from courses.progress import Progress
from courses.queries import (
    LessonStop,
    Outline,
    catalog,
    certificate_of,
    earlier_attempts,
    earlier_runs,
    outline_of,
    read_outline,
)


@presents(CourseIndexPage)
def course_index_page(request: HttpRequest, page: CourseIndexPage, _preview: str) -> HttpResponse:
    """Show the catalog, filtered by skill and by price."""
    form = CatalogForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    entries = catalog(page, skill=wanted.get("skill", ""), price=wanted.get("price", ""))
    context = {"page": page, "form": form, "entries": entries, "is_filtered": any(wanted.values())}
    return TemplateResponse(request, "courses/index.html", context)


@presents(ModulePage)
def module_page(request: HttpRequest, page: ModulePage, preview: str) -> HttpResponse:
    """Lead to the module's place on its course's page; a preview shows that page."""
    course = CoursePage.objects.ancestor_of(page).select_related("record").get()
    if preview:
        return course_page(request, course, preview)
    return redirect(f"{course.get_url(request)}#{page.anchor}")


@presents(CoursePage)
def course_page(request: HttpRequest, page: CoursePage, preview: str) -> HttpResponse:
    """Show a course: what it promises, its outline, its price, and the one thing to do next."""
    outline = outline_of(page) if page.record_id else Outline()
    stands = Standing() if preview else access.standing(request.user, page.record, outline)
    base = page.get_url(request) or ""
    upcoming = outline.next_for(stands.progress)
    context = {
        "page": page,
        **kept.keep(f"course:{page.pk}:{page.latest_revision_id}", lambda: makers(page)),
        "outline": outline,
        "stands": stands,
        "stops": course_stops(outline, stands, base),
        "price": rights.price_of(page.record) if page.record_id and not stands.is_in else None,
        "preview_url": next((base + stop.path for stop in outline.lessons if stop.is_preview), ""),
        "next": upcoming,
        "next_url": base + upcoming.path if upcoming else "",
        "certificate": certificate_of(stands.enrollment) if stands.progress.is_complete and stands.enrollment else None,
        "n_new": len(stands.progress.new_since),
        "is_preview": bool(preview),
    }
    return TemplateResponse(request, "courses/course.html", context)


@presents(LessonPage)
def lesson_page(request: HttpRequest, page: LessonPage, preview: str) -> HttpResponse:
    """Show a lesson to those who may read it; to others, what it is about and how to get in."""
    course = page.course_page
    outline = read_outline(course) if preview else outline_of(course)
    if preview:
        stands = pretended_standing(course, outline, preview)
        is_open = page.is_preview or stands.is_in
    else:
        stands = access.standing(request.user, course.record, outline)
        is_open = access.may_read(request.user, page, stands)
    lesson_id = page.record_id or 0
    base = course.get_url(request) or ""
    before, after = outline.around(lesson_id)
    number, module = outline.module_of(lesson_id)
    context: dict[str, Any] = {
        "page": page,
        "course": course,
        "course_url": base,
        "module": module.title if module else page.get_parent().title,
        "module_number": number,
        "stands": stands,
        "stops": lesson_stops(outline, stands, base, here=lesson_id),
        "before": before,
        "before_url": base + before.path if before else "",
        "after": after,
        "after_url": base + after.path if after else "",
        "how": Completion(page.completes).label,
        "is_done": lesson_id in stands.progress.done,
        "can_undo": lesson_id in stands.progress.done - stands.progress.lasting,
        "is_preview": bool(preview),
    }
    if not is_open:
        price = rights.price_of(course.record)
        status = HTTPStatus.OK if preview else HTTPStatus.FORBIDDEN
        return TemplateResponse(request, "courses/lesson_closed.html", {**context, "price": price}, status=status)
    if stands.enrollment is not None and not preview:
        if page.completes == Completion.QUIZ:
            context["attempts"] = list(earlier_attempts(stands.enrollment, page.record))
        elif page.completes == Completion.SCENARIO:
            context["runs"] = list(earlier_runs(stands.enrollment, page.record))
    return TemplateResponse(request, "courses/lesson.html", context)


def pretended_standing(course: CoursePage, outline: Outline, preview: str) -> Standing:
    """Return the standing that a preview pretends; nothing of it is stored."""
    if preview != "learner":
        return Standing()
    return Standing(Enrollment(course=course.record), has_right=True, progress=Progress(required=outline.required))


def makers(page: CoursePage) -> dict[str, Any]:
    """Return what the course develops, main skills first, and who wrote it."""
    tags = sorted(page.skill_tags.select_related("skill"), key=lambda tag: (tag.weight, tag.skill.position))
    return {"tags": tags, "author": page.author}


def stop_for(stop: LessonStop, stands: Standing, base: str, *, here: int = 0) -> dict[str, Any]:
    """Return one lesson as the route line shows it."""
    is_done = stop.lesson in stands.progress.done
    notes = []
    if stop.lesson in stands.progress.new_since:
        notes.append(_("New since you finished"))
    if not stop.is_required:
        notes.append(_("Optional"))
    if stop.is_preview and not stands.is_in:
        notes.append(_("Free preview"))
    return {
        "title": stop.title,
        "url": base + stop.path,
        "state": "here" if stop.lesson == here else "traveled" if is_done else "ahead",
        "minutes": stop.minutes,
        "note": " · ".join(notes),
        "locked": not (stands.is_in or stop.is_preview),
    }


def lesson_stops(outline: Outline, stands: Standing, base: str, *, here: int) -> list[dict[str, Any]]:
    """Return the whole course as one line: modules are interchanges, lessons are stops."""
    stops: list[dict[str, Any]] = []
    for number, module in enumerate(outline.modules, start=1):
        lessons = [stop_for(stop, stands, base, here=here) for stop in module.lessons]
        is_traveled = bool(module.lessons) and all(stop.lesson in stands.progress.done for stop in module.lessons)
        stops.append(
            {
                "title": module.title,
                "kicker": _("Module %(number)d") % {"number": number},
                "state": "traveled" if is_traveled else "ahead",
                "kind": "interchange",
            }
        )
        stops += lessons
    return stops


def course_stops(outline: Outline, stands: Standing, base: str) -> list[dict[str, Any]]:
    """Return each module with its own line of stops, for the course page."""
    upcoming = outline.next_for(stands.progress) if stands.is_in and not stands.progress.is_complete else None
    here = upcoming.lesson if upcoming else 0
    return [
        {
            "module": module,
            "number": number,
            "minutes": sum(stop.minutes for stop in module.lessons),
            "count": ngettext("%(count)d stop", "%(count)d stops", len(module.lessons))
            % {"count": len(module.lessons)},
            "stops": [stop_for(stop, stands, base, here=here) for stop in module.lessons],
        }
        for number, module in enumerate(outline.modules, start=1)
    ]
