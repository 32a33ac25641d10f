"""What is wrong by itself stands at the top of the first page, for those who can have it mended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import Role
from baraza.base.office.models import Alarm, AlarmKind
from tests.staff import member_of_staff

WORDS = "Mail for office@highlands.example has not come in for"


@pytest.fixture
def silence(office) -> Alarm:
    return Alarm.objects.create(
        kind=AlarmKind.NO_MAIL,
        about="office@highlands.example",
        since=timezone.now() - timedelta(hours=3),
    )


def test_an_alarm_says_what_is_safe_and_leads_to_where_it_is_mended(desk: Client, silence: Alarm):
    page = desk.get("/desk/today/").content.decode()
    assert WORDS in page
    assert "Nothing is lost" in page
    assert f'href="{reverse("desk:mailboxes")}"' in page


def test_a_standstill_is_told_first(desk: Client, silence: Alarm):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
        )
    page = desk.get("/desk/today/").content.decode()
    assert page.index("no mail has been fetched, filed or sent") < page.index(WORDS)


def test_whoever_cannot_mend_it_is_not_troubled(office, silence: Alarm):
    caseworker = member_of_staff(email="c@highlands.example", name="Cas", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(caseworker)
    assert WORDS not in client.get("/desk/today/").content.decode()
