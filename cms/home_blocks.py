"""The sections of the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from cms.blocks import TEXT_FEATURES, CallToActionBlock, LinkBlock, QuoteBlock
from cms.models.mixins import PAGE_LINK_FIELDS, CardMixin

RING = [  # stations of the hero's drawing, clockwise from the top, in the units of its viewBox
    {"x": 200, "y": 58, "label_x": 200, "label_y": 34, "anchor": "middle"},
    {"x": 292, "y": 150, "label_x": 312, "label_y": 155, "anchor": "start"},
    {"x": 200, "y": 242, "label_x": 200, "label_y": 274, "anchor": "middle"},
    {"x": 108, "y": 150, "label_x": 88, "label_y": 155, "anchor": "end"},
]


class HeroBlock(blocks.StructBlock):
    """What this is, for whom, and the two ways in."""

    promise = blocks.CharBlock(label=_("Promise"), max_length=120, help_text=_("One sentence: what people get here."))
    lead = blocks.TextBlock(label=_("For whom, and how"), rows=3, max_length=400)
    primary = LinkBlock(label=_("First way in"))
    secondary = LinkBlock(label=_("Second way in"))
    note = blocks.CharBlock(label=_("Small print under the buttons"), required=False, max_length=160)

    class Meta:
        template = "cms/blocks/hero.html"
        icon = "home"
        label = _("Opening")
        description = _("The first thing a visitor reads, with two ways in.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the four steps of the page's loop with their places on a ring, for the drawing beside the promise."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = context.get("page")
        loops = [block.value for block in page.body if block.block_type == "loop"] if page else []
        steps = loops[0]["steps"] if loops and len(loops[0]["steps"]) == len(RING) else []
        places = [{**place, "title": step["title"]} for place, step in zip(RING, steps, strict=False)]
        return {**context, "loop": places}


class ProofBlock(blocks.StructBlock):
    """What people will be able to do."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("Abilities"), min_num=1)

    class Meta:
        template = "cms/blocks/proof.html"
        icon = "check"
        label = _("What you will be able to do")
        description = _("A list of abilities, each beginning with a verb.")


class StepBlock(blocks.StructBlock):
    """One step of the loop."""

    title = blocks.CharBlock(label=_("Step"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), rows=2, max_length=300)


class LoopBlock(blocks.StructBlock):
    """The loop in a few steps."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=2, max_num=6)

    class Meta:
        template = "cms/blocks/loop.html"
        icon = "rotate"
        label = _("The loop")
        description = _("How it goes, in two to six steps; the last leads back to the first.")


class StopBlock(blocks.StructBlock):
    """One stop of a route."""

    when = blocks.CharBlock(label=_("When"), max_length=40)
    title = blocks.CharBlock(label=_("What"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), rows=2, max_length=400)


class ExampleRouteBlock(blocks.StructBlock):
    """What somebody's route looked like, or could look like."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    label = blocks.CharBlock(
        label=_("Label"), max_length=120, help_text=_("Say whether the person is invented or a customer.")
    )
    lead = blocks.TextBlock(label=_("Who"), rows=2, max_length=400)
    stops = blocks.ListBlock(StopBlock(), label=_("Stops"), min_num=2)

    class Meta:
        template = "cms/blocks/example_route.html"
        icon = "site"
        label = _("Example of a route")
        description = _("Stops along the weeks, drawn as a line.")


class QuestionBlock(blocks.StructBlock):
    """One question with its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = blocks.TextBlock(label=_("Answer"), rows=3)


class QuestionsBlock(blocks.StructBlock):
    """Questions that people ask before they begin."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        template = "cms/blocks/questions.html"
        icon = "help"
        label = _("Questions and answers")
        description = _("What people ask before they begin; answers open by keyboard, and without script.")


class FeaturedBlock(blocks.StructBlock):
    """Chosen pages as cards: courses, coaches, whatever can show itself as a card."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    lead = blocks.TextBlock(label=_("Text"), required=False, rows=2, max_length=300)
    pages = blocks.ListBlock(blocks.PageChooserBlock(label=_("Page")), label=_("Pages"), min_num=1, max_num=6)
    more = LinkBlock(label=_("Link to all of them"), required=False)

    class Meta:
        template = "cms/blocks/featured.html"
        icon = "pick"
        label = _("Chosen pages")
        description = _("One to six pages as cards: courses, coaches, terms.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add those pages that are live and can show themselves."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        ids = [page.pk for page in value["pages"] if page]
        live = {page.pk: page for page in Page.objects.filter(pk__in=ids).live().public().specific()}
        return {**context, "pages": [live[pk] for pk in ids if isinstance(live.get(pk), CardMixin)]}


class GlossaryDoorBlock(blocks.StructBlock):
    """The glossary as a way in."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=2, max_length=300)
    glossary = blocks.PageChooserBlock(label=_("Glossary"), page_type="cms.GlossaryIndexPage")
    n_terms = blocks.IntegerBlock(label=_("Terms to show"), default=8, min_value=0, max_value=24)

    class Meta:
        template = "cms/blocks/glossary_door.html"
        icon = "list-ul"
        label = _("Door to the glossary")
        description = _("A few terms and the way to all of them.")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the first terms in the editors' order."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        glossary = value["glossary"]
        if glossary is None or not glossary.live:
            return {**context, "terms": []}
        terms = glossary.get_children().live().public().only(*PAGE_LINK_FIELDS)[: value["n_terms"] or 0]
        return {**context, "glossary": glossary, "terms": list(terms)}


class HomeStreamBlock(blocks.StreamBlock):
    """What a home page is made of."""

    hero = HeroBlock()
    proof = ProofBlock()
    loop = LoopBlock()
    example_route = ExampleRouteBlock()
    featured = FeaturedBlock()
    questions = QuestionsBlock()
    glossary_door = GlossaryDoorBlock()
    rich_text = blocks.RichTextBlock(
        label=_("Text"), icon="pilcrow", features=TEXT_FEATURES, template="cms/blocks/home_text.html"
    )
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}}
