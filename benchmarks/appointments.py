"""Two hundred people want twenty free times at the same second: twenty have one, a hundred and
eighty are told kindly, nobody sees an error, and no time is booked twice.

All of them have the form open before; then they send it at once, each from a connection of their
own, to the web server with the workers of `baraza run`.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

from benchmarks.rooms import filled_office
from benchmarks.site import served
from benchmarks.table import Row
from benchmarks.workspace import OursFailedError, Workspace, ours

PEOPLE, TIMES = 200, 20
LETTERS = 1_000
# The last of them waits this long at most.
PATIENCE_MS = 20_000.0
BOOKED, KINDLY = 302, 409


def measure(space: Workspace) -> list[Row]:
    """How many had a time, and how long the last one waited."""
    inside = [sys.executable, "-m", "benchmarks.inside", "benchmarks.appointments"]
    settings = {"DJANGO_SETTINGS_MODULE": "baraza.config.settings"}
    try:
        slug = filled_office(space, inputs=LETTERS)
        ready = ours(space, [*inside, slug], **settings).answer
        with served("baraza.config.wsgi:application", space) as port:
            sent = send_at_once(port, f"{slug}.localhost", ready["addresses"], ready["tokens"])
        after = ours(space, [*inside, f"{slug} {ready['purpose']}"], **settings).answer
    except OursFailedError as error:
        return [Row(workload="twenty times, two hundred people", unit="ms", failure=str(error))]
    answers = Counter(status for status, _ms in sent)
    fine = answers == {BOOKED: TIMES, KINDLY: PEOPLE - TIMES} and after["booked"] == TIMES
    waited = sorted(ms for _status, ms in sent)
    return [
        Row(
            workload="200 people, 20 times: the last hears",
            unit="ms",
            ours=waited[-1],
            promised_most=PATIENCE_MS,
            less_is_better=True,
            failure="" if fine else f"answers {dict(answers)}, {after['booked']} booked",
            note=f"{after['booked']} booked, {answers[KINDLY]} told kindly, "
            f"median {statistics.median(waited):.0f} ms",
        )
    ]


def send_at_once(
    port: int, host: str, addresses: list[str], tokens: list[str]
) -> list[tuple[int, float]]:
    """Everybody sends the form they have open; status and milliseconds of each."""
    ready = Barrier(len(tokens))

    def send(number: int) -> tuple[int, float]:
        body = urlencode(
            {
                "name": f"Visitor {number}",
                "email": f"visitor{number}@post.example",
                "token": tokens[number],
                "start": addresses[number % len(addresses)].rpartition("start=")[2],
            }
        )
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded"}
        ready.wait()
        begun = time.perf_counter()
        connection.request("POST", addresses[number % len(addresses)], body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, (time.perf_counter() - begun) * 1000

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(send, range(len(tokens))))


def run(argument: str) -> dict[str, object]:
    """Inside Django: a purpose with twenty free times and two hundred forms shown; with its number,
    how many were booked."""
    from datetime import time as clock  # noqa: PLC0415 - Django must be set up first
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from baraza.base.accounts.models import User  # noqa: PLC0415
    from baraza.base.office_register.queries import office_by_slug, within  # noqa: PLC0415
    from baraza.engagement.events.actions.setting_up import (  # noqa: PLC0415
        save_hours,
        save_purpose,
    )
    from baraza.engagement.events.models import (  # noqa: PLC0415
        Appointment,
        Availability,
        Purpose,
        State,
    )
    from baraza.engagement.events.queries.free import Times  # noqa: PLC0415
    from baraza.web.site.tokens import new_token  # noqa: PLC0415

    slug, _space, number = argument.partition(" ")
    with within(office_by_slug(slug=slug)):
        if number:
            rows = Appointment.objects.filter(purpose=number, state=State.BOOKED)
            return {"booked": len(set(rows.values_list("host", "starts_at")))}
        now = timezone.now()
        day = (now + timedelta(days=7)).date()
        host = User.objects.at_work().first()
        purpose = Purpose(name=f"Rush {now:%H%M%S}", minutes=15, gap_minutes=0, ways=["phone"])
        save_purpose(purpose=purpose, hosts=[host], by=None, now=now)
        hours = Availability(
            user=host,
            first_date=day,
            last_date=day,
            begins=clock(9),
            ends=clock(14),
            ways=["phone"],
        )
        save_hours(hours=hours, purposes=[purpose], by=None, now=now)
        slots = Times(purpose=purpose, now=now).slots()
        page = f"/appointments/book/?lang=en&purpose={purpose.pk}&place=phone&start="
        return {
            "purpose": purpose.pk,
            "addresses": [f"{page}{int(slot.starts_at.timestamp())}" for slot in slots],
            "tokens": [new_token() for _ in range(PEOPLE)],
        }
