"""How fast letters to many leave."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from baraza.base.channels.actions import pacing
from baraza.base.channels.actions.outbox import Recipient, put_many_in_outbox
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.models import OutgoingItem, OutgoingState, Pace, SharedWords
from baraza.base.office_register.models import Office
from tests.base.channels.outbox import put, state
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db


def to_many(*addresses: str, now: datetime) -> list[int]:
    return put_many_in_outbox(
        subject="News of [place]",
        text="Dear [name],\n\nthe road to [place] is open.\n\n[unknown]",
        language="en",
        recipients=[
            Recipient(
                address,
                name=f"Reader {number}",
                fields={
                    "name": f"Zoë & Co {number}\nand all",
                    "place": "Kilifi " * 30,
                    "unsubscribe": f"https://mp.example/stop/{number}",
                },
            )
            for number, address in enumerate(addresses)
        ],
        now=now,
    )


def several(count: int, host: str = "post.example") -> list[str]:
    return [f"p{number}@{host}" for number in range(count)]


def waiting() -> int:
    return OutgoingItem.objects.filter(state=OutgoingState.WAITING).count()


def test_a_letter_to_many_is_kept_once_and_reaches_each_in_their_own_words(
    server: MailServer, now: datetime
):
    ids = to_many("a@x.example", "b@y.example", now=now)
    assert [OutgoingItem.objects.get(pk=pk).recipient for pk in ids] == [
        "a@x.example",
        "b@y.example",
    ]
    assert SharedWords.objects.count() == 1
    send_due(now=now)

    for number, kept in enumerate(sorted(server.kept, key=lambda kept: kept.recipient)):
        item = OutgoingItem.objects.get(recipient=kept.recipient)
        read = parse_letter(kept.content)
        assert read.message_id == item.message_id
        assert read.text.strip() == item.whole_text.strip()
        assert f"Zoë & Co {number}\nand all" in read.text
        assert "[unknown]" in read.text
        assert f"Zoë &amp; Co {number}<br>and all" in read.html
        assert read.subject == item.whole_subject.strip()
        assert [one.name for one in read.to] == [f"Reader {number}"]
        assert read.headers["list-unsubscribe"] == f"<https://mp.example/stop/{number}>"
        assert max(map(len, kept.content.split(b"\r\n"))) <= 998
        assert item.state == OutgoingState.SENT


def test_no_more_leave_in_a_minute_than_our_server_allows(
    server: MailServer, now: datetime, settings: LazySettings
):
    settings.SMTP_URL = server.url + "?a_minute=3"
    to_many(*several(7), now=now)
    for minute, left in ((0, 4), (0, 4), (1, 1), (2, 0)):
        send_due(now=now + timedelta(minutes=minute))
        assert waiting() == left


def test_a_new_sender_begins_slowly_and_doubles_each_day(
    server: MailServer, now: datetime, settings: LazySettings
):
    settings.SMTP_URL = server.url + "?first_day=2&a_minute=0"
    to_many(*several(9), now=now)
    for day, left in ((0, 7), (1, 3), (2, 0)):
        send_due(now=now + timedelta(days=day))
        assert waiting() == left


def test_a_domain_gets_no_more_than_it_takes_and_the_others_do_not_wait_for_it(
    server: MailServer, now: datetime, settings: LazySettings
):
    settings.SMTP_URL = server.url + "?to_a_domain=2"
    to_many(*several(7, "large.example"), *several(2, "small.example"), now=now)
    send_due(now=now)
    by_host = Counter(kept.recipient.partition("@")[2] for kept in server.kept)
    assert by_host == {"large.example": 2, "small.example": 2}
    # Moved once, one behind the other, not every minute anew.
    due = Counter(OutgoingItem.objects.filter(state=OutgoingState.WAITING).values_list("due_at"))
    assert sorted(due.values()) == [1, 2, 2]
    for minute in (1, 2, 3):
        send_due(now=now + timedelta(minutes=minute))
    assert waiting() == 0


def test_a_throttled_recipient_goes_back_to_the_queue_with_all_of_their_domain(
    server: MailServer, now: datetime
):
    server.refuse["p0@large.example"] = "452 4.7.28 receiving at a rate that is too fast"
    to_many("p0@large.example", "other@small.example", now=now)
    send_due(now=now)
    to_many("p1@large.example", now=now)
    send_due(now=now + timedelta(seconds=30))
    assert waiting() == 2
    assert [kept.recipient for kept in server.kept] == ["other@small.example"]

    server.refuse.clear()
    send_due(now=now + pacing.REST + timedelta(minutes=1))
    assert waiting() == 0


def test_answers_leave_whatever_the_limits_say_and_count(
    server: MailServer, now: datetime, settings: LazySettings
):
    settings.SMTP_URL = server.url + "?a_minute=1&to_a_domain=1&first_day=1"
    items = [put(f"p{number}@post.example", now=now) for number in range(3)]
    to_many("reader@post.example", now=now)
    send_due(now=now)
    assert {state(item) for item in items} == {OutgoingState.SENT}
    assert waiting() == 1
    assert Pace.objects.get(scope="sender").in_minute == 3


def test_the_domains_written_to_are_forgotten(server: MailServer, now: datetime):
    to_many("reader@post.example", now=now)
    send_due(now=now)
    pacing.forget_old(now=now + timedelta(days=30))
    assert list(Pace.objects.values_list("scope", flat=True)) == ["sender"]


def test_many_cost_as_many_queries_as_few(
    office: Office, now: datetime, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8) as few:
        to_many(*several(2), now=now)
    with django_assert_max_num_queries(len(few.captured_queries)):
        to_many(*several(50), now=now)
