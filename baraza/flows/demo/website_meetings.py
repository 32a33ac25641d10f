"""What people can come for at a demonstration office, when, and who has booked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office.models import Location
from baraza.engagement.events.actions.booking import Who, book_for
from baraza.engagement.events.actions.changing import mark_told
from baraza.engagement.events.actions.setting_up import save_hours, save_purpose
from baraza.engagement.events.actions.waiting import Wish, wait
from baraza.engagement.events.models import Availability, Purpose
from baraza.engagement.events.queries.free import Times
from baraza.flows.demo.content import OfficeContent

_DATA = files(__package__) / "data"


def fill_meetings(content: OfficeContent, now: datetime) -> None:
    """After the offices: meetings are somewhere."""
    path = _DATA / content.slug / "appointments.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    people = User.objects.in_bulk([one.email for one in content.staff], field_name="email")
    staff = {one.key: people[one.email] for one in content.staff}
    topics = {topic.key: topic.name[content.languages[0]] for topic in content.topics}
    purposes = {
        one["key"]: _purpose(one, place, staff, topics, content.languages[0], now)
        for place, one in enumerate(told["purposes"])
    }
    for one in told["hours"]:
        _hours(one, staff, now)
    by = staff[told["purposes"][0]["hosts"][0]]
    for one in told["booked"]:
        _book(one, purposes[one["purpose"]], by, now)
    for number, one in enumerate(told.get("waiting", [])):
        wait(
            purpose=purposes[one["purpose"]],
            who=_who(one),
            wish=Wish(first_date=(now + timedelta(days=one["days_from"])).date()),
            key=f"demo{number}",
            channel=Channel.PHONE,
            by=by,
            now=now,
        )


def _purpose(
    one: Mapping[str, Any],
    position: int,
    staff: Mapping[str, User],
    topics: Mapping[str, str],
    first: str,
    now: datetime,
) -> Purpose:
    words = {"name": one["name"], "bring": one.get("bring", {})}
    topic = Topic.objects.filter(name=topics.get(one.get("topic", ""), "")).first()
    purpose = Purpose(
        **{field: said.get(first, "") for field, said in words.items()},
        minutes=one["minutes"],
        gap_minutes=one["gap"],
        ways=one["ways"],
        topic=topic,
        position=position,
    )
    return save_purpose(
        purpose=purpose,
        hosts=[staff[key] for key in one["hosts"]],
        translations={
            code: {field: said[code] for field, said in words.items() if code in said}
            for code in one["name"]
            if code != first
        },
        by=None,
        now=now,
    )


def _hours(one: Mapping[str, Any], staff: Mapping[str, User], now: datetime) -> None:
    where = Location.objects.published().filter(kind=one.get("where", "")).first()
    save_hours(
        hours=Availability(
            user=staff[one["who"]],
            location=where,
            weekdays=one["days"],
            begins=one["from"],
            ends=one["until"],
            ways=one["ways"],
            video_link=one.get("video", ""),
        ),
        by=None,
        now=now,
    )


def _book(one: Mapping[str, Any], purpose: Purpose, by: User, now: datetime) -> None:
    slots = [
        slot
        for slot in Times(purpose=purpose, now=now).slots()
        if slot.place.way == one["way"] and slot.starts_at > now
    ]
    if len(slots) <= one["skip"]:
        return
    slot = slots[one["skip"]]
    made = book_for(
        purpose=purpose,
        place=slot.place,
        starts_at=slot.starts_at,
        host=User.objects.get(pk=slot.hosts[0]),
        who=_who(one),
        channel=Channel.PHONE,
        by=by,
        now=now,
    )
    mark_told(appointment=made, by=by, now=now)


def _who(one: Mapping[str, Any]) -> Who:
    kept = ("name", "phone", "language", "matter", "needs", "interpreter")
    return Who(**{field: one.get(field, "") for field in kept})
