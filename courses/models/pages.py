"""The pages of the catalog: index, course, module, lesson."""

from typing import Any, ClassVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from assessments.models import Skill
from cms.addresses import page_address
from cms.blocks import BodyStreamBlock
from cms.models import Author, CardMixin, SeoMixin
from courses.models.presenting import PresentedMixin
from courses.models.quizzes import Quiz
from courses.models.records import Completion, Course, Lesson
from courses.models.scenarios import Scenario


class Level(models.IntegerChoices):
    """The levels of the skill framework, as far as a course or lesson leads."""

    ONE = 1, _("Level 1")
    TWO = 2, _("Level 2")
    THREE = 3, _("Level 3")
    FOUR = 4, _("Level 4")
    FIVE = 5, _("Level 5")


class SkillTag(Orderable):
    """A skill that a course or lesson develops."""

    class Weight(models.TextChoices):
        """How much."""

        MAIN = "main", _("Main skill")
        SUPPORTS = "supports", _("Supports")

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+", verbose_name=_("skill"))
    weight = models.CharField(_("weight"), max_length=10, choices=Weight, default=Weight.MAIN)

    panels = [FieldPanel("skill"), FieldPanel("weight")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.skill} ({self.get_weight_display()})"


class CourseIndexPage(PresentedMixin, SeoMixin, CardMixin, Page):
    """The catalog."""

    summary = models.CharField(
        _("lead"), max_length=300, blank=True, help_text=_("One or two sentences under the title.")
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    page_description = _("Lists the courses, with filters by skill and price.")
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("course catalog")


class RecordedPage(PresentedMixin, SeoMixin, CardMixin, Page):
    """A page behind which a record remembers; the record's key is the page's translation key."""

    exclude_fields_in_copy = ["record"]

    class Meta:
        abstract = True

    def find_record(self) -> Any:
        """Return the record of this page, made when the page is new or a copy."""
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the record whose key is this page's translation key: a copy gets its own, a translation shares."""
        if self.record_id is None or self.record.key != self.translation_key:  # type: ignore[has-type]
            self.record = self.find_record()
        super().save(*args, **kwargs)

    def with_content_json(self, content: Any) -> Any:
        """Return the page as a revision has it; which record stands behind it is never a matter of a revision."""
        page = super().with_content_json(content)
        page.record_id = self.record_id
        return page


class CoursePage(RecordedPage):
    """A course: promise, outcomes, outline."""

    record = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="pages", editable=False)
    promise = models.CharField(
        _("promise"), max_length=200, help_text=_("One sentence: what the learner can do afterwards.")
    )
    summary = models.TextField(
        _("summary"), max_length=700, help_text=_("Two or three sentences, for cards and search.")
    )
    for_whom = models.TextField(_("for whom"), max_length=700, blank=True)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=250, label=_("Outcome")))], verbose_name=_("outcomes"), blank=True
    )
    level = models.PositiveSmallIntegerField(_("leads to level"), choices=Level, default=Level.THREE)
    author = models.ForeignKey(
        Author, verbose_name=_("author"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    gives_certificate = models.BooleanField(_("gives a certificate"), default=True)

    card_template = "courses/cards/course.html"
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]
    page_description = _("A course: what it promises, for whom, and its modules.")
    search_fields = [*Page.search_fields, index.SearchField("promise"), index.SearchField("summary")]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("promise"), FieldPanel("summary"), FieldPanel("for_whom")], heading=_("What it is")
        ),
        FieldPanel("outcomes"),
        MultiFieldPanel(
            [FieldPanel("level"), FieldPanel("author"), FieldPanel("gives_certificate")], heading=_("Level and author")
        ),
        InlinePanel("skill_tags", label=_("skill"), heading=_("Skills"), help_text=_("What this course develops.")),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def outcome_list(self) -> list[str]:
        """Return the outcomes as sentences."""
        return [str(block.value) for block in self.outcomes]

    def structured_data(self) -> list[dict[str, Any]]:
        """Describe the course to machines."""
        return [
            {
                "@type": "Course",
                "name": self.title,
                "description": self.summary,
                "url": page_address(self),
                "inLanguage": get_language(),
            }
        ]

    def find_record(self) -> Course:
        """Return the record of this course."""
        record, _is_new = Course.objects.get_or_create(
            key=self.translation_key, defaults={"title": self.title, "slug": self.slug}
        )
        return record


