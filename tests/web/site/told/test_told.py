"""What is urgent, what was corrected, what came of it: as everybody reads it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.outreach.actions import corrections, reposts
from baraza.engagement.outreach.actions.notices import AboutNotice, save_notice
from baraza.engagement.outreach.feeds_read import Item
from baraza.engagement.outreach.models import Level

pytestmark = pytest.mark.django_db


def a_notice(title: str, **about: object) -> None:
    begins = timezone.now() - timedelta(hours=1)
    told = AboutNotice(**{"title": title, "begins_at": begins, **about})
    save_notice(about=told, by=None, now=timezone.now())


def test_danger_stands_on_every_page_and_what_is_urgent_on_the_first(visitor: Client):
    a_notice("The river rises", level=Level.DANGER)
    a_notice("No water")
    home, contact = visitor.get("/").text, visitor.get("/contact/").text
    assert "The river rises" in home
    assert "The river rises" in contact
    assert "No water" in home
    assert "No water" not in contact


def test_a_notice_says_which_language_it_is_really_in(visitor: Client):
    a_notice("No water", translations={"fr": {"title": "Pas d’eau"}})
    assert "<bdi>Pas d’eau</bdi>" in visitor.get("/notices/?lang=fr").text
    assert '<span lang="en" dir="ltr">No water</span>' in visitor.get("/notices/?lang=ar").text


def test_over_is_over(visitor: Client):
    a_notice("No water", ends_at=timezone.now() - timedelta(seconds=1))
    assert "No water" not in visitor.get("/").text
    assert "Nothing urgent" in visitor.get("/notices/").text


def test_the_log_shows_what_it_said_and_what_it_says(visitor: Client, now: datetime):
    corrections.log_correction(
        title="Water", said="on Monday", says="on Tuesday", language="en", by=None, now=now
    )
    page = visitor.get("/changes/").text
    assert "on Monday" in page
    assert "on Tuesday" in page


def test_only_what_was_passed_on_is_public(visitor: Client, staff, now: datetime):
    source = reposts.save_source(name="Water company", by=None, now=now)
    item = Item(title="Not decided", link="https://water.example/a")
    reposts.offer(source=source, items=[item], now=now)
    chosen = Item(title="Water is back", link="https://water.example/b")
    reposts.pass_on(source=source, item=chosen, by=staff, now=now)
    page = visitor.get("/").text
    assert "Water is back" in page
    assert "Water company" in page
    assert "Not decided" not in page


def test_words_of_the_office_are_shown_as_words(visitor: Client):
    a_notice("<script>alert(1)</script>", text="<b>now</b>")
    page = visitor.get("/notices/").text
    assert "<script>alert" not in page
    assert "<b>now" not in page


def test_another_offices_notices_are_not_here(two_offices: tuple[Office, Office], visitor: Client):
    with within(two_offices[1]):
        a_notice("Elsewhere")
    assert "Elsewhere" not in visitor.get("/notices/").text
