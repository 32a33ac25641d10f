"""Who we really are on social networks, and whom this office is there for."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.base.places.models import Area, AreaShape
from baraza.engagement.outreach.models import Impostor, SocialAccount
from baraza.web.site.help.map import drawn
from baraza.web.site.pages import office_page, show


@require_safe
@office_page
def networks(request: HttpRequest, own: Profile) -> HttpResponse:
    """The genuine accounts, who runs each, and whom not to believe."""
    context = {
        "accounts": SocialAccount.objects.on_site(),
        "impostors": Impostor.objects.filter(warns=True),
    }
    return show(request, "site/facts/networks.html", context, own=own)


@require_safe
@office_page
def constituency(request: HttpRequest, own: Profile) -> HttpResponse:
    """What is known of the places the member was elected for."""
    day = timezone.localdate()
    in_force = list(Area.objects.in_force(day))
    served = [area for area in in_force if area.is_served]
    inside = {area.pk for area in served}
    within = [area for area in in_force if not area.is_served and inside & set(area.lineage)]
    direct = [area for area in within if area.parent_id in inside]
    shapes = dict(
        AreaShape.objects.filter(area__in=[area.pk for area in direct or served]).values_list(
            "area", "geometry"
        )
    )
    context = {
        "served": served,
        "parts": direct,
        "inhabitants": sum(area.population or 0 for area in served),
        "languages": [_language(code) for code in own.languages],
        "map": drawn(
            [(area.name, shapes[area.pk]) for area in direct or served if area.pk in shapes]
        ),
    }
    return show(request, "site/facts/constituency.html", context, own=own)


def _language(code: str) -> str:
    try:
        reader = Locale.parse(translation.to_locale(translation.get_language() or "en"))
        return Locale.parse(code, sep="-").get_display_name(reader) or code
    except (ValueError, UnknownLocaleError):
        return code
