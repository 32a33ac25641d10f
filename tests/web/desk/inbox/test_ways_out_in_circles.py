"""What belongs to a circle's letter is not there for those outside, whichever way it left."""

from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.channels.models import OutgoingFile
from baraza.dialogue.conversations.actions.answering import Words
from baraza.dialogue.conversations.actions.approving import ask
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.drafts import enclose, save_draft
from baraza.dialogue.conversations.actions.on_paper import answer_on_paper
from baraza.dialogue.conversations.actions.passing_on import Office, pass_on
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation, DraftFile
from baraza.dialogue.conversations.queries.writing import paper_letters, waiting_for_approval
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


def test_nobody_outside_the_circle_finds_any_of_it(
    desk: Client, staff: User, conversation: Conversation, now: datetime
) -> None:
    insider = member_of_staff(email="in@highlands.example", name="In", roles=[Role.VOLUNTEER])
    set_circle(conversation=conversation, circle=Circle.objects.create(name="Few"), by=insider)
    [letter] = conversation.messages.all()

    def enclosed() -> None:
        draft = save_draft(conversation=conversation, author=staff, text="See:", now=now)
        enclose(draft=draft, content=BytesIO(b"Secret"), name="a.txt", now=now)

    enclosed()
    reply(conversation=conversation, author=staff, text="See:", now=now)
    enclosed()
    approval = ask(conversation=conversation, author=insider, words=Words(text="Yes."), now=now)
    paper = answer_on_paper(
        conversation=conversation,
        author=insider_who_sends(),
        words=Words(text="Yes."),
        address="Somebody\nSomewhere",
        now=now,
    )
    redirect = pass_on(
        letter=letter,
        office=Office("Ministry", "m@water.example"),
        covering="Yours.",
        note="Theirs.",
        by=staff,
        now=now,
    )
    draft_file, sent_file = DraftFile.objects.get(), OutgoingFile.objects.get()
    for method, name, number in [
        ("get", "draft-file", draft_file.public_id),
        ("post", "take-out", draft_file.public_id),
        ("get", "sent-file", sent_file.public_id),
        ("post", "approve", approval.pk),
        ("post", "send-back", approval.pk),
        ("post", "withdraw-asking", approval.pk),
        ("get", "paper-letter", paper.pk),
        ("get", "pass-on", conversation.pk),
        ("post", "take-back-passing-on", redirect.pk),
        ("post", "answer-on-paper", conversation.pk),
        ("post", "enclose", conversation.pk),
        ("get", "at-hand", conversation.pk),
    ]:
        answer = getattr(desk, method)(reverse(f"desk:{name}", args=[number]))
        assert answer.status_code == 404, name
    assert not waiting_for_approval(user=staff).exists()
    assert not paper_letters(user=staff).exists()
    desk.post(reverse("desk:print-letters"), {"letter": [paper.pk]})
    paper.paper.refresh_from_db()
    assert paper.paper.printed_at is None


def insider_who_sends() -> User:
    return member_of_staff(email="send@highlands.example", name="Send", roles=[Role.CASEWORKER])
