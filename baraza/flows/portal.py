"""The ways in through the website: closed by themselves when the office cannot keep up, open again
by themselves, and honest about how long an answer takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from baraza.base.channels.models import Channel
from baraza.base.office.actions.attendance import set_behind, set_usual_times
from baraza.base.office.models import FORMS, Entrance, Way
from baraza.base.office.queries import zone
from baraza.dialogue.conversations.turnaround import count_waiting
from baraza.engagement.casework.queries.load import count_new
from baraza.insight.answered import said_by_channel, usual_times
from baraza.insight.periods import Period

# So far back is "lately", and so few answers say nothing of the next one.
DAYS_BACK = 42
FEWEST_ANSWERS = 8
RECKONED_EVERY = timedelta(hours=1)
# What closed at the limit opens again when a fifth of it is done: else it would flicker.
OPENS_AGAIN_PERCENT = 80
CHANNELS = {
    Way.FORM: Channel.FORM,
    Way.HELP: Channel.FORM,
    Way.PHONE: Channel.PHONE,
    Way.VISIT: Channel.WALK_IN,
    Way.EMAIL: Channel.EMAIL,
    Way.POST: Channel.LETTER,
}


def watch_portal(*, now: datetime) -> None:
    """Close what is too much, open what is not, and reckon anew how long answers take."""
    entrances = Entrance.objects.in_bulk()
    for way in FORMS:
        if way in entrances and entrances[way].limit is not None:
            _weigh(entrances[way], now)
    reckoned = [each.reckoned_at for each in entrances.values() if each.reckoned_at]
    if len(reckoned) < len(Way) or min(reckoned) <= now - RECKONED_EVERY:
        reckon(now=now)


def reckon(*, now: datetime) -> None:
    """What the last weeks say of each way in."""
    usual = usual_times(period=Period.of_last(DAYS_BACK, now=now, zone=zone()))
    said = {channel: one for channel, one in usual.items() if one.count >= FEWEST_ANSWERS}
    set_usual_times(
        days={
            way: (said[channel].median, said[channel].third_quarter)
            if channel in said
            else (None, None)
            for way, channel in CHANNELS.items()
        },
        now=now,
    )


def waiting(*, way: Way) -> int:
    """What a form's limit is measured by: letters that wait, or cases nobody has begun. One
    query."""
    return count_new() if way == Way.HELP else count_waiting()


def opens_again_at(*, limit: int) -> int:
    """With how many left a form that closed itself opens."""
    return limit * OPENS_AGAIN_PERCENT // 100


def came_in_lately(*, now: datetime) -> dict[Way, int]:
    """How often each way in was chosen in the last weeks: what people prefer. One query."""
    period = Period.of_last(DAYS_BACK, now=now, zone=zone())
    counts = said_by_channel(since=period.begins_at)
    # The two forms of the website are one channel, counted with the first.
    return {way: counts.get(channel, 0) for way, channel in CHANNELS.items() if way != Way.HELP}


def _weigh(entrance: Entrance, now: datetime) -> None:
    way, limit = Way(entrance.way), entrance.limit or 0
    count = waiting(way=way)
    bound = opens_again_at(limit=limit) if entrance.behind_since else limit
    set_behind(way=way, is_behind=count > bound, waiting=count, now=now)
