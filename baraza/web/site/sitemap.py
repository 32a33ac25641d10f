"""Every public page, for people and for search engines. An area with single pages adds `Pages`."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.web.site.facts import published as facts
from baraza.web.site.learning.found import own_pages
from baraza.web.site.navigation import navigation
from baraza.web.site.pages import office_page, show
from baraza.web.site.parts import Listed, Pages
from baraza.web.site.published.shelves import pages_of_texts
from baraza.web.site.reach import parts as reach

PAGES: list[Pages] = [
    Pages(reach.office_pages),
    Pages(facts.pages_of_bills),
    Pages(facts.pages_of_projects),
    Pages(pages_of_texts),
    Pages(own_pages),
]

# What one file may hold (sitemaps.org).
MOST = 50_000
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@require_safe
@office_page
def sitemap(request: HttpRequest, own: Profile) -> HttpResponse:
    """All areas of the site, chapter by chapter, for people."""
    return show(request, "site/sitemap.html", {}, own=own)


@require_safe
@office_page
def sitemap_xml(request: HttpRequest, own: Profile) -> HttpResponse:
    """All pages in all languages of our words, for search engines."""
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", {"xmlns": SCHEMA, "xmlns:xhtml": XHTML})
    for page in everything()[:MOST]:
        here = request.build_absolute_uri(page.address)
        xml.startElement("url", {})
        xml.addQuickElement("loc", here)
        if page.changed_at:
            xml.addQuickElement("lastmod", page.changed_at.isoformat(timespec="seconds"))
        for code, _name in settings.LANGUAGES:
            other = f"{here}?{urlencode({'lang': code})}"
            xml.addQuickElement(
                "xhtml:link", attrs={"rel": "alternate", "hreflang": code, "href": other}
            )
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return response


def everything() -> list[Listed]:
    """The first page, the areas with content, and the single pages in them; each once."""
    areas = [Listed(reverse("home")), Listed(reverse("sitemap"))]
    areas += [Listed(link.address) for link in navigation(path="").links]
    single = [listed for pages in PAGES for listed in pages.listed()]
    return list({page.address: page for page in [*areas, *single]}.values())
