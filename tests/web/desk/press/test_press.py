"""The media list on the desk, what is sent to it, and what came of that."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from baraza.base.channels.models import OutgoingItem
from baraza.base.office_register.models import Office
from baraza.engagement.press.actions.outlets import (
    AboutContact,
    AboutOutlet,
    save_contact,
    save_outlet,
)
from baraza.engagement.press.models import Coverage, MediaContact, Outlet, OutletKind, Release
from baraza.engagement.press.rules import way_out
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
PRESS = "/desk/website/press/"


def a_release(now: datetime) -> Release:
    locale = Locale.objects.get(language_code="en")
    release = Release(
        locale=locale,
        live=True,
        first_published_at=now,
        title="The well runs",
        slug="well",
        summary="Since noon.",
    )
    release.save()
    return release


def somebody(now: datetime, name: str = "Aisha") -> MediaContact:
    about = AboutOutlet(name=f"{name}'s paper", kind=OutletKind.PAPER)
    outlet = save_outlet(about=about, by=None, now=now)
    person = AboutContact(name=name, email=f"{name.lower()}@post.example")
    return save_contact(outlet=outlet, about=person, by=None, now=now)


def test_an_outlet_is_entered_with_somebody_to_write_to(desk: Client):
    new = {"name": "Mbuni Post", "kind": "paper", "language": "en", "reach": "local"}
    page = desk.post(f"{PRESS}outlets/new/", new, follow=True)
    outlet = Outlet.objects.get()
    desk.post(f"{PRESS}outlets/{outlet.pk}/contacts/", {"name": "Aisha", "email": "A@post.example"})
    assert MediaContact.objects.get().email == "a@post.example"
    assert "Aisha" in desk.get(PRESS).text
    assert page.status_code == 200
    nobody = desk.post(f"{PRESS}outlets/{outlet.pk}/contacts/", {"role": "Desk"})
    assert nobody.status_code == 422


def test_a_release_is_sent_and_taken_back(desk: Client, now: datetime):
    contact = somebody(now)
    address = f"{PRESS}releases/{a_release(now).pk}/send/"
    assert "For questions" in desk.get(address).text
    page = desk.post(address, {"contacts": [contact.pk]}, follow=True)
    assert OutgoingItem.objects.get().recipient == contact.email
    desk.post(read(page.content).one(id="toasts").one("form").attributes["action"])
    assert OutgoingItem.objects.get().state == "cancelled"


def test_a_release_is_printed_on_letterhead(desk: Client, now: datetime):
    page = desk.get(f"{PRESS}releases/{a_release(now).pk}/paper/")
    assert page.content.startswith(b"%PDF")


def test_coverage_is_noted_with_its_correction(desk: Client, now: datetime):
    outlet = somebody(now).outlet
    told = {
        "outlet": outlet.pk,
        "title": "The well",
        "published_date": "2026-05-04",
        "correction": "asked",
    }
    desk.post(f"{PRESS}coverage/new/", told)
    assert Coverage.objects.get().correction == "asked"
    assert "A correction was asked for" in desk.get(PRESS).text


def test_whoever_holds_the_way_out_leaves_the_list(desk: Client, visitor: Client, now: datetime):
    contact = somebody(now)
    address = way_out(site="", contact_id=contact.pk)
    visitor.get(address)
    contact.refresh_from_db()
    assert contact.no_more_at is None
    assert visitor.post(address).status_code == 200
    contact.refresh_from_db()
    assert contact.no_more_at is not None
    assert visitor.get("/leave/press/1.x/").status_code == 404


def test_the_list_takes_as_many_questions_however_long(office: Office, desk: Client, now: datetime):
    somebody(now)
    desk.get(PRESS)
    with CaptureQueriesContext(connection) as few:
        desk.get(PRESS)
    somebody(now, "Ben")
    somebody(now, "Cleo")
    with CaptureQueriesContext(connection) as many:
        desk.get(PRESS)
    assert len(many) == len(few)
