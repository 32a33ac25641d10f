"""What a page, a piece of news or a statement is made of.

Few blocks, and none that can be made ugly: how each looks is decided in its template
(`common/templates/blocks/`) and the stylesheet of the site.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

INLINE = ["bold", "italic", "link"]
PARAGRAPH = [*INLINE, "ol", "ul"]


class Heading(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    size = blocks.ChoiceBlock(
        label=_("Which heading"),
        choices=[("h2", _("Main heading")), ("h3", _("Heading below it"))],
        default="h2",
    )

    class Meta:
        label = _("Heading")
        icon = "title"
        template = "blocks/heading.html"


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(label=_("What was said"))
    speaker = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        label = _("Quote")
        icon = "openquote"
        template = "blocks/quote.html"


class Picture(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    # Beside the one kept with the picture: it is said in the language of this page.
    description = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=250,
        help_text=_("Read aloud to those who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "blocks/picture.html"


class Fact(blocks.StructBlock):
    name = blocks.CharBlock(label=_("What"), max_length=80)
    value = blocks.CharBlock(label=_("How much, when or where"), max_length=200)

    class Meta:
        label = _("Fact")


class Facts(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    facts = blocks.ListBlock(Fact(), label=_("Facts"), min_num=1)

    class Meta:
        label = _("Facts at a glance")
        icon = "list-ul"
        template = "blocks/facts.html"


class Question(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=PARAGRAPH)

    class Meta:
        label = _("Question")


class Questions(blocks.StructBlock):
    questions = blocks.ListBlock(Question(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "blocks/questions.html"


class AddressBlock(blocks.URLBlock):
    """An address elsewhere; in a draft it may be half typed, and stays harmless."""

    def clean(self, value: str) -> str:
        """As it is published; while a draft is kept, also the beginning of a web address."""
        try:
            return super().clean(value)
        except ValidationError:
            begun = value.startswith(("https:", "http:")) or ":" not in value
            if self.is_deferred_validation and begun:
                return value
            raise

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        # What is stored is the same, so tables need not hear of it.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.URLBlock", args, kwargs


class Button(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What it says"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    address = AddressBlock(
        label=_("Or an address elsewhere"), required=False, help_text=_("Used without a page.")
    )

    class Meta:
        label = _("Button")
        icon = "link"
        template = "blocks/button.html"


class File(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(label=_("What it is"), max_length=120)

    class Meta:
        label = _("File to download")
        icon = "doc-full"
        template = "blocks/file.html"


class ContactBox(blocks.StaticBlock):
    class Meta:
        label = _("How to reach the office")
        icon = "mail"
        admin_text = _("Shows telephone, e-mail and the way to write, as they are in the set-up.")
        template = "blocks/contact.html"


class ParliamentBox(blocks.StaticBlock):
    class Meta:
        label = _("Our parliament at a glance")
        icon = "info-circle"
        admin_text = _("Shows what is said of it on the desk under Website, Parliament explained.")
        template = "blocks/parliament.html"


BODY = [
    ("heading", Heading()),
    (
        "paragraph",
        blocks.RichTextBlock(
            label=_("Paragraph"), features=PARAGRAPH, icon="pilcrow", template="blocks/text.html"
        ),
    ),
    ("quote", Quote()),
    ("picture", Picture()),
    ("facts", Facts()),
    ("questions", Questions()),
    ("button", Button()),
    ("file", File()),
    ("contact", ContactBox()),
    ("parliament", ParliamentBox()),
]


class Body(StreamField):
    """The text of a page or a publication. Its blocks are no part of the tables: adding one needs
    no migration."""

    def __init__(self, **options: Any) -> None:
        super().__init__(BODY, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        return Field.deconstruct(self)
