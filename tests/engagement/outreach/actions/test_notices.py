"""What is urgent is shown while it is, and first where it happens."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.engagement.outreach.actions.notices import (
    AboutNotice,
    end_notice,
    extend_notice,
    save_notice,
)
from baraza.engagement.outreach.models import Level, Notice
from baraza.engagement.outreach.queries import notices_now
from tests.agencies import an_area

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def a_notice(now: datetime, title: str = "No water", **about: object) -> Notice:
    told = AboutNotice(**{"title": title, "begins_at": now - AN_HOUR, **about})
    return save_notice(about=told, by=None, now=now)


def test_a_notice_is_shown_from_its_beginning_to_its_end(office: Office, now: datetime):
    a_notice(now, begins_at=now, ends_at=now + AN_HOUR)
    assert not notices_now(now=now - timedelta(seconds=1))
    assert notices_now(now=now)
    assert not notices_now(now=now + AN_HOUR)


def test_the_gravest_comes_first(office: Office, now: datetime):
    a_notice(now, "Market", level=Level.GOOD_TO_KNOW)
    a_notice(now, "Flood", level=Level.DANGER)
    a_notice(now, "Road", level=Level.URGENT)
    assert [notice.title for notice in notices_now(now=now)] == ["Flood", "Road", "Market"]


def test_a_place_sees_its_own_what_it_lies_in_and_what_is_for_everybody(
    office: Office, now: datetime
):
    district = an_area("Upper Valley", now=now)
    village = an_area("Mbuni", parent=district, now=now)
    elsewhere = an_area("Kisima", now=now)
    a_notice(now, "everybody")
    a_notice(now, "district", areas=[district])
    a_notice(now, "village", areas=[village])
    a_notice(now, "elsewhere", areas=[elsewhere])
    seen = {notice.title for notice in notices_now(now=now, area_id=village.pk)}
    assert seen == {"everybody", "district", "village"}


def test_ending_is_undone(office: Office, staff: User, now: datetime):
    until = now + AN_HOUR
    notice = a_notice(now, ends_at=until)
    before = end_notice(notice=notice, by=staff, now=now)
    assert not notices_now(now=now)
    extend_notice(notice=notice, ends_at=before, by=staff, now=now)
    assert notices_now(now=now).get().ends_at == until


def test_one_that_had_not_begun_can_be_ended(office: Office, staff: User, now: datetime):
    notice = a_notice(now, begins_at=now + AN_HOUR)
    end_notice(notice=notice, by=staff, now=now)
    assert not notices_now(now=now + 2 * AN_HOUR)


def test_it_cannot_end_before_it_begins(office: Office, now: datetime):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_notice(now, begins_at=now, ends_at=now - AN_HOUR)


def test_another_office_has_its_own(two_offices: tuple[Office, Office], now: datetime):
    with within(two_offices[0]):
        a_notice(now)
    with within(two_offices[1]):
        assert not notices_now(now=now)
