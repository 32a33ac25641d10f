"""The website's room: notices, what is passed on, corrections."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baraza.base.accounts.models import Role
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.engagement.outreach.actions import corrections, reposts
from baraza.engagement.outreach.actions.notices import AboutNotice, save_notice
from baraza.engagement.outreach.feeds_read import Item
from baraza.engagement.outreach.models import Correction, Notice, Repost, RepostState, TrustedSource
from tests.agencies import an_area
from tests.staff import member_of_staff
from tests.web.desk.page import read

pytestmark = pytest.mark.django_db
ROOM = "/desk/website/"


def a_source(now: datetime) -> TrustedSource:
    return reposts.save_source(name="Water company", by=None, now=now)


def test_the_first_page_says_what_waits(desk: Client, now: datetime):
    assert "to decide" not in desk.get(ROOM).text
    item = Item(title="Water is back", link="https://water.example/a")
    reposts.offer(source=a_source(now), items=[item], now=now)
    assert "1 to decide" in desk.get(ROOM).text


def test_a_notice_is_written_with_its_translation_and_ended(desk: Client, now: datetime):
    area = an_area("Mbuni", now=now)
    entered = {
        "title": "No water",
        "text": "Until noon.",
        "level": "urgent",
        "areas": [area.pk],
        "begins_at": "2026-05-04T09:00",
        "title_fr": "Pas d’eau",
    }
    assert desk.post(f"{ROOM}notices/new/", entered)["Location"] == f"{ROOM}notices/"
    notice = Notice.objects.get()
    assert notice.said("title", "fr") == "Pas d’eau"
    assert list(notice.areas.all()) == [area]
    page = desk.post(f"{ROOM}notices/{notice.pk}/end/", follow=True)
    notice.refresh_from_db()
    assert notice.ends_at is not None
    undo = read(page.content).one(id="toasts").one("form").attributes["action"]
    desk.post(undo)
    notice.refresh_from_db()
    assert notice.ends_at is None


def test_times_are_the_offices_own(desk: Client):
    update_profile(timezone="Africa/Nairobi")
    entered = {"title": "No water", "level": "urgent", "begins_at": "2026-05-04T09:00"}
    desk.post(f"{ROOM}notices/new/", entered)
    assert Notice.objects.get().begins_at.isoformat() == "2026-05-04T06:00:00+00:00"


def test_one_that_ends_too_early_is_told_and_nothing_typed_is_lost(desk: Client):
    entered = {
        "title": "No water",
        "level": "urgent",
        "begins_at": "2026-05-04T09:00",
        "ends_at": "2026-05-04T08:00",
    }
    answer = desk.post(f"{ROOM}notices/new/", entered)
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text
    assert 'value="No water"' in answer.text


def test_news_is_passed_on_by_hand_declined_and_offered_again(desk: Client, now: datetime):
    source = a_source(now)
    entered = {"source": source.pk, "link": "https://water.example/a", "title": "Water is back"}
    desk.post(f"{ROOM}reposts/new/", entered)
    repost = Repost.objects.get()
    assert repost.state == RepostState.SHOWN
    page = desk.post(f"{ROOM}reposts/{repost.pk}/", {"state": "declined"}, follow=True)
    repost.refresh_from_db()
    assert repost.state == RepostState.DECLINED
    desk.post(read(page.content).one(id="toasts").one("form").attributes["action"])
    repost.refresh_from_db()
    assert repost.state == RepostState.SHOWN


def test_a_source_needs_a_name_of_its_own_and_a_safe_feed(desk: Client, now: datetime):
    a_source(now)
    answer = desk.post(
        f"{ROOM}sources/new/", {"name": "water company", "feed": "http://water.example/feed"}
    )
    assert answer.status_code == 422
    assert "already" in answer.text
    assert "https://" in answer.text


def test_a_correction_is_logged_and_taken_back(desk: Client):
    entered = {
        "title": "Water",
        "address": "/news/water/",
        "is_mistake": "on",
        "said": "on Monday",
        "says": "on Tuesday",
    }
    page = desk.post(f"{ROOM}corrections/new/", entered, follow=True)
    assert "on Tuesday" in page.text
    desk.post(read(page.content).one(id="toasts").one("form").attributes["action"])
    assert not Correction.objects.exists()


@pytest.mark.parametrize("address", ["https://other.example/", "//other.example/", "news"])
def test_a_correction_leads_to_a_page_of_this_site(desk: Client, address: str):
    entered = {"title": "Water", "address": address, "says": "on Tuesday"}
    assert desk.post(f"{ROOM}corrections/new/", entered).status_code == 422


@pytest.mark.parametrize("address", ["notices/new/", "reposts/new/", "corrections/new/"])
def test_volunteers_look_and_do_not_publish(office: Office, address: str):
    volunteer = member_of_staff(
        email="ines@highlands.example", name="Ines Duarte", roles=[Role.VOLUNTEER]
    )
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(volunteer)
    assert client.get(ROOM).status_code == 200
    assert client.get(f"{ROOM}{address}").status_code == 403


def _fill(count: int, now: datetime) -> None:
    source = TrustedSource.objects.first() or a_source(now)
    for number in range(count):
        name = f"{Notice.objects.count()}"
        save_notice(
            about=AboutNotice(
                title=name,
                begins_at=timezone.now() - timedelta(hours=1),
                areas=[an_area(f"Area {name}", now=now)],
            ),
            by=None,
            now=now,
        )
        item = Item(title=f"News {name}", link=f"https://water.example/{name}")
        reposts.offer(source=source, items=[item], now=now)
        corrections.log_correction(title=name, says=f"{number}", by=None, now=now)


@pytest.mark.parametrize("page", ["notices/", "reposts/", "corrections/"])
def test_lists_ask_as_much_for_three_as_for_one(desk: Client, now: datetime, page: str):
    _fill(1, now)
    desk.get(f"{ROOM}{page}")
    with CaptureQueriesContext(connection) as one:
        desk.get(f"{ROOM}{page}")
    _fill(2, now)
    with CaptureQueriesContext(connection) as three:
        desk.get(f"{ROOM}{page}")
    assert len(one) == len(three)
