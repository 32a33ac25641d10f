"""The first page of the website's room says what it needs."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from baraza.base.accounts.models import User
from baraza.base.office.actions.site import take_down_site
from baraza.engagement.civics.actions.coming import bring
from baraza.engagement.civics.models import CamePage
from baraza.engagement.outreach.actions.corrections import log_correction
from baraza.engagement.outreach.models import Publication

pytestmark = pytest.mark.django_db
ROOM = "/desk/website/"


def a_draft(title: str = "Last bus at ten") -> Publication:
    locale = Locale.objects.get(language_code="en")
    row = Publication(locale=locale, title=title, slug=title.replace(" ", "-"), summary="In short.")
    row.live = False
    row.save()
    row.save_revision()
    return row


def test_a_draft_stands_there_until_it_is_published(desk: Client):
    draft = a_draft()
    assert "Last bus at ten" in desk.get(ROOM).text
    draft.save_revision().publish()
    assert "Last bus at ten" not in desk.get(ROOM).text


def test_pages_that_came_with_it_are_drafts_once_somebody_wrote_in_them(desk: Client):
    bring(languages=["en"], now=timezone.now())
    room = desk.get(ROOM).text
    assert ">Drafts" not in room
    assert "Nothing waits" not in room
    assert "pages about parliament came with Baraza" in room
    page = CamePage.objects.get(key="parliament", language="en").page.specific
    page.title = "How our parliament works"
    page.save_revision()
    assert "How our parliament works" in desk.get(ROOM).text


def test_what_appears_by_itself_is_no_draft(desk: Client):
    draft = a_draft()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()
    page = desk.get(ROOM).text
    assert "Appears by itself" in page
    assert ">Drafts" not in page


def test_what_was_changed_later_asks_for_the_log_once(desk: Client, staff: User):
    text = a_draft()
    text.save_revision().publish()
    now = timezone.now()
    Publication.objects.update(
        first_published_at=now - timedelta(days=3), last_published_at=now - timedelta(hours=1)
    )
    page = desk.get(ROOM).text
    assert "title=Last+bus+at+ten&amp;address=%2Fnews%2FLast-bus-at-ten%2F" in page
    log_correction(title="Last bus at ten", says="At eleven.", by=staff, now=now)
    assert "title=Last+bus" not in desk.get(ROOM).text


def test_it_says_whether_it_is_published(desk: Client, staff: User, now: datetime):
    assert "Published since" in desk.get(ROOM).text
    take_down_site(by=staff, now=now)
    page = desk.get(ROOM).text
    assert "Not published yet" in page
    assert "preview=" in page


def test_it_takes_as_many_questions_however_much_waits(desk: Client):
    a_draft()
    desk.get(ROOM)
    with CaptureQueriesContext(connection) as few:
        desk.get(ROOM)
    a_draft("Second")
    a_draft("Third")
    with CaptureQueriesContext(connection) as many:
        desk.get(ROOM)
    assert len(many) == len(few)
