"""Somebody's meetings, on their page."""

from __future__ import annotations

from django import template
from django.template.context import Context

from baraza.base.people.models import Person
from baraza.engagement.events.models import Appointment
from baraza.engagement.events.queries.meetings import appointments_of

register = template.Library()


@register.simple_tag(takes_context=True)
def meetings_of(context: Context, person: Person) -> list[Appointment]:
    """What the reader may see of them, the newest first; one query."""
    return appointments_of(user=context["request"].user, person=person)
