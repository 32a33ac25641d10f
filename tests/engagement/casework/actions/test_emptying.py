"""Cases are emptied: what is theirs goes, what is also somebody else's stays."""

from datetime import datetime, timedelta

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions import emptying
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseState,
    Intake,
    IntakeFile,
)
from baraza.flows.data_held.retention import approve, run_retention
from tests.cases import a_case, kind_of
from tests.letters import bring, letter


def test_letters_of_a_case_are_kept_as_long_as_the_case(
    office: Office, staff: User, now: datetime
) -> None:
    bring(
        letter(sender="Amani Njeri <amani@post.example>", message_id="<a@post.example>"),
        letter(sender="Ruth Adeyemi <ruth@post.example>", message_id="<b@post.example>"),
        now=now,
    )
    Conversation.objects.update(state="closed")
    in_case, alone = Conversation.objects.order_by("pk")
    case = a_case(now=now)
    CaseConversation.objects.create(case=case, conversation=in_case, added_at=now)
    later = now + timedelta(days=2000)
    approve(by=staff, now=later)
    run_retention(now=later)
    left = set(Message.objects.filter(erased_at=None).values_list("conversation", flat=True))
    assert left == {in_case.pk}
    emptying.empty_cases(cases=[case.pk], now=later)
    run_retention(now=later)
    assert not Message.objects.filter(erased_at=None).exists()
    assert alone.pk


def test_what_was_never_sent_is_forgotten_after_thirty_days(
    office: Office, staff: User, now: datetime
) -> None:
    def intake(code: str, **fields: object) -> Intake:
        return Intake.objects.create(code=code, typed="{}", begun_at=now, **fields)

    old = now - timedelta(days=31)
    forgotten = intake("AAAA-AAAA", saved_at=old)
    IntakeFile.objects.create(
        intake=forgotten, name="x", media_type="image/png", size=1, content=b"x"
    )
    kept = [
        intake("BBBB-BBBB", saved_at=now),
        intake("CCCC-CCCC", saved_at=old, author=staff),
        intake("DDDD-DDDD", saved_at=old, finished_at=old),
    ]
    assert emptying.forget_unfinished(now=now) == 1
    assert set(Intake.objects.all()) == set(kept)
    assert not IntakeFile.objects.exists()


def test_an_input_that_is_also_a_letter_stays_with_the_letter(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    case = open_case(kind=kind_of(), title="", channel=Channel.EMAIL, now=now, conversation=thread)
    own = open_case(kind=kind_of(), title="", channel=Channel.PHONE, now=now, story="Told us.")
    emptying.empty_cases(cases=[case.pk, own.pk], now=now)
    assert Input.objects.get(pk=case.input_id).erased_at is None
    assert Input.objects.get(pk=own.input_id).text == ""


def test_one_office_erases_nothing_of_another(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    for office in two_offices:
        with within(office):
            a_case(
                now=now,
                state=CaseState.CLOSED,
                closed_at=now - timedelta(days=4000),
                story="It stopped.",
            )
    with within(two_offices[0]):
        emptying.empty_cases(cases=[Case.objects.get().pk], now=now)
    with within(two_offices[1]):
        assert Case.objects.get().story == "It stopped."
