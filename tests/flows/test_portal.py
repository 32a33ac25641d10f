"""The forms of the website close when the office cannot keep up, and open by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from baraza.base.channels.models import Channel
from baraza.base.office.actions.attendance import set_entrance
from baraza.base.office.models import Entrance, Way
from baraza.base.office.queries.attendance import Because, way_in
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.actions import (
    Answer,
    Said,
    mark_answered,
    record_inputs,
    record_responses,
)
from baraza.flows.portal import opens_again_at, watch_portal

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def wait(count: int) -> None:
    """So many letters wait from now on."""
    Conversation.objects.all().delete()
    Conversation.objects.bulk_create(
        Conversation(
            channel=Channel.EMAIL,
            state=ConversationState.TO_ANSWER,
            started_at=NOW,
            last_message_at=NOW,
            waiting_since=NOW,
        )
        for _number in range(count)
    )


def answered(days: int, *, count: int, channel: Channel = Channel.FORM) -> None:
    said_at = NOW - timedelta(days=14)
    rows = record_inputs(
        said=[Said(received_at=said_at, channel=channel, text="?", topic_id=None)] * count
    )
    (response,) = record_responses(
        answers=[Answer(text="!", given_at=said_at + timedelta(days=days))]
    )
    mark_answered(inputs={row.pk: response.pk for row in rows})


def test_it_closes_past_the_limit_and_opens_when_a_fifth_is_done(office: Office) -> None:
    set_entrance(way=Way.FORM, limit=10)
    wait(10)
    watch_portal(now=NOW)
    assert way_in(way=Way.FORM, now=NOW).is_open
    wait(11)
    watch_portal(now=NOW + MINUTE)
    closed = way_in(way=Way.FORM, now=NOW + MINUTE)
    assert (closed.is_open, closed.because) == (False, Because.BEHIND)
    assert closed.entrance.behind_since == NOW + MINUTE
    # What would open at ten would close again with the next letter.
    wait(opens_again_at(limit=10) + 1)
    watch_portal(now=NOW + 2 * MINUTE)
    assert not way_in(way=Way.FORM, now=NOW + 2 * MINUTE).is_open
    wait(8)
    watch_portal(now=NOW + 3 * MINUTE)
    assert way_in(way=Way.FORM, now=NOW + 3 * MINUTE).is_open


def test_letters_do_not_close_the_help_form_nor_another_office(
    two_offices: tuple[Office, Office],
) -> None:
    first, second = two_offices
    with within(first):
        set_entrance(way=Way.HELP, limit=1)
        set_entrance(way=Way.FORM, limit=1)
        wait(2)
        watch_portal(now=NOW)
        assert way_in(way=Way.HELP, now=NOW).is_open
        assert not way_in(way=Way.FORM, now=NOW).is_open
    with within(second):
        watch_portal(now=NOW)
        assert way_in(way=Way.FORM, now=NOW).is_open


@pytest.mark.usefixtures("office")
def test_how_long_an_answer_takes_is_what_it_took() -> None:
    answered(1, count=6)
    answered(7, count=3)
    answered(3, count=3, channel=Channel.PHONE)  # too few to say anything
    watch_portal(now=NOW)
    form, phone = Entrance.objects.get(way=Way.FORM), Entrance.objects.get(way=Way.PHONE)
    assert (form.usual_days, form.slow_days) == (1, 5)
    assert (phone.usual_days, phone.reckoned_at) == (None, NOW)


@pytest.mark.usefixtures("office")
def test_it_is_reckoned_once_an_hour() -> None:
    watch_portal(now=NOW)
    answered(1, count=9)
    watch_portal(now=NOW + 59 * MINUTE)
    assert Entrance.objects.get(way=Way.FORM).usual_days is None
    watch_portal(now=NOW + 60 * MINUTE)
    assert Entrance.objects.get(way=Way.FORM).usual_days == 1
