"""Everything said with somebody, in the order it happened, page by page."""

from datetime import datetime, timedelta

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.insight.timelines import timeline
from tests.letters import WRITTEN, bring, letter


def test_what_was_said_elsewhere_stands_between_letters_and_on_the_page_of_its_day(
    office: Office, staff: User, now: datetime
) -> None:
    bring(
        *(
            letter(
                sender="Amani Njeri <amani@post.example>",
                subject=f"Letter {days}",
                message_id=f"<{days}@post.example>",
                date=WRITTEN - timedelta(days=days),
            )
            for days in (0, 2, 4)
        ),
        now=now,
    )
    person = Person.objects.get()
    newest = Message.objects.latest("happened_at").happened_at
    record_inputs(
        said=[
            Said(
                received_at=newest - timedelta(days=days),
                channel=Channel.FORM,
                text=f"Said {days}",
                person_id=person.pk,
            )
            for days in (1, 3, 5)
        ]
    )
    told, before = [], None
    while entries := timeline(user=staff, person=person, before=before, limit=2):
        told.append([(newest - one.happened_at).days for one in entries])
        before = entries[-1].place
    assert told == [[0, 1], [2, 3], [4, 5]]
