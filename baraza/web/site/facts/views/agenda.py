from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from baraza.base.agenda.queries import public_agenda
from baraza.base.office.models import Profile
from baraza.base.places.models import Area
from baraza.dialogue.inputs.queries import influence_counts
from baraza.web.site.pages import office_page, show


@require_safe
@office_page
def agenda(request: HttpRequest, own: Profile) -> HttpResponse:
    """What the office works on this term, what was promised, and what changed."""
    priorities = list(public_agenda())
    changes = [change for one in priorities for change in one.changes.all()]
    counts = influence_counts(changes=[change.pk for change in changes])
    for change in changes:
        change.inputs_behind = counts.get(change.pk, 0)
    context = {
        "feed": "agenda",
        "priorities": priorities,
        "served": Area.objects.filter(is_served=True, valid_to__isnull=True),
    }
    return show(request, "site/facts/agenda.html", context, own=own)
