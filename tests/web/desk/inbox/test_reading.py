"""The list, the letter with its thread, its original and its files."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.agenda.actions import add_topic
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.actions import desk as acts
from baraza.dialogue.conversations.models import Attachment, Conversation, Message
from baraza.web.desk.inbox.views import pages
from tests.letters import WRITTEN, bring, letter
from tests.web.desk.page import Element, read

Arrive = Callable[..., list[Conversation]]
HTMX = {"HX-Request": "true"}


def rows(tree: Element) -> list[str]:
    return [row.one(class_="subject").text for row in tree.all("a", class_="row")]


def test_the_list_shows_what_waits_newest_first(desk: Client, arrive: Arrive) -> None:
    arrive(3)
    tree = read(desk.get("/desk/inbox/").content)
    assert rows(tree) == ["The well in Mbuni", "The last bus", "The library"]
    assert tree.one("nav", id="states").one("a", aria_current="page").text == "To answer 3"


def test_each_state_has_its_own_list(desk: Client, arrive: Arrive) -> None:
    first, second, third = arrive(3)
    acts.close(conversation=first)
    acts.move_to_junk(conversation=second)
    assert rows(read(desk.get("/desk/inbox/").content)) == [third.subject]
    assert rows(read(desk.get("/desk/inbox/?state=closed").content)) == [first.subject]
    assert rows(read(desk.get("/desk/inbox/?state=junk").content)) == [second.subject]
    everything = rows(read(desk.get("/desk/inbox/?state=all").content))
    assert everything == [first.subject, third.subject]


def test_search_finds_words_of_the_letter(desk: Client, arrive: Arrive) -> None:
    arrive(4)
    found = read(desk.get("/desk/inbox/?search=pension", headers=HTMX).content)
    assert rows(found) == ["My pension"]
    nothing = read(desk.get("/desk/inbox/?search=xylophone").content)
    assert "Nothing found" in nothing.text


def test_what_was_searched_is_shown_as_text_never_as_markup(desk: Client) -> None:
    answer = desk.get("/desk/inbox/", {"search": "<img src=x onerror=alert(1)>"})
    assert b"<img src=x" not in answer.content


def test_older_letters_follow_without_gap_or_repetition(
    desk: Client, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 2)
    arrive(5)
    seen = []
    address = "/desk/inbox/"
    while address:
        tree = read(desk.get(address, headers=HTMX).content)
        seen += [row.attributes["data-conversation"] for row in tree.all("a", class_="row")]
        older = tree.all(class_="older")
        address = older[0].one("a").attributes["href"] if older else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("nonsense", ["before=zzz", "before=", "state=nothing", "search=%00"])
def test_nonsense_in_an_address_leads_to_the_first_page(
    desk: Client, arrive: Arrive, nonsense: str
) -> None:
    arrive(1)
    assert rows(read(desk.get(f"/desk/inbox/?{nonsense}").content)) == ["The well in Mbuni"]


def test_an_empty_inbox_offers_the_one_way_to_fill_it(desk: Client) -> None:
    tree = read(desk.get("/desk/inbox/").content)
    offered = [link.attributes["href"] for link in tree.one(class_="empty").all("a")]
    assert offered == [reverse("desk:mailboxes")]


def test_what_is_quoted_is_folded_apart_from_what_they_wrote(
    desk: Client, office: Office, now: datetime
) -> None:
    text = (
        "Thank you, but nobody came.\n\n"
        "On Mon, 4 May 2026 at 09:00, Office of Highlands <office@highlands.example> wrote:\n"
        "> We have asked the water company to come.\n"
    )
    bring(letter(text), now=now)
    tree = read(desk.get(reverse("desk:letter", args=[Conversation.objects.get().pk])).content)
    said, quoted = tree.all("div", class_="text")
    assert said.text == "Thank you, but nobody came."
    assert "We have asked the water company" in quoted.text
    assert "open" not in quoted.parent.attributes


def test_a_letter_alone_is_a_whole_page_and_in_the_pane_only_itself(
    desk: Client, conversation: Conversation
) -> None:
    address = reverse("desk:letter", args=[conversation.pk])
    assert read(desk.get(address).content).all("nav", id="menu")
    part = read(desk.get(address, headers=HTMX).content)
    assert not part.all("nav", id="menu")
    assert part.one("h2", id="subject").text == conversation.subject
    # A browser going back asks again for what it no longer has: it needs the whole page.
    again = desk.get(address, headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert read(again.content).all("nav", id="menu")


def test_markup_in_a_plain_letter_stays_text(desk: Client, office: Office, now: datetime) -> None:
    raw = letter(
        "<script>alert('said')</script>",
        sender='"<b>Bold</b>" <bold@post.example>',
        subject="<script>alert('subject')</script>",
    )
    bring(raw, now=now)
    answer = desk.get(reverse("desk:letter", args=[Conversation.objects.get().pk]))
    assert b"<script>alert" not in answer.content
    assert b"<b>Bold" not in answer.content
    assert "<script>alert('said')</script>" in read(answer.content).one(class_="text").text


def test_the_people_column_shows_what_they_wrote_before(
    desk: Client, office: Office, now: datetime
) -> None:
    bring(
        letter(message_id="<a@post.example>", subject="The first"),
        letter(message_id="<b@post.example>", subject="The second"),
        now=now,
    )
    second = Conversation.objects.get(subject="The second")
    tree = read(desk.get(reverse("desk:letter", args=[second.pk])).content)
    context = tree.one("aside", id="context")
    assert "amani@post.example" in context.text
    first = Conversation.objects.get(subject="The first")
    address = reverse("desk:letter", args=[first.pk]) + "?state=all"
    assert context.one("a", href=address).text.startswith("The first")


def with_files() -> bytes:
    message = EmailMessage()
    message["From"] = "Amani Njeri <amani@post.example>"
    message["To"] = "office@highlands.example"
    message["Subject"] = "The well"
    message["Message-ID"] = "<files@post.example>"
    message["Date"] = WRITTEN
    message.set_content("See the picture.")
    message.add_alternative(
        '<p onclick="steal()">See <img src="cid:well"> <img src="https://track.example/x.gif">'
        "<script>steal()</script></p>",
        subtype="html",
    )
    message.get_payload()[1].add_related(b"\x89PNG well", "image", "png", cid="<well>")
    message.add_attachment(
        b"<script>steal()</script>",
        maintype="text",
        subtype="html",
        filename="../bill\u202efdp.html",
    )
    return message.as_bytes()


@pytest.fixture
def message(office: Office, now: datetime) -> Message:
    bring(with_files(), now=now)
    return Message.objects.get()


def test_the_original_is_harmless_and_has_a_policy_of_its_own(
    desk: Client, message: Message
) -> None:
    answer = desk.get(reverse("desk:original", args=[message.pk]))
    assert answer.status_code == 200
    page = answer.content.decode()
    for harm in ("script", "onclick", "steal", "track.example"):
        assert harm not in page
    picture = Attachment.objects.get(content_type="image/png")
    assert reverse("desk:picture", args=[picture.public_id]) in page
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-same-origin allow-popups" in policy
    assert "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_frame_of_the_original_may_run_nothing(desk: Client, message: Message) -> None:
    tree = read(desk.get(reverse("desk:letter", args=[message.conversation_id])).content)
    frame = tree.one("iframe")
    assert frame.attributes["sandbox"] == "allow-same-origin allow-popups"


def test_a_file_is_saved_never_opened(desk: Client, message: Message) -> None:
    attached = Attachment.objects.get(content_type="text/html")
    answer = desk.get(reverse("desk:attachment", args=[attached.public_id]))
    assert answer.content == b"<script>steal()</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert ".." not in answer["Content-Disposition"]
    assert "\u202e" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_only_pictures_are_shown_in_place(desk: Client, message: Message) -> None:
    picture = Attachment.objects.get(content_type="image/png")
    shown = desk.get(reverse("desk:picture", args=[picture.public_id]))
    assert shown.content == b"\x89PNG well"
    assert shown["Content-Type"] == "image/png"
    page = Attachment.objects.get(content_type="text/html")
    assert desk.get(reverse("desk:picture", args=[page.public_id])).status_code == 404


def test_a_forged_sender_is_pointed_out(desk: Client, conversation: Conversation) -> None:
    conversation.messages.update(sender_warning="Two From addresses.")
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert "may be somebody else" in tree.one(class_="note").text


def test_a_topic_is_shown_in_the_list(desk: Client, conversation: Conversation) -> None:
    acts.set_topic(conversation=conversation, topic=add_topic(name="Water"))
    assert read(desk.get("/desk/inbox/").content).one(class_="tags").text.endswith("Water")


def test_a_letter_of_twenty_megabytes_opens_with_its_beginning_and_the_way_to_all_of_it(
    desk: Client, office: Office, now: datetime
) -> None:
    words = "The well is dry and nobody comes to mend it, whoever we ask. " * 330_000
    bring(letter(words), now=now)
    message = Message.objects.get()
    assert len(message.said) > 20_000_000
    answer = desk.get(reverse("desk:letter", args=[message.conversation_id]))
    assert len(answer.content) < 200_000
    whole = read(answer.content).one("a", href=reverse("desk:whole-letter", args=[message.pk]))
    kept = desk.get(whole.attributes["href"])
    assert kept.content.decode() == message.said
    assert kept["Content-Type"].startswith("text/plain")
    assert "sandbox" in kept["Content-Security-Policy"]
    assert len(desk.get("/desk/inbox/").content) < 100_000
