"""What search engines are asked."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.web.site.pages import office_page


@require_safe
@office_page
def robots(request: HttpRequest, own: Profile) -> HttpResponse:
    """Everything may be found once it is published, and nothing before."""
    if own.site_published_at is None:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = [
            "User-agent: *",
            "Disallow: /desk/",
            "Disallow: /studio/",
            "Disallow: /accounts/",
            f"Sitemap: {request.build_absolute_uri(reverse('sitemap_xml'))}",
        ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
