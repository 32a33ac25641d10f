from datetime import datetime
from pathlib import Path

import pytest

from baraza.base.agenda.actions import add_topic
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.flows.bring_history import MissingColumns, bring_history

pytestmark = pytest.mark.django_db

TABLE = """date,name,email,subject,text,direction,channel,thread,topic,state
2025-03-01,Amani Njeri,amani@post.example,The well,The well is dry.,in,email,17,Water,
2025-03-04,Amani Njeri,amani@post.example,,We have asked the water office.,out,email,17,Water,
2025-04-01,Bahati Otieno,,Pension,No pension since March.,in,phone,18,Pensions,
,Nobody,,,No date on this one.,in,,,,
2025-04-09,Chidi Okafor,,Roof,The roof is mended. Thank you!,in,visit,19,,closed
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "history.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_rows_become_conversations_with_their_state_and_topic(
    office: Office, now: datetime, table: Path
):
    water = add_topic(name="Water")
    brought = bring_history(path=table, now=now)

    states = {one.subject: one.state for one in Conversation.objects.all()}
    assert states == {
        "The well": ConversationState.ANSWERED,
        "Pension": ConversationState.TO_ANSWER,
        "Roof": ConversationState.CLOSED,
    }
    assert Conversation.objects.get(subject="The well").topic == water
    assert Person.objects.count() == 3
    assert brought.problems == {5: "no date"}
    assert brought.unknown_topics == {"pensions"}
    assert (brought.rows, brought.stored) == (5, 4)


def test_run_again_nothing_is_doubled(office: Office, now: datetime, table: Path):
    bring_history(path=table, now=now)
    again = bring_history(path=table, now=now)

    assert Message.objects.count() == 4
    assert (again.stored, again.known) == (0, 4)


def test_a_table_without_text_is_refused(office: Office, now: datetime, tmp_path: Path):
    path = tmp_path / "history.csv"
    path.write_text("date,name\n2025-01-01,Amani\n", encoding="utf-8")

    with pytest.raises(MissingColumns) as refused:
        bring_history(path=path, now=now)
    assert refused.value.columns == {"text"}


def test_another_office_has_none_of_it(
    two_offices: tuple[Office, Office], now: datetime, table: Path
):
    first, second = two_offices
    with within(first):
        bring_history(path=table, now=now)
    with within(second):
        assert Conversation.objects.count() == 0
