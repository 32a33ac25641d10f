from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from baraza.base.agenda.actions import add_topic, merge_topics
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.actions import Newcomer, add_people
from baraza.dialogue.inputs.actions import (
    AnonymousWithPerson,
    Answer,
    Said,
    mark_answered,
    mark_unanswered,
    record_inputs,
    record_responses,
    set_junk,
    set_person,
    set_topic,
    withdraw_response,
)
from baraza.dialogue.inputs.models import Input, Response, State

pytestmark = pytest.mark.django_db


def said(now: datetime, **fields: object) -> Said:
    return Said(**{"received_at": now, "channel": Channel.EMAIL, "text": "Dry.", **fields})


@pytest.fixture
def one(office: Office, now: datetime) -> Input:
    return record_inputs(said=[said(now)])[0]


def test_inputs_are_recorded_in_order(office: Office, now: datetime):
    inputs = record_inputs(said=[said(now, text=f"{n}") for n in range(5)])
    stored = Input.objects.in_bulk([one.pk for one in inputs])
    assert [stored[one.pk].text for one in inputs] == ["0", "1", "2", "3", "4"]
    assert {one.state for one in inputs} == {State.RECEIVED}


def test_what_is_anonymous_keeps_neither_person_nor_time(office: Office, now: datetime):
    moment = now + timedelta(hours=3, minutes=7)
    record_inputs(said=[said(moment, is_anonymous=True)])
    kept = Input.objects.get()
    assert (kept.received_at.hour, kept.received_at.minute) == (0, 0)
    [person] = add_people(newcomers=[Newcomer(name="Asha")], now=now)
    with pytest.raises(AnonymousWithPerson):
        record_inputs(said=[said(now, is_anonymous=True, person_id=person.pk)])
    set_person(inputs=[kept.pk], person_id=person.pk)
    kept.refresh_from_db()
    assert kept.person is None


def test_the_database_itself_refuses_a_person_behind_an_anonymous_input(one: Input, now: datetime):
    [person] = add_people(newcomers=[Newcomer(name="Asha")], now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Input.objects.filter(pk=one.pk).update(is_anonymous=True, person=person)


def respond(now: datetime, text: str = "Asked.") -> Response:
    return record_responses(answers=[Answer(text=text, given_at=now)])[0]


def test_one_response_answers_many_and_only_what_waits(office: Office, now: datetime):
    inputs = record_inputs(said=[said(now)] * 3)
    first, second = respond(now, "First"), respond(now, "Second")
    mark_answered(inputs={inputs[0].pk: first.pk, inputs[1].pk: first.pk})
    mark_answered(inputs={one.pk: second.pk for one in inputs})
    answers = list(Input.objects.order_by("pk").values_list("response__text", flat=True))
    assert answers == ["First", "First", "Second"]


def test_an_answer_withdrawn_leaves_its_inputs_waiting(one: Input, now: datetime):
    response = respond(now)
    mark_answered(inputs={one.pk: response.pk})
    withdraw_response(response=response)
    one.refresh_from_db()
    assert (one.state, one.response) == (State.RECEIVED, None)
    assert not Response.objects.exists()


def test_what_was_reported_back_stays_so(one: Input, now: datetime):
    Input.objects.update(state=State.REPORTED_BACK)
    mark_unanswered(inputs=[one.pk])
    mark_answered(inputs={one.pk: respond(now).pk})
    one.refresh_from_db()
    assert one.state == State.REPORTED_BACK


def test_junk_is_not_counted_and_can_come_back(one: Input):
    set_junk(inputs=[one.pk], is_junk=True)
    assert not Input.objects.counted().exists()
    set_junk(inputs=[one.pk], is_junk=False)
    assert Input.objects.counted().exists()


def test_merged_topics_take_their_inputs_along(one: Input, now: datetime):
    kept, merged = add_topic(name="Water"), add_topic(name="Wells")
    set_topic(inputs=[one.pk], topic=merged)
    merge_topics(kept=kept, merged=merged, now=now)
    one.refresh_from_db()
    assert one.topic == kept
