"""A demonstration office has hours and people who come, in the languages it works in."""

from datetime import datetime

import pytest
import time_machine

from baraza.base.accounts.actions import add_staff
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.engagement.events.models import Appointment, Purpose, State
from baraza.engagement.events.queries.free import bookable
from baraza.flows.demo.content import load_office, office_slugs
from baraza.flows.demo.website_meetings import fill_meetings
from baraza.flows.demo.website_office import fill_offices


@pytest.mark.parametrize("slug", office_slugs())
def test_people_can_book_and_some_have(office: Office, slug: str, now: datetime) -> None:
    content = load_office(slug)
    update_profile(languages=content.languages, timezone=content.timezone)
    for person in content.staff:
        add_staff(email=person.email, name=person.name, roles=[person.role], languages=[])
    with time_machine.travel(now, tick=False):
        fill_offices(content, now)
        fill_meetings(content, now)
    assert bookable().count() == Purpose.objects.count() >= 2
    for purpose in Purpose.objects.all():
        assert purpose.translations.keys() == set(content.languages[1:])
    booked = Appointment.objects.filter(state=State.BOOKED)
    assert booked.exists()
    assert not booked.filter(untold_since__isnull=False).exists()