class CourseSkill(SkillTag):
    """A skill that a course develops."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="skill_tags")


class ModulePage(PresentedMixin, Page):
    """A part of a course; `code` is the natural key of the starter content."""

    code = models.SlugField(max_length=60, blank=True, editable=False)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=250, label=_("Outcome")))], verbose_name=_("outcomes"), blank=True
    )

    exclude_fields_in_copy = ["code"]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    page_description = _("A part of a course; holds lessons.")
    content_panels = [*Page.content_panels, FieldPanel("outcomes")]
    promote_panels = [MultiFieldPanel([FieldPanel("slug")], heading=_("Address"))]

    class Meta:
        verbose_name = _("module")

    def get_sitemap_urls(self, _request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Return nothing: a module is a place on its course's page."""
        return []

    @property
    def anchor(self) -> str:
        """Return the id of this module's place on the course page."""
        return quote(f"module-{self.slug}")


class LessonPage(RecordedPage):
    """A lesson. What completes it, and whether it is required, is copied to its record when the page is published."""

    record = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="pages", editable=False)
    summary = models.TextField(
        _("summary"), max_length=300, help_text=_("One sentence; everybody sees it in the outline.")
    )
    body = StreamField(BodyStreamBlock(), verbose_name=_("text"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    leads_to = models.PositiveSmallIntegerField(_("leads to level"), choices=Level, default=Level.THREE)
    completes = models.CharField(_("completed by"), max_length=10, choices=Completion, default=Completion.READ)
    quiz = models.ForeignKey(
        Quiz, verbose_name=_("quiz"), null=True, blank=True, on_delete=models.PROTECT, related_name="lesson_pages"
    )
    scenario = models.ForeignKey(
        Scenario,
        verbose_name=_("scenario"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lesson_pages",
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("The course is complete when all required lessons are.")
    )
    is_preview = models.BooleanField(
        _("free preview"), default=False, help_text=_("Open to everybody, without an account.")
    )

    card_template = "courses/cards/lesson.html"
    parent_page_types = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A text to read, a quiz to pass or a scenario to play.")
    # Only what everybody may read is searched: the text of a closed lesson must not leak through excerpts.
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    preview_modes = [("learner", _("As an enrolled learner")), ("visitor", _("As a visitor"))]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("completes"),
                FieldPanel("quiz"),
                FieldPanel("scenario"),
                FieldPanel("is_required"),
                FieldPanel("is_preview"),
            ],
            heading=_("Completion and access"),
        ),
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("leads_to")], heading=_("Length and level")),
        InlinePanel("skill_tags", label=_("skill"), heading=_("Skills"), help_text=_("What this lesson develops.")),
    ]

    class Meta:
        verbose_name = _("lesson")

    def clean(self) -> None:
        """Refuse to publish a lesson that nobody could complete."""
        super().clean()
        if self.completes == Completion.QUIZ and self.quiz_id is None:
            raise ValidationError({"quiz": _("Choose the quiz that completes this lesson.")})
        if self.completes == Completion.SCENARIO and self.scenario_id is None:
            raise ValidationError({"scenario": _("Choose the scenario that completes this lesson.")})

    def find_record(self) -> Lesson:
        """Return the record of this lesson, in the course above."""
        record, _is_new = Lesson.objects.get_or_create(
            key=self.translation_key, defaults={"title": self.title, "course": self.course_above()}
        )
        return record

    def course_above(self) -> Course:
        """Return the record of the course in which this page stands."""
        return Course.objects.get(pages=CoursePage.objects.ancestor_of(self).get())

    @cached_property
    def course_page(self) -> CoursePage:
        """Return the page of the course in which this page stands."""
        return CoursePage.objects.ancestor_of(self).select_related("record", "locale").get()

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Return the address of a free preview; closed lessons are not for search engines."""
        urls: list[dict[str, Any]] = super().get_sitemap_urls(request)
        return urls if self.is_preview else []


class LessonSkill(SkillTag):
    """A skill that a lesson develops."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="skill_tags")
