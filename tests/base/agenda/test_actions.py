from datetime import datetime

import pytest

from baraza.base.agenda.actions import (
    CannotMerge,
    NameTaken,
    add_priority,
    add_topic,
    merge_topics,
    rename,
    restore,
    retire,
    set_priority,
    set_stage,
)
from baraza.base.agenda.models import Priority, Stage, Topic
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.desk import set_topic
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("add", [add_topic, add_priority])
def test_a_name_is_used_once(office: Office, add):
    first = add(name=" Water ")
    assert first.name == "Water"
    with pytest.raises(NameTaken) as taken:
        add(name="Water")
    assert taken.value.existing == first.pk


def test_renaming_into_a_taken_name_changes_nothing(office: Office):
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    with pytest.raises(NameTaken) as taken:
        rename(item=roads, name="Water")
    assert taken.value.existing == water.pk
    assert set(Topic.objects.values_list("name", flat=True)) == {"Water", "Roads"}


def test_a_topic_serves_a_priority_and_a_priority_moves_on(office: Office):
    priority = add_priority(name="Clean water")
    topic = set_priority(topic=add_topic(name="Water"), priority=priority)
    set_stage(priority=priority, stage=Stage.DRAFTING)
    assert Priority.objects.get(stage=Stage.DRAFTING).topics.get() == topic
    set_priority(topic=topic, priority=None)
    assert not priority.topics.exists()


def test_what_is_retired_is_not_offered_and_keeps_its_letters(office: Office, now: datetime):
    bring(letter(), now=now)
    topic = add_topic(name="Water")
    set_topic(conversation=Conversation.objects.get(), topic=topic)
    retire(item=topic, now=now)
    assert not Topic.objects.in_use().exists()
    assert Conversation.objects.get().topic == topic
    restore(item=topic)
    assert Topic.objects.in_use().exists()


def test_merging_moves_the_letters_and_retires_the_name(office: Office, now: datetime):
    bring(letter(), now=now)
    kept, merged = add_topic(name="Water"), add_topic(name="Wells")
    set_topic(conversation=Conversation.objects.get(), topic=merged)
    merge_topics(kept=kept, merged=merged, now=now)
    assert Conversation.objects.get().topic == kept
    assert list(Topic.objects.in_use()) == [kept]
    assert Topic.objects.get(pk=merged.pk).merged_into == kept


def test_what_cannot_be_merged_is_refused(office: Office, now: datetime):
    water, roads = add_topic(name="Water"), add_topic(name="Roads")
    with pytest.raises(CannotMerge):
        merge_topics(kept=water, merged=water, now=now)
    retire(item=water, now=now)
    with pytest.raises(CannotMerge):
        merge_topics(kept=water, merged=roads, now=now)
