"""Writing, sending, taking back, and what can go wrong between."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.channels.actions.recovering import DEADLY
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions.reply import reply as send
from baraza.dialogue.conversations.actions.teamwork import be_present
from baraza.dialogue.conversations.models import Conversation, Draft, Message, Presence
from tests.letters import bring, letter
from tests.staff import member_of_staff
from tests.web.desk.page import read

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(conversation: Conversation) -> str:
    return reverse("desk:reply", args=[conversation.pk])


def test_the_composer_names_whom_it_goes_to(desk: Client, address: str) -> None:
    tree = read(desk.get(address, headers=HTMX).content)
    assert "writer0@post.example" in tree.one("form", class_="composer").text
    assert tree.one("input", name="subject").attributes["value"] == "Re: The well in Mbuni"


def test_an_answer_begins_with_the_persons_name(desk: Client, address: str) -> None:
    tree = read(desk.get(address, headers=HTMX).content)
    assert tree.one("textarea", name="text").text.strip() == "Dear Njeri,"


def test_nobody_is_named_where_nobody_knows_the_name(
    desk: Client, conversation: Conversation, address: str
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(person=None)
    tree = read(desk.get(address, headers=HTMX).content)
    assert tree.one("textarea", name="text").text.strip() == ""


def test_a_name_alone_is_no_answer(desk: Client, address: str) -> None:
    answer = desk.post(address, {"text": "Dear Njeri,\n\n"}, headers=HTMX)
    assert answer.status_code == 422
    assert "nothing in it" in read(answer.content).one(role="alert").text
    assert not OutgoingItem.objects.exists()


def test_a_name_alone_is_put_away_without_a_word(desk: Client, conversation: Conversation) -> None:
    discard = reverse("desk:discard", args=[conversation.pk])
    assert not desk.post(discard, {"text": "Dear Njeri,\n\n"}, headers=HTMX).content


def test_whoever_has_sent_is_seen_writing_no_longer(
    desk: Client, conversation: Conversation, address: str, staff: User
) -> None:
    be_present(conversation=conversation, user=staff, now=timezone.now(), is_writing=True)
    desk.post(address, {"text": "We will come."}, headers=HTMX)
    assert not Presence.objects.filter(conversation=conversation, is_writing=True).exists()


def test_a_sent_answer_waits_ten_seconds_and_the_next_letter_opens(
    desk: Client, arrive: Callable[..., list[Conversation]]
) -> None:
    first, second = arrive(2)
    answer = desk.post(
        reverse("desk:reply", args=[first.pk]), {"text": "We will come."}, headers=HTMX
    )
    tree = read(answer.content)
    assert tree.one("article", class_="letter").attributes["data-conversation"] == str(second.pk)
    assert answer["HX-Push-Url"] == reverse("desk:letter", args=[second.pk])
    assert tree.one("li", id=f"row-{first.pk}").attributes["hx-swap-oob"] == "delete"
    assert tree.one("nav", id="states").one("a", aria_current="page").text == "To answer 1"
    toast = tree.one(class_="toast")
    assert toast.attributes["data-seconds"] == "10"
    assert toast.one("button", data_key="KeyZ").text == "Take it back"
    item = OutgoingItem.objects.get()
    assert item.state == OutgoingState.WAITING
    assert item.due_at - item.made_at == timedelta(seconds=10)


def test_after_the_last_answer_the_desk_says_so(desk: Client, address: str) -> None:
    tree = read(desk.post(address, {"text": "We will come."}, headers=HTMX).content)
    assert "Everything is answered" in tree.text


def test_taken_back_the_words_are_in_the_composer_again(
    desk: Client, address: str, conversation: Conversation
) -> None:
    desk.post(address, {"text": "We will come on Monday."}, headers=HTMX)
    message = Message.objects.get(direction="out")
    answer = desk.post(reverse("desk:take-back", args=[message.pk]), headers=HTMX)
    assert answer["HX-Redirect"] == address
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    tree = read(desk.get(address).content)
    assert tree.one("textarea", name="text").text == "We will come on Monday."
    conversation.refresh_from_db()
    assert conversation.state == "to_answer"


def test_what_has_left_cannot_be_taken_back_and_the_desk_says_so(
    desk: Client, address: str
) -> None:
    desk.post(address, {"text": "We will come."}, headers=HTMX)
    OutgoingItem.objects.update(state=OutgoingState.SENT)
    message = Message.objects.get(direction="out")
    answer = desk.post(reverse("desk:take-back", args=[message.pk]), headers=HTMX)
    assert answer["HX-Reswap"] == "none"
    assert "Too late" in read(answer.content).one(class_="toast").text
    assert Message.objects.filter(pk=message.pk).exists()


def test_an_empty_answer_is_not_sent(desk: Client, address: str) -> None:
    answer = desk.post(address, {"text": "  \n "}, headers=HTMX)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#composer"
    assert "nothing in it" in read(answer.content).one(role="alert").text
    assert not OutgoingItem.objects.exists()


def test_a_field_without_words_stops_the_letter_and_keeps_the_text(
    desk: Client, address: str
) -> None:
    answer = desk.post(address, {"text": "Dear [first_name], yes."}, headers=HTMX)
    assert answer.status_code == 422
    tree = read(answer.content)
    assert "[first_name]" in tree.one(role="alert").text
    assert tree.one("textarea").text == "Dear [first_name], yes."


def test_whoever_left_no_address_cannot_be_answered_by_mail(
    desk: Client, address: str, conversation: Conversation
) -> None:
    conversation.messages.update(author_address="")
    conversation.person = None
    conversation.save()
    answer = desk.post(address, {"text": "Where are you?"}, headers=HTMX)
    assert "no e-mail address" in read(answer.content).one(role="alert").text


def test_a_colleagues_answer_is_shown_before_a_second_one_leaves(
    desk: Client, address: str, conversation: Conversation, now: datetime
) -> None:
    seen = read(desk.get(address, headers=HTMX).content).one("input", name="seen")
    colleague = member_of_staff(email="omar@highlands.example", name="Omar Farah")
    send(conversation=conversation, author=colleague, text="It is mended.", now=timezone.now())

    mine = {"text": "We will come.", "seen": seen.attributes["value"]}
    answer = desk.post(address, mine, headers=HTMX)
    assert answer.status_code == 422
    tree = read(answer.content)
    assert "It is mended." in tree.one(role="alert").text
    assert tree.one("textarea").text == "We will come."
    assert OutgoingItem.objects.count() == 1

    now_seen = tree.one("input", name="seen").attributes["value"]
    desk.post(address, mine | {"seen": now_seen}, headers=HTMX)
    assert OutgoingItem.objects.count() == 2


def test_the_first_letter_waits_for_the_rules_of_conduct(office: Office, address: str) -> None:
    newcomer = member_of_staff(email="kim@highlands.example", name="Kim Osei", knows_conduct=False)
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(newcomer)
    answer = client.post(address, {"text": "We will come."}, headers=HTMX)
    assert answer.status_code == 422
    tree = read(answer.content)
    assert reverse("desk:conduct") in [link.attributes["href"] for link in tree.all("a")]
    assert tree.one("textarea").text == "We will come."
    assert not OutgoingItem.objects.exists()


def test_what_is_written_is_kept_while_it_is_written(
    desk: Client, staff: User, conversation: Conversation
) -> None:
    keep = reverse("desk:draft", args=[conversation.pk])
    assert "Draft kept" in read(desk.post(keep, {"text": "Dear"}, headers=HTMX).content).text
    desk.post(keep, {"text": "Dear Amani"}, headers=HTMX)
    assert Draft.objects.get(author=staff).text == "Dear Amani"
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert tree.one("textarea").text == "Dear Amani"


def test_nobody_writes_over_a_colleagues_draft(
    desk: Client, staff: User, conversation: Conversation
) -> None:
    colleague = member_of_staff(email="omar@highlands.example", name="Omar Farah")
    Draft.objects.create(
        conversation=conversation, author=colleague, text="Mine", saved_at=timezone.now()
    )
    desk.post(reverse("desk:draft", args=[conversation.pk]), {"text": "Ours"}, headers=HTMX)
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert "Omar Farah began an answer" in tree.one(class_="note").text
    assert "Mine" not in tree.text
    assert Draft.objects.get(author=colleague).text == "Mine"


def test_words_put_away_come_back_with_one_key(
    desk: Client, conversation: Conversation, address: str
) -> None:
    said = {"text": "Dear Amani,\n\nwe come.", "subject": "Your well", "signed": "1"}
    discard = reverse("desk:discard", args=[conversation.pk])
    desk.post(reverse("desk:draft", args=[conversation.pk]), said, headers=HTMX)
    tree = read(desk.post(discard, said, headers=HTMX).content)
    assert not Draft.objects.exists()
    form = tree.one(class_="toast").one("form")
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    again = read(desk.post(form.attributes["hx-post"], fields, headers=HTMX).content)
    draft = Draft.objects.get()
    assert (draft.text, draft.is_signed) == (said["text"], True)
    assert again.one("input", name="subject").attributes["value"] == "Your well"
    # Nothing written, nothing to bring back.
    assert desk.post(discard, said | {"text": " "}, headers=HTMX).content == b""


def test_put_away_only_ones_own_draft_goes(
    desk: Client, staff: User, conversation: Conversation
) -> None:
    colleague = member_of_staff(email="omar@highlands.example", name="Omar Farah")
    for author in (staff, colleague):
        Draft.objects.create(
            conversation=conversation, author=author, text="Dear", saved_at=timezone.now()
        )
    desk.post(reverse("desk:discard", args=[conversation.pk]), headers=HTMX)
    assert [draft.author for draft in Draft.objects.all()] == [colleague]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (OutgoingState.WAITING, "Waiting to leave"),
        (OutgoingState.SENT, "Sent"),
        (OutgoingState.FAILED, "Could not be sent"),
        (OutgoingState.BOUNCED, "Came back"),
        (OutgoingState.UNCERTAIN, "Perhaps sent"),
    ],
)
def test_what_became_of_an_answer_is_said_at_the_letter(
    desk: Client, address: str, conversation: Conversation, state: str, told: str
) -> None:
    desk.post(address, {"text": "We will come."}, headers=HTMX)
    OutgoingItem.objects.update(state=state, problem="mailbox full", finished_at=timezone.now())
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    ours = tree.one("details", class_="ours")
    assert told in ours.text
    assert ("mailbox full" in ours.text) == (state not in {"waiting", "sent"})
    assert ("Send it again" in ours.text) == (state in {"failed", "uncertain"})


def test_whoever_may_have_it_already_is_to_be_asked_before_it_is_sent_again(
    desk: Client, address: str, conversation: Conversation
) -> None:
    desk.post(address, {"text": "We will come."}, headers=HTMX)
    OutgoingItem.objects.update(state=OutgoingState.FAILED, problem=DEADLY, perhaps_left=True)
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    ours = tree.one("details", class_="ours").text
    assert "Could not be sent" in ours
    assert "ended three times" in ours
    assert "Ask the person before you send it again" in ours
    assert "Send it again" in ours


def test_what_failed_can_be_sent_again(
    desk: Client, address: str, conversation: Conversation
) -> None:
    desk.post(address, {"text": "We will come."}, headers=HTMX)
    OutgoingItem.objects.update(state=OutgoingState.FAILED, problem="refused")
    message = Message.objects.get(direction="out")
    answer = desk.post(reverse("desk:send-again", args=[message.pk]), headers=HTMX)
    assert "on its way again" in read(answer.content).one(class_="toast").text
    assert OutgoingItem.objects.get().state == OutgoingState.WAITING


def test_a_letter_that_comes_while_one_writes_does_not_stop_the_answer(
    desk: Client, address: str, conversation: Conversation, now: datetime
) -> None:
    seen = read(desk.get(address, headers=HTMX).content).one("input", name="seen")
    again = letter(
        "One more thing.",
        sender="Njeri <writer0@post.example>",
        message_id="<more@post.example>",
        in_reply_to="<letter0@post.example>",
    )
    bring(again, now=now)
    with time_machine.travel(now + timedelta(minutes=5), tick=False):
        answer = desk.post(
            address, {"text": "We will come.", "seen": seen.attributes["value"]}, headers=HTMX
        )
    assert answer.status_code == 200
    assert OutgoingItem.objects.count() == 1
