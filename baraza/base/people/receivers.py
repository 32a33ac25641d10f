"""What people hear from below."""

from django.dispatch import receiver

from baraza.base.people.actions.placing import PLACE_PEOPLE
from baraza.base.places.signals import areas_changed
from baraza.common.jobs import enqueue


@receiver(areas_changed)
def place_people_anew(**_signal: object) -> None:
    """Addresses that led nowhere may lead somewhere now."""
    enqueue(PLACE_PEOPLE)
