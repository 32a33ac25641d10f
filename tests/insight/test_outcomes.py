"""What came of what people said: who had said it, who is told, what is never counted."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.actions import add_topic, merge_topics
from baraza.base.agenda.models import Topic
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.dialogue.audiences.actions.mailing import stop_mailing
from baraza.dialogue.inputs.models import Input, State
from baraza.insight import outcomes
from baraza.insight.actions.outcomes import (
    AboutOutcome,
    NotPublished,
    mark_told,
    publish,
    save_outcome,
    tell_who_said_it,
    withdraw,
)
from baraza.insight.models import Outcome
from tests.people import somebody

pytestmark = pytest.mark.django_db
SITE = "https://highlands.example/"


@pytest.fixture
def topic(office: Office) -> Topic:
    return add_topic(name="The last bus")


def an_outcome(topic: Topic, now: datetime, **about: object) -> Outcome:
    told = {
        "topic": topic,
        "since_date": date(2026, 4, 1),
        "until_date": date(2026, 5, 4),
        "you_said": "The last bus leaves too early",
        "we_did": "It leaves at ten now.",
        "happened_date": date(2026, 5, 4),
    }
    return save_outcome(about=AboutOutcome(**told | about), by=None, now=now)


def said(topic: Topic, when: datetime, person: Person | None = None, **more: object) -> Input:
    return Input.objects.create(
        received_at=when,
        channel=Channel.PHONE,
        person=person,
        topic=topic,
        text="The bus",
        **{"state": State.ANSWERED, **more},
    )


def test_a_person_who_said_it_twice_is_one_voice(topic: Topic, now: datetime):
    person = somebody("Amani Njeri")
    said(topic, now, person)
    said(topic, now, person)
    said(topic, now)
    assert outcomes.voices(an_outcome(topic, now)) == 2


def test_only_what_was_said_in_its_days_counts(topic: Topic, now: datetime):
    outcome = an_outcome(topic, now, since_date=date(2026, 5, 4))
    said(topic, now - timedelta(days=1))
    said(topic, now + timedelta(days=1))
    assert outcomes.voices(outcome) == 0
    said(topic, now)
    assert outcomes.voices(outcome) == 1


def test_what_is_confidential_or_junk_never_counts(topic: Topic, now: datetime):
    circle = Circle.objects.create(name="Two of us")
    said(topic, now, circle=circle)
    said(topic, now, is_junk=True)
    assert outcomes.voices(an_outcome(topic, now)) == 0
    assert not outcomes.proposals(now=now)


def test_a_number_that_points_at_somebody_is_withheld(topic: Topic, staff: User, now: datetime):
    outcome = an_outcome(topic, now)
    for _each in range(4):
        said(topic, now)
    publish(outcome=outcome, by=staff, now=now)
    assert outcomes.shown_voices(outcome) is None
    said(topic, now)
    publish(outcome=outcome, by=staff, now=now)
    assert outcomes.shown_voices(outcome) == 5


def test_nothing_is_public_before_it_is_published(topic: Topic, staff: User, now: datetime):
    outcome = an_outcome(topic, now)
    assert not outcomes.published()
    publish(outcome=outcome, by=staff, now=now)
    assert outcomes.published().get() == outcome
    withdraw(outcome=outcome, by=staff, now=now)
    assert not outcomes.published()


def test_a_topic_many_wrote_on_is_proposed_until_it_has_an_outcome(topic: Topic, now: datetime):
    for _each in range(5):
        said(topic, now)
    [proposal] = outcomes.proposals(now=now)
    assert (proposal.topic, proposal.inputs) == (topic, 5)
    an_outcome(topic, now)
    assert not outcomes.proposals(now=now)


def test_everybody_who_said_it_is_told_once_and_their_inputs_end(
    topic: Topic, staff: User, now: datetime
):
    first = somebody("Amani Njeri", email="amani@post.example")
    later = somebody("Tomasz Kowal", email="tomasz@post.example")
    answered = said(topic, now, first)
    waiting = said(topic, now, first, state=State.RECEIVED)
    outcome = an_outcome(topic, now)
    publish(outcome=outcome, by=staff, now=now)
    mailing = tell_who_said_it(outcome=outcome, by=staff, site=SITE, now=now)
    assert mailing.size == 1
    mailing.ready_at = now
    mailing.save(update_fields=["ready_at"])
    assert mark_told(now=now) == 0
    assert mark_told(now=now + timedelta(minutes=2)) == 1
    answered.refresh_from_db()
    waiting.refresh_from_db()
    assert (answered.state, waiting.state) == (State.REPORTED_BACK, State.RECEIVED)
    said(topic, now, later)
    outcome.refresh_from_db()
    assert list(outcomes.untold_people(outcome)) == [later]


def test_whoever_a_stopped_letter_did_not_reach_can_be_told_again(
    topic: Topic, staff: User, now: datetime
):
    person = somebody("Amani Njeri", email="amani@post.example")
    said(topic, now, person)
    outcome = an_outcome(topic, now)
    publish(outcome=outcome, by=staff, now=now)
    mailing = tell_who_said_it(outcome=outcome, by=staff, site=SITE, now=now)
    stop_mailing(mailing=mailing, by=staff, now=now)
    outcome = Outcome.objects.select_related("mailing").get(pk=outcome.pk)
    assert list(outcomes.untold_people(outcome)) == [person]
    assert mark_told(now=now + timedelta(minutes=2)) == 0


def test_nobody_is_told_what_not_everybody_may_read(topic: Topic, staff: User, now: datetime):
    with pytest.raises(NotPublished):
        tell_who_said_it(outcome=an_outcome(topic, now), by=staff, site=SITE, now=now)


def test_the_letter_is_in_each_language_it_was_written_in(topic: Topic, now: datetime):
    words = {"you_said": "Le dernier bus part trop tôt", "we_did": "Il part à dix heures."}
    texts = outcomes.letter_texts(an_outcome(topic, now, translations={"fr": words}))
    assert set(texts) == {"en", "fr"}
    assert "Il part à dix heures." in texts["fr"]["body"]
    assert "Voici ce qu’il en est advenu" in texts["fr"]["body"]


def test_it_follows_its_topic_into_another(topic: Topic, now: datetime):
    kept = add_topic(name="Buses")
    outcome = an_outcome(topic, now)
    merge_topics(kept=kept, merged=topic, now=now)
    outcome.refresh_from_db()
    assert outcome.topic == kept


def test_reading_asks_as_much_for_three_as_for_one(topic: Topic, staff: User, now: datetime):
    publish(outcome=an_outcome(topic, now), by=staff, now=now)
    with CaptureQueriesContext(connection) as one:
        [each.topic.name for each in outcomes.published()]
    for _each in range(2):
        publish(outcome=an_outcome(topic, now), by=staff, now=now)
    with CaptureQueriesContext(connection) as three:
        [each.topic.name for each in outcomes.published()]
    assert len(one) == len(three) == 1


def test_another_office_has_its_own(
    two_offices: tuple[Office, Office], topic: Topic, staff: User, now: datetime
):
    publish(outcome=an_outcome(topic, now), by=staff, now=now)
    with within(two_offices[1]):
        assert not outcomes.published()
