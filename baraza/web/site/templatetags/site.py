"""What the templates of the public site say over and over."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from baraza.base.agenda.models import Topic
from baraza.base.office.queries import profile
from baraza.base.places.models import Area
from baraza.common.translated import Translated
from baraza.engagement.civics.models import Parliament
from baraza.engagement.civics.queries import parliament
from baraza.web.site.aimed import reader
from baraza.web.site.sharing import picture_address

register = template.Library()
# A link to a page of this site.
_WITHIN = re.compile(r'href="(/(?!/)[^"]*)"')


@register.filter
def said(thing: Translated, field: str) -> str:
    """Words of the office, in the reader's language if it wrote them so; else as first written."""
    return thing.said(field)


@register.simple_tag(takes_context=True)
def worded(context: Context, thing: Translated, field: str, shape: str = "") -> SafeString:
    """The same as an element that says which language it really is in: "lines" for paragraphs."""
    language = get_language() or settings.LANGUAGE_CODE
    words = thing.said(field, language)
    if not thing.translations.get(language, {}).get(field):
        language = (context.get("profile") or profile()).default_language if words else language
    return in_language(words, language, shape)


@register.simple_tag
def in_language(words: str, language: str, shape: str = "") -> SafeString:
    """Words in a language that may not be the page's."""
    element = "div" if shape == "lines" else "span"
    # Escaped by `linebreaks` itself.
    inner = mark_safe(linebreaks(words, autoescape=True)) if shape == "lines" else escape(words)  # noqa: S308
    if language == get_language():
        return inner if shape == "lines" else format_html("<bdi>{}</bdi>", inner)
    return format_html(
        '<{} lang="{}" dir="{}">{}</{}>', element, language, direction(language), inner, element
    )


@register.simple_tag(takes_context=True)
def carrying(context: Context, text: object) -> SafeString:
    """A text of the office's own whose links within the site carry what the reader chose, as those
    around it do: `{% carrying value|richtext %}`."""
    kept = escape(str(context.get("chosen", "")).removeprefix("?"))
    if not kept:
        return mark_safe(str(text))  # noqa: S308  # cleaned by `richtext`

    def carry(found: re.Match[str]) -> str:
        address, mark, rest = found[1].partition("#")
        return f'href="{address}{"&amp;" if "?" in address else "?"}{kept}{mark}{rest}"'

    return mark_safe(_WITHIN.sub(carry, str(text)))  # noqa: S308  # the same, with links of our own


@register.simple_tag(name="parliament")
def our_parliament() -> Parliament:
    """What is so in this country: `{% parliament as parliament %}`."""
    return parliament()


def direction(language: str) -> str:
    """Which way a language is written: ltr or rtl; "auto" for one that nobody knows."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "auto"


class _Titled(template.Node):
    """The page's title, said once and used three times."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        title = " ".join(self.nodelist.render(context).split())
        context["page_title"] = mark_safe(title)  # noqa: S308  # rendered, thus escaped, above
        return ""


@register.tag
def titled(parser: Parser, token: Token) -> _Titled:
    """`{% titled %}{% block title %}{% endblock %}{% endtitled %}` sets `page_title`."""
    nodelist = parser.parse(("endtitled",))
    parser.delete_first_token()
    return _Titled(nodelist)


@register.simple_tag(takes_context=True)
def fill(context: Context, block: dict[str, Any]) -> SafeString:
    """A block of a page, with what it is filled with."""
    with context.push(**block):
        return context.template.engine.get_template(block["template"]).render(context)


@register.simple_tag(takes_context=True)
def kept(context: Context, *but: str) -> SafeString:
    """In a form that leads elsewhere: what the reader chose, but what the form asks itself."""
    pairs = parse_qsl(str(context.get("chosen", "")).removeprefix("?"))
    hidden = '<input type="hidden" name="{}" value="{}">'
    return format_html_join("", hidden, [pair for pair in pairs if pair[0] not in but])


@register.simple_tag
def aim(
    topic: Topic | None = None,
    area: Area | None = None,
    topics: Iterable[Topic] = (),
    areas: Iterable[Area] = (),
) -> SafeString:
    """Attributes of an element: whom it concerns, by topic and place, for a browser that knows its
    reader (`site.js`); and that it does, where the address says who reads."""
    of = {
        "data-topics": [one.pk for one in [topic, *topics] if one],
        "data-areas": [one.pk for one in [area, *areas] if one],
    }
    said = [(name, " ".join(map(str, numbers))) for name, numbers in of.items() if numbers]
    near = mark_safe(" data-near") if _why(topic, area, topics, areas) else ""
    return format_html("{}{}", format_html_join("", ' {}="{}"', said), near)


@register.simple_tag
def because(
    topic: Topic | None = None,
    area: Area | None = None,
    topics: Iterable[Topic] = (),
    areas: Iterable[Area] = (),
) -> SafeString | str:
    """Why it stands first, in a line of its own; nothing where it concerns the reader no more than
    others."""
    why = _why(topic, area, topics, areas)
    if not why:
        return ""
    names = format_html_join(", ", "<bdi>{}</bdi>", ((name,) for name in why))
    return format_html('<p class="because">{} {}</p>', _("You chose:"), names)


def _why(
    topic: Topic | None, area: Area | None, topics: Iterable[Topic], areas: Iterable[Area]
) -> list[str]:
    known = reader()
    if not known:
        return []
    return known.why(
        topics=[one for one in [topic, *topics] if one],
        areas=[one for one in [area, *areas] if one],
    )


@register.simple_tag(takes_context=True)
def same_page(context: Context, **changed: object) -> str:
    """The address of this page with these parts of its query changed."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def share_picture(context: Context) -> str:
    """The address of the picture beside a link to this page."""
    title = html.unescape(context.get("page_title") or _("How can we help?"))
    language = get_language() or settings.LANGUAGE_CODE
    address = picture_address(title=title, language=language)
    return context["request"].build_absolute_uri(address)
