"""Where somebody lives, said in one quiet line."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from baraza.base.people.models import Person
from baraza.base.places.models import Area
from baraza.base.places.queries import Standing, served_areas, standing_of

register = template.Library()


@register.simple_tag
def lives(person: Person) -> SafeString | str:
    """Nothing where the office knows no areas; at most three queries."""
    if person.area is None:
        known = Area.objects.exists()
        return _("We do not know where they live") if known else ""
    standing = standing_of(area=person.area, served=served_areas())
    words = {
        Standing.INSIDE: _("Lives in {place}"),
        Standing.OUTSIDE: _("Outside the constituency: lives in {place}"),
        Standing.UNKNOWN: _("Lives in {place}; whether that is inside, we do not know"),
    }[standing]
    place = _("{name} ({kind})").format(name="{}", kind=person.area.get_kind_display().lower())
    return format_html(words.replace("{place}", place), format_html("<bdi>{}</bdi>", person.area))
