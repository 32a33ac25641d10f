"""Machine mail, quarantine and duplicates: out of the way, never out of reach."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.channels.actions.intake import mark_raw
from baraza.base.channels.models import RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations import queries
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.models import Conversation
from tests.letters import bring, letter
from tests.web.desk.page import read


@pytest.fixture
def automatic(office: Office, now: datetime) -> RawItem:
    bring(letter(headers={"Auto-Submitted": "auto-replied"}), now=now)
    return RawItem.objects.get(state=RawState.MACHINE)


@pytest.fixture
def unreadable(office: Office, now: datetime) -> RawItem:
    bring(letter(), now=now)
    item = RawItem.objects.get()
    Conversation.objects.all().delete()
    mark_raw(raw_ids=[item.pk], state=RawState.QUARANTINE, reason="It has no end.")
    item.refresh_from_db()
    return item


def test_machine_mail_says_what_it_is_and_why(desk: Client, automatic: RawItem) -> None:
    tree = read(desk.get("/desk/inbox/machine/").content)
    [row] = tree.one("tbody").all("tr")
    assert "Amani Njeri" in row.text
    assert "The well in Mbuni" in row.text
    assert "Automatic reply" in row.text
    assert "Auto-Submitted" in row.text


def test_what_a_person_wrote_after_all_goes_to_the_inbox(
    desk: Client, automatic: RawItem, now: datetime
) -> None:
    desk.post(reverse("desk:is-a-letter", args=[automatic.pk]))
    receive_waiting(now=now)
    assert Conversation.objects.count() == 1
    assert not read(desk.get("/desk/inbox/machine/").content).all("tbody")


def test_quarantine_shows_the_reason_and_tries_again(desk: Client, unreadable: RawItem) -> None:
    tree = read(desk.get("/desk/inbox/quarantine/").content)
    assert "It has no end." in tree.one("tbody").text
    again = tree.one("tbody").one("form").attributes["action"]
    desk.post(again)
    unreadable.refresh_from_db()
    assert unreadable.state == RawState.WAITING


def test_the_inbox_leads_to_quarantine_as_long_as_something_is_in_it(
    desk: Client, unreadable: RawItem
) -> None:
    def leads() -> bool:
        links = read(desk.get("/desk/inbox/").content).all("a")
        return reverse("desk:quarantine") in [link.attributes["href"] for link in links]

    assert leads()
    mark_raw(raw_ids=[unreadable.pk], state=RawState.JUNK)
    assert not leads()


def test_what_arrived_is_shown_as_text_and_only_its_beginning(
    desk: Client, unreadable: RawItem
) -> None:
    content = b"<script>steal()</script>\xff" + b"x" * 100_000
    RawItem.objects.filter(pk=unreadable.pk).update(content=content)
    answer = desk.get(reverse("desk:as-it-arrived", args=[unreadable.pk]))
    assert b"<script>steal" not in answer.content
    assert read(answer.content).one("pre").text.startswith("<script>steal()</script>")
    assert len(answer.content) < 60_000
    assert "Only the beginning" in read(answer.content).text


def test_older_machine_mail_follows(
    desk: Client, office: Office, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    for number in range(2):
        bring(
            letter(
                message_id=f"<auto{number}@post.example>",
                headers={"Auto-Submitted": "auto-replied"},
            ),
            now=now,
        )
    first = read(desk.get("/desk/inbox/machine/").content)
    older = [link.attributes["href"] for link in first.all("a") if link.text == "Older"]
    second = read(desk.get(older[0]).content)
    links = [tree.one("tbody").one("a").attributes["href"] for tree in (first, second)]
    assert len(set(links)) == 2
