"""What others say is offered, decided once, and read without harm."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common.outgoing import Answer, NoAnswer, NotAllowed
from baraza.engagement.outreach.actions import reposts
from baraza.engagement.outreach.feeds_read import Item
from baraza.engagement.outreach.models import Repost, RepostState, TrustedSource
from baraza.engagement.outreach.queries import reposts_shown

pytestmark = pytest.mark.django_db
FEED = "https://water.example/feed"
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry>
<title>Water is back</title><link href="https://water.example/a"/></entry></feed>"""


@pytest.fixture
def source(office: Office, now: datetime) -> TrustedSource:
    return reposts.save_source(name="Water company", feed=FEED, by=None, now=now)


def answering(body: bytes = ATOM, status: int = 200) -> Callable[..., Answer]:
    return lambda url, **_how: Answer(url=url, status=status, headers={}, body=body)


def test_news_of_a_feed_waits_for_a_decision(source: TrustedSource, now: datetime):
    assert reposts.read_feed(source_id=source.pk, now=now, ask=answering()) == 1
    assert Repost.objects.get().state == RepostState.OFFERED
    assert not reposts_shown(limit=5)


def test_what_was_declined_is_not_offered_again(source: TrustedSource, staff: User, now: datetime):
    reposts.read_feed(source_id=source.pk, now=now, ask=answering())
    repost = Repost.objects.get()
    reposts.decide_repost(repost=repost, state=RepostState.DECLINED, by=staff, now=now)
    assert reposts.read_feed(source_id=source.pk, now=now, ask=answering()) == 0
    assert Repost.objects.get().state == RepostState.DECLINED


def test_what_is_passed_on_is_public_with_whom_it_is_from(
    source: TrustedSource, staff: User, now: datetime
):
    item = Item(title="Water is back", link="https://water.example/b")
    reposts.pass_on(source=source, item=item, by=staff, now=now)
    [shown] = reposts_shown(limit=5)
    assert (shown.title, shown.source.name) == ("Water is back", "Water company")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (NotAllowed("private"), "public internet"),
        (NoAnswer("slow"), "every hour"),
    ],
)
def test_a_feed_that_cannot_be_read_tells_staff_why(
    source: TrustedSource, now: datetime, trouble: Exception, words: str
):
    def refuse(_url: str, **_how: object) -> Answer:
        raise trouble

    assert reposts.read_feed(source_id=source.pk, now=now, ask=refuse) == 0
    source.refresh_from_db()
    assert words in source.trouble


def test_a_page_that_is_no_feed_is_said_to_be_none(source: TrustedSource, now: datetime):
    reposts.read_feed(source_id=source.pk, now=now, ask=answering(b"<html></html>"))
    source.refresh_from_db()
    assert "no feed" in source.trouble


def test_trouble_is_forgotten_once_it_is_read_again(source: TrustedSource, now: datetime):
    reposts.read_feed(source_id=source.pk, now=now, ask=answering(status=500))
    reposts.read_feed(source_id=source.pk, now=now, ask=answering())
    source.refresh_from_db()
    assert source.trouble == ""


def test_a_feed_is_due_an_hour_after_it_was_read(source: TrustedSource, now: datetime):
    TrustedSource.objects.update(read_at=now)
    waiting = ProcrastinateJob.objects.filter(task_name=reposts.READ)
    before = waiting.count()
    reposts.read_due_feeds(now=now + timedelta(minutes=59))
    assert waiting.count() == before
    reposts.read_due_feeds(now=now + timedelta(minutes=61))
    assert waiting.count() == before + 1


@pytest.mark.parametrize("feed", ["http://water.example/feed", "file:///etc/passwd"])
def test_only_https_feeds_are_trusted(office: Office, now: datetime, feed: str):
    with pytest.raises(reposts.WrongAddress):
        reposts.save_source(name="Water company", feed=feed, by=None, now=now)


def test_a_source_no_longer_trusted_leaves_nothing_to_decide(
    source: TrustedSource, staff: User, now: datetime
):
    reposts.read_feed(source_id=source.pk, now=now, ask=answering())
    reposts.retire_source(source=source, by=staff, now=now)
    assert not Repost.objects.exists()
    assert reposts.read_feed(source_id=source.pk, now=now, ask=answering()) == 0


def test_another_office_trusts_its_own(two_offices: tuple[Office, Office], source: TrustedSource):
    with within(two_offices[1]):
        assert not TrustedSource.objects.exists()
