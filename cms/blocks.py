"""The blocks of which every text here is made. `cms.markdown` makes their values from files and files from them."""

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms import screens

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "blockquote", "code"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link", "code"]
LINE_FEATURES = ["bold", "italic", "link", "code"]


class LinkValue(blocks.StructValue):
    """A link's value; knows where it leads."""

    @property
    def url(self) -> str:
        """Return where the link leads, or nothing when its target is gone."""
        if self.get("page"):
            return str(self["page"].localized.url or "") if self["page"].live else ""
        if self.get("screen"):
            try:
                return reverse(self["screen"])
            except NoReverseMatch:
                return ""
        return str(self.get("address") or "")


class LinkBlock(blocks.StructBlock):
    """Words that lead to a page, a screen of the academy, or an address."""

    text = blocks.CharBlock(label=_("Words on it"), max_length=80, help_text=_("A verb first: “See the courses”."))
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    screen = blocks.ChoiceBlock(label=_("or screen"), choices=screens.choices, required=False)
    address = blocks.CharBlock(
        label=_("or address"), required=False, max_length=500, help_text=_("Begins with / or https://")
    )

    class Meta:
        value_class = LinkValue
        icon = "link"
        label = _("Link")

    def clean(self, value: LinkValue) -> LinkValue:
        """Ask for one target, and for an address that a browser can follow safely."""
        cleaned: LinkValue = super().clean(value)
        n_targets = sum(1 for name in ("page", "screen", "address") if cleaned.get(name))
        if n_targets != 1 and not self.is_deferred_validation:  # an unfinished draft may lack its target
            message = ValidationError(_("Choose one target: a page, a screen or an address."))
            raise StructBlockValidationError(non_block_errors=[message])
        address = str(cleaned.get("address") or "")
        is_path = address.startswith("/") and not address.startswith("//")
        if address and not is_path and not address.startswith(("https://", "http://", "mailto:")):
            raise StructBlockValidationError({"address": ValidationError(_("Begin the address with / or https://"))})
        return cleaned


class CalloutBlock(blocks.StructBlock):
    """A remark that stands beside the text."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=SHORT_FEATURES)

    class Meta:
        template = "cms/blocks/callout.html"
        icon = "info-circle"
        label = _("Callout")
        group = _("Beside the text")
        description = _("A remark that deserves a box of its own.")
        preview_value = {"title": "A plan is a bet", "text": "<p>Say what you would change your mind about.</p>"}


class DecisionBlock(CalloutBlock):
    """Names a decision that is not the RTE's."""

    class Meta:
        template = "cms/blocks/decision.html"
        icon = "user"
        label = _("Not your decision")
        group = _("Beside the text")
        description = _("Names a decision that belongs to somebody else. Every lesson has one.")
        preview_value = {
            "title": "The order of the features",
            "text": "<p>Product Management ranks. You make visible what the order costs.</p>",
        }


class PracticeBlock(blocks.StructBlock):
    """Something to try on one's own train."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    duration = blocks.CharBlock(
        label=_("Time and people"), required=False, max_length=80, help_text=_("Such as “45 min, 6–10 people”.")
    )
    text = blocks.RichTextBlock(label=_("How it goes"), features=SHORT_FEATURES)

    class Meta:
        template = "cms/blocks/practice.html"
        icon = "group"
        label = _("Practice")
        group = _("To do")
        description = _("Something to try with others, with time and number of people.")
        preview_value = {
            "title": "Readiness walk",
            "duration": "45 min, 6–10 people",
            "text": "<p>Walk the list with its owners, two weeks ahead.</p>",
        }


class ChecklistItemBlock(blocks.StructBlock):
    """One line to tick off."""

    text = blocks.CharBlock(label=_("What"), max_length=300)
    owner = blocks.CharBlock(label=_("Whose"), required=False, max_length=80, help_text=_("Roles, such as “RTE, PM”."))


class ChecklistBlock(blocks.StructBlock):
    """Lines to tick off, each with an owner."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    items = blocks.ListBlock(ChecklistItemBlock(), label=_("Lines"), min_num=1)

    class Meta:
        template = "cms/blocks/checklist.html"
        icon = "tasks"
        label = _("Checklist")
        group = _("To do")
        description = _("Lines to tick off, each with the role that owns it.")
        preview_value = {
            "title": "Four weeks before",
            "items": [
                {"text": "Purpose and scope agreed", "owner": "RTE, PM"},
                {"text": "Rooms booked", "owner": "RTE"},
            ],
        }


class CommitmentBlock(blocks.StructBlock):
    """Asks the reader for one thing they will do."""

    prompt = blocks.TextBlock(label=_("Question"), rows=2, help_text=_("One sentence that asks for one intention."))

    class Meta:
        template = "cms/blocks/commitment.html"
        icon = "pick"
        label = _("Commitment")
        group = _("To do")
        description = _("Asks what the reader will do on their own train.")
        preview_value = {"prompt": "Whom will you ask for the order of the features, and by when?"}


class TableBlock(TypedTableBlock):
    """Rows of cells under a row of headings."""

    text = blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES, required=False)

    class Meta:
        template = "cms/blocks/table.html"
        icon = "table"
        label = _("Table")
        group = _("Text")
        description = _("Rows of cells under a row of headings. Wide ones scroll on phones.")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Words"), rows=3)
    attribution = blocks.CharBlock(label=_("Who said it"), required=False, max_length=160)

    class Meta:
        template = "cms/blocks/quote.html"
        icon = "openquote"
        label = _("Quote")
        group = _("Text")
        description = _("Somebody's words, set apart.")
        preview_value = {"text": "We will sort that out in planning.", "attribution": "Heard four weeks before"}


class FigureBlock(blocks.StructBlock):
    """An image with what it shows in words."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        template = "cms/blocks/image.html"
        icon = "image"
        label = _("Image")
        group = _("Text")
        description = _("An image with its description for those who do not see it, and a caption.")


class DownloadBlock(blocks.StructBlock):
    """A file to take along."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        label=_("Title"), required=False, max_length=160, help_text=_("Else the file's own title.")
    )
    note = blocks.CharBlock(label=_("What it is for"), required=False, max_length=300)

    class Meta:
        template = "cms/blocks/download.html"
        icon = "download"
        label = _("Download")
        group = _("Beside the text")
        description = _("A file to take along; its kind and size are shown.")


class CallToActionBlock(blocks.StructBlock):
    """One thing to do next."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    text = blocks.TextBlock(label=_("Text"), required=False, rows=2, max_length=400)
    link = LinkBlock(label=_("Button"))

    class Meta:
        template = "cms/blocks/call_to_action.html"
        icon = "arrow-right"
        label = _("Call to action")
        group = _("Beside the text")
        description = _("One thing to do next, with a button.")


class BodyStreamBlock(blocks.StreamBlock):
    """What a text is made of, everywhere: pages, courses, lessons, coaches' profiles."""

    rich_text = blocks.RichTextBlock(
        label=_("Text"),
        icon="pilcrow",
        features=TEXT_FEATURES,
        group=_("Text"),
        template="cms/blocks/rich_text.html",
        description=_("Paragraphs, headings, lists, links."),
        preview_value="<h2>What has to exist afterwards</h2><p>Three things, each with an owner.</p>",
    )
    image = FigureBlock()
    quote = QuoteBlock()
    table = TableBlock()
    callout = CalloutBlock()
    decision = DecisionBlock()
    download = DownloadBlock()
    call_to_action = CallToActionBlock()
    practice = PracticeBlock()
    checklist = ChecklistBlock()
    commitment = CommitmentBlock()

    class Meta:
        template = "cms/blocks/body.html"
