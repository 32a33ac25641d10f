"""A release reaches each on the list once, on time, and nobody who said no."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.engagement.press.actions.outlets import (
    AboutContact,
    AboutOutlet,
    decline,
    save_contact,
    save_outlet,
)
from baraza.engagement.press.actions.sending import (
    NeedsApproval,
    NobodyLeft,
    NotPublished,
    send_release,
    stop_sending,
)
from baraza.engagement.press.deciding import decide
from baraza.engagement.press.files import FIELDS, table_of
from baraza.engagement.press.models import MediaContact, OutletKind, Release, SentTo
from baraza.engagement.press.queries import outlets
from baraza.engagement.press.rules import (
    NO_MORE,
    NOT_PUBLISHED,
    UNDER_EMBARGO,
    contact_of,
    may_leave,
    way_out,
)
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
SITE = "http://highlands.localhost/"


def a_contact(now: datetime, name: str = "Aisha", outlet: str = "Mbuni Post") -> MediaContact:
    paper = save_outlet(about=AboutOutlet(name=outlet, kind=OutletKind.PAPER), by=None, now=now)
    about = AboutContact(name=name, email=f"{name.lower()}@post.example")
    return save_contact(outlet=paper, about=about, by=None, now=now)


def a_release(now: datetime, **about: object) -> Release:
    locale = Locale.objects.get(language_code="en")
    about = {"title": "The well runs", "slug": "well", "summary": "Since noon.", **about}
    release = Release(locale=locale, live=True, first_published_at=now, **about)
    release.save()
    return release


def a_draft(now: datetime) -> Release:
    release = a_release(now)
    Release.objects.update(live=False)
    return release


def send(release: Release, by: User, now: datetime, *, is_early: bool = False, to=None):
    contacts = to if to is not None else list(MediaContact.objects.values_list("pk", flat=True))
    return send_release(
        release=release, contacts=contacts, is_early=is_early, by=by, site=SITE, now=now
    )


def test_each_gets_it_once_in_whichever_language(office: Office, staff: User, now: datetime):
    release = a_release(now)
    a_contact(now)
    assert send(release, staff, now).size == 1
    french = release.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.live = True
    french.save()
    with pytest.raises(NobodyLeft):
        send(french, staff, now)
    a_contact(now, "Ben", "Radio Kitale")
    assert send(french, staff, now).size == 1
    assert OutgoingItem.objects.count() == 2


def test_under_embargo_it_says_so_on_top_or_leaves_when_it_ends(
    office: Office, staff: User, now: datetime
):
    until = now + timedelta(days=2)
    release = a_release(now, embargo_until=until)
    first, second = a_contact(now), a_contact(now, "Ben", "Radio Kitale")
    early = send(release, staff, now, is_early=True, to=[first.pk])
    later = send(release, staff, now, to=[second.pk])
    words = OutgoingItem.objects.get(recipient=first.email).words
    assert words.subject.startswith("Embargo until")
    assert words.text.startswith("Please do not publish before")
    assert later.leaves_at == until
    assert OutgoingItem.objects.get(recipient=second.email).due_at == until
    assert early.leaves_at == now + timedelta(seconds=60)


def test_what_no_longer_holds_keeps_it_from_leaving(
    office: Office, staff: User, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    release = a_release(now)
    contact = a_contact(now)
    send(release, staff, now)
    subject = str(SentTo.objects.get().pk)
    assert may_leave([subject]) == {}
    Release.objects.update(embargo_until=now + timedelta(days=1))
    assert may_leave([subject]) == {subject: UNDER_EMBARGO}
    Release.objects.update(embargo_until=None, live=False)
    assert may_leave([subject]) == {subject: NOT_PUBLISHED}
    decline(contact=contact, now=now)
    assert may_leave([subject]) == {subject: NO_MORE}
    assert not MediaContact.objects.writable()


def test_what_was_stopped_never_leaves_and_can_be_sent_anew(
    office: Office, staff: User, now: datetime
):
    release = a_release(now)
    a_contact(now)
    assert stop_sending(sending=send(release, staff, now), by=staff, now=now) == 1
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    assert send(release, staff, now).size == 1


def test_nothing_leaves_unpublished_or_unapproved(office: Office, staff: User, now: datetime):
    a_contact(now)
    with pytest.raises(NotPublished):
        send(a_draft(now), staff, now)
    writer = member_of_staff(email="c@highlands.example", name="C", roles=[Role.COMMUNICATIONS])
    update_profile(approval_roles=[Role.COMMUNICATIONS])
    with pytest.raises(NeedsApproval):
        send(Release.objects.get(), writer, now)


def test_the_way_out_is_nobodys_guess(office: Office, now: datetime):
    contact = a_contact(now)
    token = way_out(site=SITE, contact_id=contact.pk).rstrip("/").rpartition("/")[2]
    assert contact_of(token=token) == contact


def test_one_address_is_on_the_list_once(office: Office, now: datetime):
    a_contact(now)
    with pytest.raises(ValidationError):
        a_contact(now, "AISHA", "Another paper")


def test_what_is_written_out_is_read_back_unchanged(office: Office, now: datetime):
    a_contact(now)
    heading, line = table_of(outlets())
    assert len(heading) == len(FIELDS)
    row = {"number": "2", **dict(zip(FIELDS, line, strict=True))}
    plan = decide([row], now=now)
    assert not plan.new
    assert not plan.changes
    plan = decide([{"number": "2", "outlet": "New", "email": "no address"}], now=now)
    assert plan.told[0].remarks
