"""Staff read days and hours as their office's clocks show them."""

from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from baraza.base.office.actions import update_profile
from tests.letters import bring, letter


@pytest.mark.parametrize(
    ("name", "said"),
    [("Africa/Nairobi", "12:00"), ("Asia/Kathmandu", "14:45"), ("Nowhere", "09:00")],
)
def test_the_desk_tells_the_time_of_the_office(
    desk: Client, now: datetime, name: str, said: str
) -> None:
    update_profile(timezone=name)
    bring(letter(), now=now, is_live=True)
    with time_machine.travel(now, tick=False):
        page = desk.get("/desk/inbox/").content.decode()
    hour, minute = said.split(":")
    assert f"T{hour}:{minute}:00" in page
    assert timezone.get_current_timezone_name() == "UTC"
