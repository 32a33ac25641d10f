"""What the site says of itself: what it keeps, and who can use it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from baraza.base.office.models import Profile
from baraza.base.people.queries import retention_approval, retention_days
from baraza.base.people.registry import kinds
from baraza.web.site.own_pages import page_at
from baraza.web.site.pages import office_page, show

DAYS_A_YEAR = 365
DAYS_A_MONTH = 30


@require_safe
@office_page
def privacy(request: HttpRequest, own: Profile) -> HttpResponse:
    """What is kept of whom, how long, and what each may ask for. Made from what the office set, so
    that it is true as soon as that changes."""
    days = retention_days()
    kept = [(kind.label, _span(days[kind.name])) for kind in kinds()]
    context = {
        "kept": kept,
        "is_erased": retention_approval() is not None,
        "added": _added("privacy/"),
    }
    return show(request, "site/learning/privacy.html", context, own=own)


@require_safe
@office_page
def accessibility(request: HttpRequest, own: Profile) -> HttpResponse:
    """Who can use this site, what is not good yet, and whom to tell."""
    context = {"added": _added("accessibility/")}
    return show(request, "site/learning/accessibility.html", context, own=own)


def _added(path: str) -> object:
    """What the office wrote itself at this address: it stands below."""
    return page_at(path=path, language=translation.get_language() or settings.LANGUAGE_CODE)


def _span(days: int | None) -> tuple[str, int]:
    """In the unit in which one would say it: ("years", 2)."""
    if not days:
        return ("ever", 0)
    if days % DAYS_A_YEAR == 0:
        return ("years", days // DAYS_A_YEAR)
    if days % DAYS_A_MONTH == 0:
        return ("months", days // DAYS_A_MONTH)
    return ("days", days)
